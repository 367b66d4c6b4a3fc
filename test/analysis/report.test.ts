import { expect, test } from 'vitest';
import { buildReport } from '../../src/analysis/report.ts';
import type { Event, State } from '../../src/state/state.ts';
import { asked, finished, hello, lane, replay, request, running, trace } from '../state/build.ts';
import { dealt, finishedRun, machine, stateOf } from './build.ts';

const loop: Event = {
  type: 'loop',
  pid: 10,
  atMs: 2900,
  lagMs: 5,
  blockedSinceMs: null,
  p50Ms: 0.5,
  p99Ms: 900,
  maxMs: 1000,
  utilization: 0.1,
  utilizationTotal: 0.4,
};
const stack = [{ functionName: 'f', file: '/f.ts', line: 1, column: 1 }];
const stall = (startMs: number): Event => ({
  type: 'stall',
  pid: 10,
  startMs,
  durationMs: 100,
  frames: stack,
});
const thread = (cpuMs: number) => ({
  tid: 12,
  name: 'w2',
  state: 'R',
  core: 1,
  cpuMs,
  runQueueMs: 0,
  voluntarySwitches: 1,
  involuntarySwitches: 2,
});

const whole = (): State =>
  replay(
    [
      { type: 'machine', machine: machine(2) },
      { type: 'threads', pid: 10, atMs: 1000, threads: [thread(0)] },
      trace([
        [1000, 'w1', 'running', 0],
        [1000, 'w2', 'running', 1],
        [2000, 'w1', 'done', 0, 1000],
        [3000, 'w2', 'failed', 1, 1900],
      ]),
      { type: 'task-text', lane: 'w2', task: 1, atMs: 3000, kind: 'error', text: 'boom' },
      { type: 'threads', pid: 10, atMs: 2000, threads: [thread(950)] },
      stall(500),
      stall(1500),
      loop,
      finished(['done', 'failed'], 3000, { makespanMs: 2000, cpuMs: 3000 }),
      stall(4000),
    ],
    running(2),
  );

test('a report holds all that was measured, with stamps from the start of the run', () => {
  const report = buildReport(whole());
  expect(report).toEqual({
    schema: 1,
    workload: 'w',
    options: {},
    scale: 1,
    seed: 1,
    mode: 'parallel',
    workers: 2,
    tasksPerWorker: 8,
    tasks: { total: 2, done: 1, failed: 1, cancelled: 0 },
    makespanMs: 2000,
    cpuMs: 3000,
    checksum: 'abc',
    startupMs: 50,
    predicted: {
      makespanMs: 1900,
      reason: 'the longest task takes 1.9 s; all else fits beside it',
    },
    gap: { ms: 100, percent: (100 * 100) / 1900, parts: [], unexplainedMs: 100 },
    speedup: null,
    inFlight: { max: 2 },
    runningNow: { max: 2 },
    loop: {
      lagP50Ms: 0.5,
      lagP99Ms: 900,
      lagMaxMs: 1000,
      utilization: 0.4,
      stalls: [{ startMs: 500, durationMs: 100, stack }],
    },
    lanes: [
      { id: 'w1', kind: 'thread', pid: 10, tasks: 1, busyMs: 1000, waitMs: 0, startupMs: 20 },
      {
        id: 'w2',
        kind: 'thread',
        tid: 12,
        pid: 10,
        tasks: 1,
        busyMs: 2000,
        waitMs: 0,
        startupMs: 20,
        runQueueMs: 0,
        switches: { voluntary: 0, involuntary: 0 },
        cores: [1],
      },
    ],
    cores: [],
    taskTimes: [
      {
        id: 0,
        name: 't0',
        state: 'done',
        lane: 'w1',
        queuedMs: 0,
        startMs: 0,
        endMs: 1000,
        runMs: 1000,
        waitMs: 0,
        readyMs: 0,
        cpuMs: 1000,
      },
      {
        id: 1,
        name: 't1',
        state: 'failed',
        lane: 'w2',
        queuedMs: 0,
        startMs: 0,
        endMs: 2000,
        runMs: 2000,
        waitMs: 0,
        readyMs: 0,
        cpuMs: 1900,
        error: 'boom',
      },
    ],
    costs: { computeMs: 3000, waitMs: 0, readyMs: 0, idleMs: 1000, startupMs: 40 },
    machine: {
      model: 'Example CPU',
      cores: 2,
      usableCores: 2,
      node: 'v24.21.0',
      os: 'Linux',
    },
    noise: { otherCpuPercent: null, steal: null, throttledMs: null, clockDropPercent: null },
    memory: { rssBytes: null },
    overhead: { dashboardCpuPercent: null, probeCpuPercent: 0 },
    dropped: { traceRecords: 0, messages: 0, taskTimes: 0 },
    verdict: {
      kind: 'failed',
      text: '1 of 2 tasks failed, first with: boom',
      recommendation:
        'look for the failed tasks in the log; times of a run with failures say nothing about its mode',
    },
    ended: 'finished',
    reason: null,
  });
});

