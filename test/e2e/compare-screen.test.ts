/** A comparison on the screen of a real terminal: how it is left. */
import { afterEach, expect, test } from 'vitest';
import { endlessWorkload, waitForFile } from '../helpers/endless.ts';
import { waitForNoneOf } from '../helpers/processes.ts';
import { startDashboard } from '../helpers/program.ts';
import type { Pty } from '../helpers/pty.ts';
import { readAftermath } from '../helpers/shell.ts';

let pty: Pty | null = null;
afterEach(async () => {
  await pty?.dispose();
  pty = null;
});

async function startRace(size: { columns: number; rows: number }, more: string[] = []): Promise<Pty> {
  const { file, gate } = endlessWorkload();
  pty = startDashboard(['compare', file, '--no-guess', ...more], size);
  await waitForFile(gate);
  return pty;
}

async function expectNobodyLeft(shell: Pty): Promise<void> {
  shell.type('\n');
  await shell.exit;
  await waitForNoneOf(shell.marker);
}

test('Escape cancels the race, and what it has is printed on the way out', async () => {
  const shell = await startRace({ columns: 120, rows: 40 });
  shell.type('\x1b');
  await shell.waitFor(/cancelled/, 'the cancelled race');
  shell.type('q');
  const { exitCode } = await readAftermath(shell);
  expect(exitCode).toBe(0);
  expect(shell.screen().join('\n')).toMatch(/4 modes compared[^]*Nothing was measured[^]*; cancelled/);
  await expectNobodyLeft(shell);
});

test('a race that is left in the middle leaves nobody behind', async () => {
  const shell = await startRace({ columns: 80, rows: 24 });
  shell.type('q');
  const { exitCode } = await readAftermath(shell);
  expect(exitCode).toBe(0);
  await expectNobodyLeft(shell);
});

test('a workload that is refused is told where the command line is', async () => {
  const args = ['compare', 'primes', '--no-guess', '--set', 'nonsense=1'];
  pty = startDashboard(args, { columns: 120 });
  const { exitCode } = await readAftermath(pty);
  expect(exitCode).toBe(2);
  expect(pty.screen().join('\n')).toContain('nonsense');
});

test('an assertion about a run that fails is told on the way out, with exit code 1', async () => {
  const args = ['run', 'hash-chain', '--scale', '0.02', '--assert', 'tasks.total == 5'];
  const shell = startDashboard(args, { columns: 120, rows: 40 });
  pty = shell;
  await shell.waitFor(/finished/, 'the end of the run');
  shell.type('q');
  const { exitCode } = await readAftermath(shell);
  expect(shell.screen().join('\n')).toContain('assertion failed: tasks.total == 5: the value is 8');
  expect(exitCode).toBe(1);
});

test('a race that is left before its end does not pass over its assertions', async () => {
  const shell = await startRace({ columns: 120, rows: 40 }, ['--assert', 'speedup(parallel) > 1']);
  await shell.waitFor(/warm-up, not counted/, 'the first round');
  shell.type('q');
  const { exitCode } = await readAftermath(shell);
  expect(shell.screen().join('\n').replace(/\s+/g, ' ')).toContain(
    'assertion failed: speedup(parallel) > 1: speedup(parallel) was not measured',
  );
  expect(exitCode).toBe(1);
});
