import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Pty } from '../../helpers/pty.ts';
import { startPty } from '../../helpers/pty.ts';
import { processesOf } from '../../helpers/processes.ts';
import { readAftermath, startInShell } from '../../helpers/shell.ts';

const target = new URL('target.ts', import.meta.url).pathname;

interface Status {
  readonly ticks: number;
  readonly units: number;
  readonly lost?: string;
}

let folder: string;
let pty: Pty | null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jugglers-terminal-'));
  pty = null;
});

afterEach(async () => {
  await pty?.dispose();
  rmSync(folder, { recursive: true });
});

const statusPath = (): string => join(folder, 'status');
const status = (): Status => JSON.parse(readFileSync(statusPath(), 'utf8')) as Status;

/** The process of the target below the shell. */
const programIn = ({ marker }: Pty): number =>
  processesOf(marker).find(({ command }) => command.includes('target.ts'))?.pid ?? 0;

const boundMs = 20_000;

/** The first status that is as wanted. */
const statusWith = async (isWanted: (status: Status) => boolean): Promise<Status> => {
  for (let waitedMs = 0; waitedMs < boundMs; waitedMs += 10) {
    const now = status();
    if (isWanted(now)) return now;
    await delay(10);
  }
  throw new Error(`never came: ${JSON.stringify(status())}`);
};

const tickOn = (rows: readonly string[]): number => Number(/tick (\d+)\./.exec(rows[0] ?? '')?.[1] ?? 0);

it('goes on while the reader is stalled, queues nothing, and shows the newest picture afterwards', async () => {
  pty = startPty(process.execPath, [target, statusPath()]);
  await pty.waitFor(rows => tickOn(rows) > 20, 'the first pictures');
  pty.stall();
  let before = status();
  // Buffers on the way fill up first; from then on time goes by and nothing more is sent.
  let after = await statusWith(({ ticks }) => ticks > before.ticks + 200);
  while (after.units !== before.units) {
    before = after;
    after = await statusWith(({ ticks }) => ticks > (before as Status).ticks + 200);
  }
  pty.resume();
  await pty.waitFor(rows => tickOn(rows) > after.ticks, 'the newest picture');
  pty.type('q');
  expect(await pty.exit).toEqual({ exitCode: 0, signal: null });
  expect(pty.modes()).toMatchObject({ isAlternateScreen: false, isCursorHidden: false });
});

it('can end while the reader is stalled, and the terminal is given back as soon as it reads again', async () => {
  pty = startPty(process.execPath, [target, statusPath()]);
  await pty.waitFor(rows => tickOn(rows) > 20, 'the first pictures');
  pty.stall();
  const before = status();
  await statusWith(({ ticks }) => ticks > before.ticks + 400);
  pty.type('q');
  pty.resume();
  expect(await pty.exit).toEqual({ exitCode: 0, signal: null });
  expect(pty.modes()).toMatchObject({ isAlternateScreen: false, isCursorHidden: false });
});

it('says that the terminal is lost instead of failing on it', async () => {
  pty = startPty(process.execPath, [target, statusPath()]);
  await pty.waitFor(rows => tickOn(rows) > 20, 'the first pictures');
  pty.hangUp();
  const { lost } = await statusWith(each => each.lost !== undefined);
  expect(lost).toMatch(/EIO|EPIPE|closed its end/);
});

it('leaves the terminal as it found it, for whoever started the program', async () => {
  pty = startInShell(process.execPath, [target, statusPath()]);
  await pty.waitFor(rows => tickOn(rows) > 20, 'the first pictures');
  pty.type('q');
  const { exitCode, termios } = await readAftermath(pty);
  expect(exitCode).toBe(0);
  expect(termios).toMatchObject({ icanon: true, echo: true, isig: true, opost: true });
  expect(pty.modes()).toMatchObject({ isAlternateScreen: false, isCursorHidden: false });
});

it.each(['the key', 'a signal'])('stops the job for the shell on %s, and goes on with fg', async how => {
  pty = startPty('bash', ['--norc', '--noprofile', '-i'], { env: { PS1: '$ ' } });
  await pty.waitFor(/\$/, 'the prompt');
  pty.type(`${process.execPath} ${target} ${statusPath()}\r`);
  await pty.waitFor(rows => tickOn(rows) > 20, 'the first pictures');
  for (let round = 0; round < 2; round++) {
    if (how === 'the key') pty.type('\u001A');
    else process.kill(programIn(pty), 'SIGTSTP');
    // What it said in the round before is still on its screen.
    const stops = new RegExp(`(Stopped[^]*){${round + 1}}\\$`);
    await pty.waitFor(stops, 'the shell again');
    expect(pty.modes()).toMatchObject({ isAlternateScreen: false, isCursorHidden: false });
    const { ticks } = status();
    pty.type('fg\r');
    await pty.waitFor(rows => tickOn(rows) > ticks, 'pictures again');
    expect(pty.modes().isAlternateScreen).toBe(true);
    await pty.waitFor(rows => tickOn(rows) > ticks + 100, 'more pictures');
  }
  pty.type('q');
  await pty.waitFor(rows => /\$ ?$/.test(rows.findLast(row => row !== '') ?? ''), 'the prompt');
  pty.type('exit\r');
  expect((await pty.exit).exitCode).toBe(0);
});
