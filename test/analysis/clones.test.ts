import { expect, test } from 'vitest';
import { cloneCpuMs } from '../../src/analysis/calibration.ts';
import { costsOf } from '../../src/analysis/costs.ts';
import { predict } from '../../src/analysis/predict.ts';
import type { Job, PredictInput } from '../../src/analysis/jobs.ts';
import type { RunState } from '../../src/state/state.ts';
import { finishedRun, startMs } from './build.ts';

const job = (cpuMs: number, waitMs = 0): Job => ({ cpuMs, waitMs, poolMs: 0, after: [], priority: 0 });

const input = (jobs: readonly Job[], cpuEachMs: number | null): PredictInput => ({
  jobs,
  usableCores: 2,
  tasksPerWorker: 8,
  cloneCpuMs: cpuEachMs,
});

test('each clone pays its start-up, and says so; the first ones pay before the clock starts', () => {
  const tasks = input([job(100), job(100), job(100), job(100)], 30);
  expect(predict(tasks, 'spawn', 2).makespanMs).toBeCloseTo(230);
  expect(predict(tasks, 'spawn', 2).reason).toBe(
    'CPU work of 520 ms divided over 2 lanes; with 30 ms of CPU to start each clone',
  );
  expect(predict(input([job(100)], null), 'spawn', 1).reason).toContain('start-up was not measured');
});

test('clones that start at once share the cores, and all have started when the clock does', () => {
  const tasks = input(
    [0, 1, 2, 3].map(() => job(100)),
    50,
  );
  expect(predict(tasks, 'spawn', 4).makespanMs).toBeCloseTo(200);
  expect(predict(tasks, 'spawn', 4).reason).toBe(
    'CPU work of 600 ms on 2 usable cores, shared by 4 lanes; with 50 ms of CPU to start each clone',
  );
});

test('clones that all have a lane of their own: the work shares the cores, the waits do not', () => {
  const tasks = input(
    [0, 1, 2, 3].map(() => job(10, 240)),
    100,
  );
  expect(predict(tasks, 'spawn', 4).makespanMs).toBeCloseTo(260);
  expect(predict(tasks, 'spawn', 4).reason).toBe(
    'CPU work of 440 ms on 2 usable cores, and waits of up to 240 ms, each task on a lane of its own; ' +
      'with 100 ms of CPU to start each clone',
  );
});

/** Two rounds of two clones, 30 ms each to start; the makespan begins with the first task. */
const cloned = (more: Partial<RunState> = {}): RunState => {
  const tasks = ['s1', 's2', 's3', 's4'].map((lane, index) => ({
    lane,
    from: 30 + Math.floor(index / 2) * 130,
    run: 100,
  }));
  const run = finishedRun(tasks, { request: { mode: 'spawn', workers: 2 }, startupMs: 30 });
  const lanes = tasks.map(({ lane, from }) => ({ ...run.lanes[1]!, id: lane, openedAtMs: startMs + from }));
  return { ...run, lanes, makespanMs: 230, ...more };
};

test('clones take their places in turn: as many lanes as there may be at once', () => {
  expect(costsOf(cloned())).toEqual({ computeMs: 400, waitMs: 0, readyMs: 0, idleMs: 0, startupMs: 120 });
});

test('a clone costs what the subject used beyond its tasks and the probe, each an equal part', () => {
  const usage = { ...cloned().usage, probeCpuMs: 10 };
  expect(cloneCpuMs([], cloned({ cpuMs: 490, usage }))).toBe(20);
  // More than the start-ups lasted cannot have been theirs.
  expect(cloneCpuMs([], cloned({ cpuMs: 900, usage }))).toBe(30);
});

test('a clone costs the shortest start-up where the CPU is not known, or in a pool', () => {
  const slow = (run: RunState): RunState => ({
    ...run,
    lanes: run.lanes.map((lane, index) => ({ ...lane, startupMs: lane.startupMs && 30 + index * 40 })),
  });
  expect(cloneCpuMs([], slow(cloned()))).toBe(30);
  expect(cloneCpuMs([], slow(finishedRun([{ lane: 'w1', from: 0, run: 100 }])))).toBe(70);
  expect(cloneCpuMs([], finishedRun([], { request: { mode: 'sequential' } }))).toBeNull();
});