test('no report while a run goes on, none of a run that never began', () => {
  expect(buildReport(replay([]))).toBeNull();
  expect(buildReport(running(1))).toBeNull();
  const refused: Event = { type: 'run-refused', runId: 'r1', code: 'USAGE', message: 'no' };
  expect(buildReport(replay([asked(), hello(10), lane('w1'), refused]))).toBeNull();
  const gone: Event = { type: 'subject-lost', atMs: 950, expected: false, reason: 'exit 1' };
  expect(buildReport(replay([asked(), hello(10), gone]))).toBeNull();
});

test('the speedup is against the newest sequential run of the same work', () => {
  const past = [
    { request: request({ mode: 'sequential', scale: 2 }), makespanMs: 9000, checksum: null, lagMaxMs: null },
    { request: request({ mode: 'sequential' }), makespanMs: 5000, checksum: null, lagMaxMs: null },
    { request: request({ mode: 'sequential' }), makespanMs: 8000, checksum: null, lagMaxMs: null },
    {
      request: request({ mode: 'sequential', options: { tasks: 3 } }),
      makespanMs: 1,
      checksum: null,
      lagMaxMs: null,
    },
    { request: request({ mode: 'concurrent' }), makespanMs: 1, checksum: null, lagMaxMs: null },
  ];
  const run = finishedRun(dealt(8, ['w1', 'w2'], { run: 1000 }));
  expect(buildReport(stateOf(run, { past }))?.speedup).toEqual({
    factor: 2,
    against: 'sequential',
    sequentialMs: 8000,
  });
  const cancelled = { ...run, wasCancelled: true };
  expect(buildReport(stateOf(cancelled, { past }))).toMatchObject({
    speedup: null,
    predicted: null,
    ended: 'cancelled',
    verdict: { kind: 'unknown' },
  });
});

test('a subject that was lost midway leaves what was measured until then', () => {
  const lost = replay(
    [
      trace([
        [1000, 'w1', 'running', 0],
        [1100, 'w1', 'done', 0, 99],
        [1100, 'w1', 'running', 1],
      ]),
      { type: 'subject-lost', atMs: 1500, expected: false, reason: 'killed by SIGKILL' },
    ],
    running(3),
  );
  expect(buildReport(lost)).toMatchObject({
    ended: 'lost',
    reason: 'killed by SIGKILL',
    makespanMs: null,
    checksum: null,
    cpuMs: null,
    predicted: null,
    tasks: { total: 3, done: 1, failed: 1, cancelled: 1 },
    loop: { lagMaxMs: null, utilization: null },
    verdict: { kind: 'failed' },
  });
  expect(buildReport(lost)?.taskTimes[2]).toMatchObject({
    state: 'cancelled',
    lane: null,
    startMs: null,
    runMs: null,
    queuedMs: 500,
  });
});

test('time in the queue counts from the moment at which a task could have started', () => {
  const run = finishedRun([
    { lane: 'w1', from: 0, run: 400 },
    { lane: 'w2', from: 450, run: 100, after: [0] },
    { lane: 'w1', from: 400, run: 100 },
  ]);
  expect(buildReport(stateOf(run))?.taskTimes.map(({ queuedMs }) => queuedMs)).toEqual([0, 50, 400]);
});

test('the same run is worked out once, and again when something of it has changed', () => {
  const state = whole();
  const report = buildReport(state);
  expect(buildReport({ ...state, nowMs: 9999 })).toBe(report);
  expect(buildReport({ ...state, messagesDropped: 3 })?.dropped.messages).toBe(3);
});
