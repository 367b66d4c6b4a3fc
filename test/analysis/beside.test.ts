import { expect, test } from 'vitest';
import { besideOf, warmupIn } from '../../src/analysis/beside.ts';
import { buildReport } from '../../src/analysis/report.ts';
import type { RunState } from '../../src/state/state.ts';
import { finishedRun, pastOf, startMs, stateOf } from './build.ts';

const level = (count: number, ms = 20) => Array.from({ length: count }, (_, index) => ms + (index % 2));

test('cold code: the first quarter beyond the mean of the others', () => {
  expect(warmupIn([60, 50, 40, 30, 20, ...level(15, 20)])).toBeCloseTo(200 - 5 * (20 + 7 / 15));
});

test('not where the tasks are of several sizes, few, or spread as much anyway', () => {
  const shrinking = Array.from({ length: 20 }, (_, index) => 100 - 5 * index);
  expect(warmupIn(shrinking)).toBe(0);
  expect(warmupIn([60, ...level(10)])).toBe(0);
  expect(warmupIn(level(20))).toBe(0);
  const spread = Array.from({ length: 20 }, (_, index) => [5, 40, 20, 60, 10][index % 5] as number);
  expect(warmupIn(spread.with(0, 30))).toBe(0);
});

/** Twenty tasks in turn; the engine has most to do during the first five. */
const cold = (mode: 'sequential' | 'parallel'): RunState => {
  const cpuMs = [60, 50, 40, 30, 20, ...level(15)];
  let from = 0;
  const done = cpuMs.map(run => {
    const one = { lane: mode === 'sequential' ? 'main' : 'w1', from, run };
    from += run;
    return one;
  });
  const run = finishedRun(done, { request: { mode } });
  const engineSoFar = [
    { atMs: startMs + 100, cpuMs: 60 },
    { atMs: startMs + 300, cpuMs: 160 },
    { atMs: startMs + from, cpuMs: 230 },
  ];
  const usage = {
    ...run.usage,
    spanMs: 1000,
    dashboardCpuMs: 20,
    probeCpuMs: 10,
    engineCpuMs: 230,
    engineSoFar,
  };
  return { ...run, usage };
};

test("what took the cores beside the tasks, by the kernel's count of the threads", () => {
  // By the end of the first quarter, after 200 ms, the engine had used 110 ms; a third of the rest is 40.
  expect(besideOf(cold('sequential'))).toEqual({
    engineMs: 230,
    warmup: { taskMs: expect.closeTo(97.67, 1), engineMs: 70 },
    overheadCores: expect.closeTo(0.02 + 10 / 507),
  });
  // On several lanes nobody can tell.
  expect(besideOf(cold('parallel'))).toMatchObject({ engineMs: 230, warmup: null });
  const { usage, ...run } = cold('sequential');
  const { engineCpuMs: _, engineSoFar: __, ...unnamed } = usage;
  expect(besideOf({ ...run, usage: unnamed })).toMatchObject({ engineMs: null, warmup: { engineMs: 0 } });
});

test('a run is predicted with them, as an earlier one of the same work has measured them', () => {
  const before = cold('sequential');
  const here = finishedRun(
    level(20).map((run, index) => ({ lane: `w${(index % 2) + 1}`, from: 0, run })),
    { request: { mode: 'parallel' } },
  );
  // 507 and 97.7 ms of tasks, 230 and 70 of the engine, on two cores without the 0.04 of dashboard and probe.
  expect(buildReport(stateOf(here, { past: [pastOf(before)] }))?.predicted?.makespanMs).toBeCloseTo(
    904.67 / (2 - 0.0397),
    0,
  );
});
