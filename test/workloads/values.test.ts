import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import aAndB from '../../workloads/a-and-b.ts';
import hashChain from '../../workloads/hash-chain.ts';
import httpCalls from '../../workloads/http-calls.ts';
import { workloads } from '../../workloads/index.ts';
import passwordHash from '../../workloads/password-hash.ts';
import primes from '../../workloads/primes.ts';
import breakfast from '../../workloads/breakfast.ts';
import { planOf, runPlan, startServer } from './harness.ts';

let server: Server;
let origin: string;
beforeAll(async () => {
  ({ server, origin } = await startServer(64, 48));
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

describe.each(workloads.map(workload => [workload.id, workload] as const))('%s', (_, workload) => {
  test('gives the same values together, one by one and backwards', async () => {
    const settings = { scale: 0.01, origin };
    const together = await runPlan(workload, { ...settings, order: 'together' });
    const forwards = await runPlan(workload, { ...settings, order: 'forwards' });
    const backwards = await runPlan(workload, { ...settings, order: 'backwards' });
    expect(together.values).not.toContain(undefined);
    expect(forwards.values).toEqual(together.values);
    expect(backwards.values).toEqual(together.values);
    expect(structuredClone(together.values)).toEqual(together.values);
  });

  test('reports progress up to the end, at most 20 times a task', async () => {
    const { passages } = await runPlan(workload, { scale: 0.01, origin, order: 'together' });
    for (const { progress } of passages) {
      expect(progress.length).toBeLessThanOrEqual(20);
      expect(progress).toEqual(progress.toSorted((a, b) => a - b));
      expect(progress.at(-1)).toBe(1);
    }
  });
});

test('a hash chain is SHA-256 of the text, then of each digest in hexadecimal', async () => {
  const { values } = await runPlan(hashChain, { scale: 3 / 2_500_000, seed: 7, options: { tasks: 1 } });
  expect(values).toEqual(['71778060504cc89e312e7ddb4b435975a8dca918cec36442fabf9c9db3d4a5ae']);
});

test('a password hash is PBKDF2 as others compute it', async () => {
  const { values } = await runPlan(passwordHash, { scale: 10 / 2_000_000, seed: 7, options: { tasks: 1 } });
  expect(values).toEqual(['b0c130a1ca78ac8e8866c4dd6f43d632f96fc631724f1ef59983a3e931126b5e']);
});

test('A and B are fixed numbers of steps of the published xorshift generator', async () => {
  const { values } = await runPlan(aAndB, { scale: 1 / 640_000_000, options: { a: 1, b: 3 } });
  expect(values).toEqual([270_369, 2_647_435_461 - 2 ** 32]);
});

describe('primes', () => {
  const count = async (options: Record<string, string | number>, workers: number): Promise<number> => {
    const { values } = await runPlan(primes, { scale: 1, options, workers });
    return (values as { count: number }[]).reduce((sum, value) => sum + value.count, 0);
  };

  test.each([
    [1_000, 168],
    [100_000, 9_592],
    [1_000_000, 78_498],
  ])('below %i are as many as is known, however they are cut', async (below, known) => {
    expect(await count({ below, split: 'chunks' }, 2)).toBe(known);
    expect(await count({ below, split: 'equal' }, 3)).toBe(known);
    expect(await count({ below, split: 'equal', tasks: 7 }, 2)).toBe(known);
  });

  test('are cut into a range for every lane, or into 64 chunks with the dear end first', () => {
    const ranges = planOf(primes, { scale: 1, options: { split: 'equal' }, workers: 4 });
    expect(ranges.map(task => task.input)).toEqual([
      { from: 0, to: 5_000_000 },
      { from: 5_000_000, to: 10_000_000 },
      { from: 10_000_000, to: 15_000_000 },
      { from: 15_000_000, to: 20_000_000 },
    ]);
    const chunks = planOf(primes, { scale: 1, workers: 4 });
    expect(chunks.length).toBe(64);
    expect(chunks[0]?.input).toEqual({ from: 19_687_500, to: 20_000_000 });
  });
});

describe('http-calls', () => {
  const paths = (options: Record<string, string | number>, seed: number): string[] =>
    planOf(httpCalls, { scale: 1, options, seed }).map(task => (task.input as { path: string }).path);

  test("the seed's preset makes five calls with the delays that its text really asks for", () => {
    const all = Array.from({ length: 20 }, (_, seed) => paths({ preset: 'seed' }, seed));
    expect(new Set(all.map(five => five.length))).toEqual(new Set([5]));
    expect(new Set(all.flat())).toEqual(
      new Set([10, 110, 210, 310, 410].map(delayMs => `/wait/${delayMs}?bytes=1000`)),
    );
    expect(paths({ preset: 'seed' }, 3)).toEqual(all[3]);
  });

  test.each([
    ['web', 1000, 'request 0 of 95 ms', 95, 3_200_000, false],
    ['library', 20, 'visitor 0 of 120 ms', 120, 19_200_000, false],
    ['turns', 6, 'part 0 of 500 ms', 500, 128_000_000, true],
  ])('preset %s: %i tasks as the textbook has them', (preset, count, name, waitMs, rounds, isOneAtATime) => {
    const tasks = planOf(httpCalls, { scale: 1, options: { preset } });
    expect(tasks).toHaveLength(count);
    expect(tasks[0]).toEqual({
      name,
      input: { call: 0, path: `/wait/${waitMs}?bytes=1000`, rounds, isOneAtATime },
    });
  });

  test('calls may be given work, and then tell what came out of it', async () => {
    const options = { tasks: 1, work: 1, bytes: 3 };
    const { values } = await runPlan(httpCalls, { scale: 0.01, options, origin });
    expect(values).toEqual([{ call: 0, status: 200, bytes: 3, proof: expect.any(Number) }]);
  });

  test('replies are told as they land', async () => {
    const { passages, values } = await runPlan(httpCalls, {
      scale: 0.01,
      options: { tasks: 2, bytes: 12 },
      origin,
    });
    expect(passages.map(passage => passage.texts)).toEqual([['reply 0'], ['reply 1']]);
    expect(values).toEqual([
      { call: 0, status: 200, bytes: 12 },
      { call: 1, status: 200, bytes: 12 },
    ]);
  });
});

test('every guest has a breakfast that waits for their own toast and eggs', () => {
  const tasks = planOf(breakfast, { scale: 1, options: { guests: 2 } });
  expect(tasks.map(({ name, after }) => [name, after])).toEqual([
    ['toast 1', undefined],
    ['eggs 1', undefined],
    ['assemble 1', [0, 1]],
    ['toast 2', undefined],
    ['eggs 2', undefined],
    ['assemble 2', [3, 4]],
  ]);
});
