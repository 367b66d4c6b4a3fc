/** The program's processes below a shell, and whether all is as it was once it has ended. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { processesOf, waitForNoneOf } from './processes.ts';
import type { Pty } from './pty.ts';
import { readAftermath } from './shell.ts';

const commandOf = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, 'utf8');

/** The dashboard process itself: the one that runs the program and not the lab. */
export function dashboardPid(marker: string): number {
  const found = processesOf(marker).find(({ pid }) =>
    /^[^\0]*node\0[^\0]*jugglers\.cjs/.test(commandOf(pid)),
  );
  if (!found) throw new Error('the dashboard is not running');
  return found.pid;
}

export function labPid(marker: string): number {
  const found = processesOf(marker).find(({ pid }) => /\0[^\0]*lab\.js/.test(commandOf(pid)));
  if (!found) throw new Error('the lab is not running');
  return found.pid;
}

/**
 * The shell itself carries the marker and waits for a line: let it go, then nothing may be left. A line feed ends the
 * line also where a killed program left the terminal raw.
 */
export async function waitUntilOnlyTheShellIsLeft(shell: Pty): Promise<void> {
  shell.type('\n');
  await shell.exit;
  await waitForNoneOf(shell.marker);
}

/** The terminal is as it was; what runs is not looked at. */
export async function expectRestored(shell: Pty, exitCode: number): Promise<void> {
  const { exitCode: code, termios } = await readAftermath(shell);
  expect(code).toBe(exitCode);
  expect(termios).toMatchObject({ icanon: true, echo: true, isig: true, opost: true });
  expect(shell.modes()).toEqual({
    isAlternateScreen: false,
    isCursorHidden: false,
    isMouseOn: false,
    isBracketedPasteOn: false,
  });
}

export async function expectGivenBack(shell: Pty, exitCode: number): Promise<void> {
  await expectRestored(shell, exitCode);
  await waitUntilOnlyTheShellIsLeft(shell);
}
