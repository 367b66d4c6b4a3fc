import { expect, test } from 'vitest';
import { costsOf } from '../../src/analysis/costs.ts';
import { demandsOf } from '../../src/analysis/demands.ts';
import { noiseOf } from '../../src/analysis/noise.ts';
import { buildReport } from '../../src/analysis/report.ts';
import { duration } from '../../src/analysis/words.ts';
import { markValue } from '../../src/lane-memory.ts';
import type { Segment } from '../../src/state/state.ts';
import { dealt, finishedRun, stateOf } from './build.ts';
import type { Done } from './build.ts';

test("the lanes' time is computing, waiting and idle; ready tasks stand beside it", () => {
  const run = finishedRun([
    { lane: 'w1', from: 0, run: 300, wait: 100 },
    { lane: 'w1', from: 400, run: 600 },
    { lane: 'w2', from: 0, run: 500 },
  ]);
  expect(costsOf(run)).toEqual({ computeMs: 1400, waitMs: 100, readyMs: 0, idleMs: 500, startupMs: 40 });
});

test('waits that overlap on one lane count once', () => {
  const run = finishedRun(
    [
      { lane: 'main', from: 0, run: 100, wait: 900 },
      { lane: 'main', from: 0, run: 100, wait: 800, ready: 100 },
    ],
    { request: { mode: 'concurrent' } },
  );
  expect(costsOf(run)).toEqual({ computeMs: 200, waitMs: 800, readyMs: 100, idleMs: 0, startupMs: 0 });
});

test('what stood ready on a lane that had nothing on its hands did not wait', () => {
  const run = finishedRun(
    [
      { lane: 'main', from: 0, run: 500, ready: 510 },
      { lane: 'main', from: 10, run: 480, wait: 10, ready: 500 },
    ],
    { request: { mode: 'concurrent' } },
  );
  expect(costsOf(run)).toEqual({
    computeMs: 980,
    waitMs: 10,
    readyMs: 1010,
    readyOnlyMs: 20,
    idleMs: 0,
    startupMs: 0,
  });
});

test('demands: CPU where measured, else the time on the thread', () => {
  const run = finishedRun([
    { lane: 'w1', from: 0, run: 100, wait: 50, cpu: 80 },
    { lane: 'w2', from: 0, run: 100, cpu: null, after: [0] },
  ]);
  expect(demandsOf(run)).toEqual([
    { cpuMs: 80, waitMs: 50, poolMs: 0, after: [], priority: 0 },
    { cpuMs: 100, waitMs: 0, poolMs: 0, after: [0], priority: 0 },
  ]);
});

test('demands: work on the pool is the CPU beyond that of the threads, not the queueing for it', () => {
  const tasks = [1000, 2000].map(wait => ({ lane: 'main', from: 0, run: 0, wait: wait + 10, pool: wait }));
  const pools = (cpuMs: number | null) =>
    demandsOf(finishedRun(tasks, { run: { cpuMs } }))?.map(({ poolMs, waitMs }) => [poolMs, waitMs]);
  expect(pools(1800)).toEqual([
    [900, 10],
    [900, 10],
  ]);
  expect(pools(null)).toEqual([
    [1000, 10],
    [1000, 10],
  ]);
});

const segment = (startMs: number, endMs: number, more: Partial<Segment> = {}): Segment => ({
  task: 0,
  phase: 'running',
  startMs,
  endMs,
  ...more,
});

const withSegments = (done: Done, segments: readonly Segment[]) => {
  const one = finishedRun([done], { request: { mode: 'sequential' } });
  return demandsOf({ ...one, lanes: one.lanes.map(each => ({ ...each, segments })) })?.[0];
};

test('demands: the order of the pieces is kept; what stood ready, or gave way, is left out', () => {
  const done = { lane: 'main', from: 0, run: 100, wait: 50, ready: 40, cpu: 80 };
  const segments = [
    segment(1000, 1030),
    segment(1030, 1070, { phase: 'ready' }),
    segment(1070, 1100),
    segment(1100, 1150, { phase: 'waiting' }),
    segment(1150, 1190),
  ];
  expect(withSegments(done, segments)).toMatchObject({
    cpuMs: 80,
    waitMs: 50,
    poolMs: 0,
    steps: [
      { kind: 'cpu', ms: 48 },
      { kind: 'wait', ms: 50 },
      { kind: 'cpu', ms: 32 },
    ],
  });
});

