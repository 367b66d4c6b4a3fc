/**
 * Lines that cannot carry ten pictures a second. What counts is how many bytes come before the answer to a key: a pty
 * holds 12 kB of old pictures, and with a program that fills it they all come first. The bench has the milliseconds.
 */
import { afterEach, expect, test } from 'vitest';
import { expectGivenBack } from '../helpers/given-back.ts';
import { startDashboard } from '../helpers/program.ts';
import type { Pty } from '../helpers/pty.ts';

let pty: Pty | null = null;
afterEach(async () => {
  await pty?.dispose();
  pty = null;
});

const manyFrames = ['run', 'primes', '--mode', 'parallel', '--workers', '2', '--scale', '8', '--fps', '10'];

/** Resolves once `bytes` more have come: by then the window fits the line. */
const afterMore = (shell: Pty, bytes: number): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const goal = shell.bytes() + bytes;
  shell.onOutput(() => shell.bytes() >= goal && resolve());
  return promise;
};

async function started(bytesPerSecond: number): Promise<Pty> {
  const shell = startDashboard(manyFrames, { columns: 120, rows: 40, bytesPerSecond });
  pty = shell;
  await shell.waitFor(/● running/, 'the run');
  await afterMore(shell, 2 * bytesPerSecond);
  return shell;
}

/** Bytes that came from a key up to what it does. */
async function bytesUntil(shell: Pty, key: string, condition: (rows: string[]) => boolean): Promise<number> {
  const bytes = shell.bytes();
  shell.type(key);
  await shell.waitFor(condition, `what ${key} does`);
  return shell.bytes() - bytes;
}

test('q on a line of 3 kB/s does not wait behind old pictures', async () => {
  const shell = await started(3000);
  const isShell = (): boolean => !shell.modes().isAlternateScreen;
  expect(await bytesUntil(shell, 'q', isShell)).toBeLessThan(3000);
  await expectGivenBack(shell, 0);
});

test('the echo of a key on a line of 64 kbit/s does not wait behind old pictures', async () => {
  const shell = await started(8000);
  shell.type('/');
  await shell.waitFor(/ \/_/, 'the filter');
  const waits: number[] = [];
  for (const typed of ['t', 'ta', 'tas', 'task', 'task ', 'task 1', 'task 12']) {
    const isSeen = (rows: string[]): boolean => (rows.at(-1) ?? '').includes(`/${typed}_`);
    waits.push(await bytesUntil(shell, typed.at(-1) ?? '', isSeen));
  }
  expect(waits.toSorted((a, b) => a - b)[3]).toBeLessThan(3000);
});
