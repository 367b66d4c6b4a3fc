/** A program that draws as fast as it can and says in a file how it fares: run in a pty by the test beside it. */
import { renameSync, writeFileSync } from 'node:fs';
import type { ReadStream, WriteStream } from 'node:tty';
import { openTerminal } from '../../../src/terminal.ts';
import { createScreen } from '../../../src/view/terminal/screen.ts';

const statusPath = process.argv[2] as string;
const terminal = openTerminal(process.stdin as ReadStream, process.stdout as WriteStream);
const screen = createScreen(terminal);
let ticks = 0;

const say = (more: object = {}): void => {
  // Renamed, so that the reader never sees half of it.
  writeFileSync(`${statusPath}.new`, JSON.stringify({ ticks, units: screen.sent.units, ...more }));
  renameSync(`${statusPath}.new`, statusPath);
};

const draw = (): void => {
  ticks++;
  const noise = Array.from({ length: 20 }, (_, y) => String.fromCharCode(97 + ((ticks + y) % 26)).repeat(80));
  screen.write(`tick ${ticks}.\n${noise.join('\n')}`);
  if (ticks % 20 === 0) say();
};

const enter = (): void => {
  process.stdin.setRawMode(true);
  screen.write('\u001B[?1049h\u001B[?25l');
};

const leave = (): void => {
  screen.write('\u001B[?25h');
  screen.write('\u001B[?1049l');
  process.stdin.setRawMode(false);
};

const suspend = async (): Promise<void> => {
  leave();
  await terminal.stop();
  enter();
};

const end = (code: number): void => {
  screen.close();
  terminal.close();
  process.exit(code);
};

process.on('SIGHUP', () => {});
terminal.onLost(error => {
  say({ lost: error.message });
  end(7);
});
terminal.onStopAsked(() => void suspend());
process.stdin.on('data', keys => {
  if (keys.includes('q')) end(0);
  if (keys.includes('\u001A')) void suspend();
});
enter();
setInterval(draw, 2);
