import { expect, test } from 'vitest';
import { workloads } from '../../workloads/index.ts';
import { startServer, runPlan } from './harness.ts';
import type { RunSettings } from './harness.ts';

const checkpointsOf = async (id: string, settings: RunSettings): Promise<number[]> => {
  const workload = workloads.find(each => each.id === id);
  if (workload === undefined) throw new Error(`no workload ${id}`);
  const { passages } = await runPlan(workload, { order: 'together', ...settings });
  return passages.map(passage => passage.checkpoints);
};

test('CPU work passes a checkpoint at least as often as its amount asks for', async () => {
  // A link costs about 0.25 µs: 2,000 are half a millisecond.
  expect(await checkpointsOf('hash-chain', { scale: 0.01, options: { tasks: 1 } })).toEqual([13]);
  // A round costs about 1.6 ns: 500,000 are 0.8 ms.
  expect(await checkpointsOf('a-and-b', { scale: 0.01 })).toEqual([13, 26]);
  // 320,000 numbers in steps of 2,000.
  const options = { below: 320_000, split: 'equal', tasks: 2 };
  expect(await checkpointsOf('primes', { scale: 1, options })).toEqual([80, 80]);
});

test('handiwork and processing are cut as finely as other work', async () => {
  const [, , assemble] = await checkpointsOf('breakfast', { scale: 0.02 });
  expect(assemble).toBe(13);
  // 4 parts read, 1 after reading; then a slice of the 65,536 bytes for every 500,000 rounds at most.
  const [file = 0] = await checkpointsOf('three-files', { scale: 0.02, options: { tasks: 1 } });
  expect(file).toBeGreaterThanOrEqual(5 + (0.02 * 0.8 * 640_000_000) / 500_000);
});

test('after every wait and every step that cannot be cut there is a checkpoint', async () => {
  const { server, origin } = await startServer(64, 48);
  const settings = { scale: 0.02, origin, options: { tasks: 1 } };
  expect(await checkpointsOf('http-calls', settings)).toEqual([1]);
  expect(await checkpointsOf('password-hash', settings)).toEqual([1]);
  // Fetched, unpacked, 48 rows in steps of 8, packed.
  expect(await checkpointsOf('thumbnails', settings)).toEqual([1 + 1 + 6 + 1]);
  server.close();
  server.closeAllConnections();
});
