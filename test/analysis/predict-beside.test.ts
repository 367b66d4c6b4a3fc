import { expect, test } from 'vitest';
import type { PredictInput } from '../../src/analysis/jobs.ts';
import { predict } from '../../src/analysis/predict.ts';
import { input, job, makespans } from './model.ts';

const twelve = Array.from({ length: 12 }, () => job(100));

test("the engine's own threads take cores while the tasks compute", () => {
  const busy = input(twelve, { engineMs: 600 });
  // One lane and half a core of the engine fit on two cores; two lanes and a whole one do not.
  expect(
    makespans(busy, [
      ['sequential', 1],
      ['concurrent', 1],
      ['parallel', 2],
      ['hybrid', 2],
    ]),
  ).toEqual([1200, 1200, 900, 900]);
  expect(predict(busy, 'hybrid', 2).reason).toBe(
    "CPU work of 1.2 s and 600 ms of the engine's own threads (compiling, collecting garbage) on 2 usable cores",
  );
});

test('every further lane compiles the code anew, on the lane and on the threads of the engine', () => {
  const fresh = input(twelve, { engineMs: 600, warmup: { taskMs: 120, engineMs: 60 } });
  // 1.2 s and 120 ms of tasks, 600 and 60 ms of the engine: 1.98 s on two cores.
  expect(
    makespans(fresh, [
      ['sequential', 1],
      ['parallel', 2],
      ['hybrid', 2],
    ]),
  ).toEqual([1200, 990, 990]);
  const waiting = input(
    Array.from({ length: 2 }, () => job(100, 500)),
    { warmup: { taskMs: 60, engineMs: 0 } },
  );
  // Each lane pays its half of twice 60 ms after its wait; the figures of the tasks hold 60 already.
  expect(makespans(waiting, [['parallel', 2]])).toEqual([630]);
  // A lane without a task compiles nothing.
  expect(makespans(waiting, [['parallel', 8]])).toEqual([630]);
});

test('dashboard and probe have their part of the cores', () => {
  const watched = input(twelve, { overheadCores: 0.5 });
  expect(
    makespans(watched, [
      ['sequential', 1],
      ['parallel', 2],
    ]),
  ).toEqual([1200, 800]);
  // Never all of them.
  expect(makespans(input([job(100)], { usableCores: 0.5, overheadCores: 3 }), [['sequential', 1]])).toEqual([
    400,
  ]);
});

test('what clones were measured to take holds it already', () => {
  const beside = { engineMs: 600, warmup: { taskMs: 120, engineMs: 60 } };
  const cloned = (more: Partial<PredictInput>) =>
    predict(input(twelve, { cloneCpuMs: 20, ...more }), 'spawn', 2);
  expect(cloned(beside)).toEqual(cloned({}));
});
