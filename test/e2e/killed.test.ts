/** A dashboard or a lab that is killed in the middle of a blocked run, and a run that is stopped: nothing is left behind. */
import { onTestFinished, test } from 'vitest';
import { dashboardPid, expectGivenBack, labPid, waitUntilOnlyTheShellIsLeft } from '../helpers/given-back.ts';
import { startDashboard } from '../helpers/program.ts';
import type { Pty, PtyOptions } from '../helpers/pty.ts';

/** Minutes of frozen main thread: whatever ends it, it is not the work being done. */
const blocked = ['run', 'a-and-b', '--mode', 'sequential', '--scale', '100'];

/** Gone when the test is over, whatever became of it. */
function started(args: readonly string[], options?: PtyOptions): Pty {
  const shell = startDashboard(args, options);
  onTestFinished(() => shell.dispose());
  return shell;
}

async function startBlocked(): Promise<Pty> {
  const shell = started(blocked);
  await shell.waitFor(/BLOCKED/, 'the frozen loop on screen');
  return shell;
}

test('a killed dashboard takes its blocked lab with it', async () => {
  const shell = await startBlocked();
  process.kill(dashboardPid(shell.marker), 'SIGKILL');
  await shell.waitFor(/left with 137/, 'the shell, after the dashboard was killed');
  await waitUntilOnlyTheShellIsLeft(shell);
});

test('a killed dashboard takes a pool of blocked processes with it', async () => {
  const args = ['run', 'a-and-b', '--mode', 'processes', '--workers', '2', '--scale', '100'];
  const shell = started(args, { columns: 120 });
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
