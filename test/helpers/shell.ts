/** Runs a program from a shell, as people do, and reads afterwards how it left the terminal. */
import type { Pty, PtyOptions } from './pty.ts';
import { startPty } from './pty.ts';

/**
 * Says how the program ended and what the terminal is set to, then waits for a key, so that the screen can be read.
 * With a trap it outlives a Ctrl-C that the program leaves to the terminal.
 */
const script = `trap : INT; "$@"; printf '\\nleft with %d\\n' $?; stty -a; echo 'end of settings'; read -r _`;

/** Starts the program below `sh`. Its pty ends after `readTermios` and Enter, or with `dispose`. */
export const startInShell = (file: string, args: readonly string[], options?: PtyOptions): Pty =>
  startPty('sh', ['-c', script, 'sh', file, ...args], options);

export interface Aftermath {
  /** As the shell sees it: 128 + signal number where a signal ended the program. */
  readonly exitCode: number;
  /** Terminal settings by their `stty` name: `icanon`, `echo`, `isig`, `opost` ... */
  readonly termios: Readonly<Record<string, boolean>>;
}

function flagsIn(text: string): Record<string, boolean> {
  const words = text.split(/\s+/).filter(word => /^-?[a-z]+\d*$/.test(word));
  return Object.fromEntries(words.map(word => [word.replace(/^-/, ''), !word.startsWith('-')]));
}

/** Waits for the program to end and reads what it left behind. */
export async function readAftermath(pty: Pty, boundMs?: number): Promise<Aftermath> {
  await pty.waitFor(/end of settings/, 'the settings of the terminal after the program', boundMs);
  // Not from the screen, which may be too small for it.
  const text = pty.lastOutput();
  const [, exitCode] = /left with (\d+)/.exec(text) ?? [];
  return { exitCode: Number(exitCode), termios: flagsIn(text.slice(text.lastIndexOf('left with'))) };
}
