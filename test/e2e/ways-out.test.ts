/**
 * Every way out of a blocked run gives the terminal back and leaves no process behind: also on a terminal that shows next
 * to nothing, and over a line that carries next to nothing.
 */
import { describe, onTestFinished, test } from 'vitest';
import { dashboardPid, expectGivenBack } from '../helpers/given-back.ts';
import { waitForNoneOf } from '../helpers/processes.ts';
import { startDashboard } from '../helpers/program.ts';
import type { PtyOptions } from '../helpers/pty.ts';

/** Minutes of frozen main thread: whatever ends it, it is not the work being done. */
const blocked = ['run', 'a-and-b', '--mode', 'sequential', '--scale', '100'];

describe.each<[string, PtyOptions, RegExp]>([
  ['80x24', { columns: 80, rows: 24 }, /BLOCKED/],
  ['20x5', { columns: 20, rows: 5 }, /running/],
  ['a line of 3 kB/s', { columns: 120, rows: 40, bytesPerSecond: 3000 }, /BLOCKED/],
])('on %s', (_place, options, shows) => {
  const startBlocked = async () => {
    const shell = startDashboard(blocked, options);
    onTestFinished(() => shell.dispose());
    await shell.waitFor(shows, 'the run');
    return shell;
  };

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
});