test('demands: work for the pool is told on a lane that blocks; locks are held, not waited for', () => {
  const done = { lane: 'main', from: 0, run: 70, wait: 35 };
  const segments = [
    segment(1000, 1040, { mark: markValue('pool-work') }),
    segment(1040, 1050),
    segment(1050, 1055, { phase: 'waiting', reason: 'lock' }),
    segment(1055, 1055, { mark: markValue('lock-taken', 9) }),
    segment(1055, 1085, { phase: 'waiting' }),
    segment(1085, 1105, { mark: markValue('lock-left', 9) }),
  ];
  expect(withSegments(done, segments)).toMatchObject({
    cpuMs: 30,
    waitMs: 35,
    poolMs: 40,
    steps: [
      { kind: 'pool', ms: 40 },
      { kind: 'cpu', ms: 10 },
      { kind: 'wait', ms: 5 },
      { kind: 'take', lock: 9 },
      { kind: 'wait', ms: 30 },
      { kind: 'leave', lock: 9 },
      { kind: 'cpu', ms: 20 },
    ],
  });
});

test('demands: pieces that do not add up are not used', () => {
  const done = { lane: 'main', from: 0, run: 100 };
  expect(withSegments(done, [segment(1000, 1050)])).toEqual({
    cpuMs: 100,
    waitMs: 0,
    poolMs: 0,
    after: [],
    priority: 0,
  });
});

test('demands: a part of the tasks predicts nothing', () => {
  const run = finishedRun([{ lane: 'w1', from: 0, run: 100 }]);
  const queued = { index: 1, name: 't1', after: [], priority: 0, state: 'queued' } as const;
  expect(demandsOf({ ...run, tasks: [...run.tasks.slice(), queued] })).toBeNull();
  expect(demandsOf({ ...run, tasks: [] })).toBeNull();
});

const used = {
  spanMs: 2000,
  busyMs: [1800, 1600],
  stealMs: 80,
  dashboardCpuMs: 60,
  probeCpuMs: 10,
  subjectCpuMs: 2900,
  throttledMs: 100,
};
const run = finishedRun([{ lane: 'w1', from: 0, run: 1000 }]);

test('noise: busy core time that is neither ours nor the dashboard', () => {
  const noise = noiseOf({ ...run, cpuMs: 1400, makespanMs: 1000, usage: used });
  expect(noise.otherShare).toBeCloseTo((3400 - 2800 - 60) / 4000);
  expect(noise).toMatchObject({ stealShare: 0.02, throttledMs: 100, throttledShare: 0.05 });
  expect(noiseOf({ ...run, usage: used }).otherShare).toBeCloseTo((3400 - 2900 - 60) / 4000);
});

test('noise: what was not measured is null', () => {
  const none = { otherShare: null, stealShare: null, throttledShare: null, clockDrop: null };
  expect(noiseOf(run)).toEqual({ ...none, throttledMs: null });
  expect(noiseOf({ ...run, usage: { ...used, spanMs: 300 } })).toMatchObject(none);
  expect(noiseOf({ ...run, usage: { ...used, subjectCpuMs: 0 } }).otherShare).toBeNull();
});

test('noise: the clock on the average against its highest', () => {
  const clock = { spanMs: 1500, shareMs: 1200, highestShare: 1 };
  expect(noiseOf({ ...run, usage: { ...used, clock } }).clockDrop).toBeCloseTo(0.2);
  expect(
    noiseOf({ ...run, usage: { ...used, clock: { ...clock, highestShare: 0.8 } } }).clockDrop,
  ).toBeCloseTo(0);
});

test('percentages of the machine, where its samples say enough', () => {
  const sampled = finishedRun(dealt(8, ['w1', 'w2'], { run: 1000 }), {
    run: {
      cpuMs: 7200,
      usage: {
        spanMs: 4000,
        busyMs: [4000, 3800],
        stealMs: 80,
        dashboardCpuMs: 40,
        probeCpuMs: 20,
        subjectCpuMs: 7000,
        throttledMs: 0,
      },
    },
  });
  expect(buildReport(stateOf(sampled))).toMatchObject({
    cores: [
      { id: 0, busyPercent: 100 },
      { id: 1, busyPercent: 95 },
    ],
    noise: { otherCpuPercent: expect.closeTo(7), steal: 1, throttledMs: 0, clockDropPercent: null },
    overhead: { dashboardCpuPercent: 1, probeCpuPercent: 0.5 },
  });
});

test.each([
  [0, '0 ms'],
  [0.04, '0.0 ms'],
  [9.94, '9.9 ms'],
  [9.96, '10 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [4130, '4.1 s'],
  [99_960, '100 s'],
])('%f ms is said as %s', (ms, words) => expect(duration(ms)).toBe(words));
