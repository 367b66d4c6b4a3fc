/** Every way out gives the terminal back and leaves no process behind, also in the middle of a blocked run. */
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { processesOf, waitForNoneOf } from '../helpers/processes.ts';
import { startDashboard } from '../helpers/program.ts';
import type { Pty } from '../helpers/pty.ts';
import { readAftermath } from '../helpers/shell.ts';

/** Minutes of frozen main thread: whatever ends it, it is not the work being done. */
const blocked = ['run', 'a-and-b', '--mode', 'sequential', '--scale', '100'];

let pty: Pty | null = null;
afterEach(async () => {
  await pty?.dispose();
  pty = null;
});

async function startBlocked(args: readonly string[] = blocked): Promise<Pty> {
  pty = startDashboard(args);
  await pty.waitFor(/BLOCKED/, 'the frozen loop on screen');
  return pty;
}

const commandOf = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, 'utf8');

/** The dashboard process itself: the one that runs the program and not the lab. */
function dashboardPid(marker: string): number {
  const found = processesOf(marker).find(({ pid }) =>
    /^[^\0]*node\0[^\0]*jugglers\.cjs/.test(commandOf(pid)),
  );
  if (!found) throw new Error('the dashboard is not running');
  return found.pid;
}

function labPid(marker: string): number {
  const found = processesOf(marker).find(({ pid }) => /\0[^\0]*lab\.js/.test(commandOf(pid)));
  if (!found) throw new Error('the lab is not running');
  return found.pid;
}

async function expectGivenBack(shell: Pty, exitCode: number): Promise<void> {
  const { exitCode: code, termios } = await readAftermath(shell);
  expect(code).toBe(exitCode);
  expect(termios).toMatchObject({ icanon: true, echo: true, isig: true, opost: true });
  expect(shell.modes()).toEqual({
    isAlternateScreen: false,
    isCursorHidden: false,
    isMouseOn: false,
    isBracketedPasteOn: false,
  });
  await waitUntilOnlyTheShellIsLeft(shell);
}

/**
 * The shell itself carries the marker and waits for a line: let it go, then nothing may be left. A line feed ends the
 * line also where a killed program left the terminal raw.
 */
async function waitUntilOnlyTheShellIsLeft(shell: Pty): Promise<void> {
  shell.type('\n');
  await shell.exit;
  await waitForNoneOf(shell.marker);
}

test('q quits out of a blocked run', async () => {
  const shell = await startBlocked();
  shell.type('q');
  await expectGivenBack(shell, 0);
});

test('Ctrl-C quits out of a blocked run, as the signal does', async () => {
  const shell = await startBlocked();
  shell.type('\x03');
  await expectGivenBack(shell, 130);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s ends it as a signal does', async (signal, exitCode) => {
  const shell = await startBlocked();
  process.kill(dashboardPid(shell.marker), signal);
  await expectGivenBack(shell, exitCode);
});

test('a terminal that is gone ends everything', async () => {
  const shell = await startBlocked();
  shell.hangUp();
  await waitForNoneOf(shell.marker);
});

test('a killed dashboard takes its blocked lab with it', async () => {
  const shell = await startBlocked();
  process.kill(dashboardPid(shell.marker), 'SIGKILL');
  await shell.waitFor(/left with 137/, 'the shell, after the dashboard was killed');
  await waitUntilOnlyTheShellIsLeft(shell);
});

test('a killed dashboard takes a pool of blocked processes with it', async () => {
  const shell = startDashboard(['run', 'a-and-b', '--mode', 'processes', '--scale', '100'], { columns: 120 });
  pty = shell;
  await shell.waitFor(/running now 2/, 'two processes at work');
  process.kill(dashboardPid(shell.marker), 'SIGKILL');
  await shell.waitFor(/left with 137/, 'the shell, after the dashboard was killed');
  await waitUntilOnlyTheShellIsLeft(shell);
});

test('a killed lab is told, and the dashboard stays usable', async () => {
  const shell = await startBlocked();
  process.kill(labPid(shell.marker), 'SIGKILL');
  await shell.waitFor(/SIGKILL/, 'what happened to the lab');
  shell.type('?');
  await shell.waitFor(/help/i, 'the help');
  shell.type('?');
  shell.type('q');
  await expectGivenBack(shell, 0);
});

test('Escape stops a blocked task, and the run can be started again', async () => {
  const shell = await startBlocked();
  shell.type('\x1b');
  await shell.waitFor(/cancelled/, 'the cancelled run');
  shell.type('r');
  await shell.waitFor(/BLOCKED/, 'the second run, blocked as the first');
  shell.type('q');
  await expectGivenBack(shell, 0);
});
