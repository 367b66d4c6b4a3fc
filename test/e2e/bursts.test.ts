/** Keys that arrive in one piece, as over a slow line, mean what they mean one by one. */
import { afterEach, expect, test } from 'vitest';
import { workloads } from '../../workloads/index.ts';
import { startDashboard } from '../helpers/program.ts';
import type { Pty } from '../helpers/pty.ts';
import { readAftermath } from '../helpers/shell.ts';

let pty: Pty | null = null;
afterEach(async () => {
  await pty?.dispose();
  pty = null;
});

const [, , third] = workloads.map(({ id }) => id);

test('two arrows and Enter in one write choose the third workload, and the third mode of it', async () => {
  const shell = startDashboard([], { columns: 100 });
  pty = shell;
  await shell.waitFor(/▸ Hash chain/, 'the picker, with the first workload highlighted');
  shell.type('\u001B[B\u001B[B\r');
  await shell.waitFor(new RegExp(`jugglers ▸ ${third} ▸ mode`), 'the modes of the third workload');
  shell.type('\u001B[B\u001B[B\r');
  await shell.waitFor(
    new RegExp(`jugglers ▸ ${third} ▸ parallel ×\\d+ ▸ options`),
    'the options of the third mode',
  );
  shell.type('\u0003');
  expect((await readAftermath(shell)).exitCode).toBe(130);
});
