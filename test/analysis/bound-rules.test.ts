import { expect, test } from 'vitest';
import { measure } from '../../src/analysis/measure.ts';
import { verdictOf } from '../../src/analysis/verdict.ts';
import { markValue } from '../../src/lane-memory.ts';
import type { Segment, State } from '../../src/state/state.ts';
import type { Done } from './build.ts';
import {
  concurrent,
  finishedRun,
  machine,
  oneByOne,
  onTwo,
  sequential,
  startMs as originMs,
  stateOf,
  verdict,
} from './build.ts';

const throttled = (throttledMs: number) => ({
  usage: {
    spanMs: 4000,
    busyMs: [2000, 2000],
    stealMs: 0,
    dashboardCpuMs: 0,
    probeCpuMs: 0,
    subjectCpuMs: 0,
    throttledMs,
  },
  cpuMs: 4000,
});

test('quota-bound: the cgroup held everything back', () => {
  const tasks = onTwo(4, { run: 1000, cpu: 600 });
  const asked = { workers: 4, options: { tasks: 4 } };
  expect(verdict(tasks, { request: asked, run: throttled(1600) }, { machine: machine(1.5) })).toEqual({
    kind: 'quota-bound',
    text: "the CPU quota (1.5 usable cores) held all of it back for 40 % of the time (1.6 s by the cgroup's counter), with 4 lanes",
    recommendation:
      'take no more lanes than the quota has cores: `jugglers run w --set tasks=4 --mode parallel --workers 2`',
  });
  expect(verdict(tasks, { run: throttled(1600) }, { machine: machine(1.5) }).recommendation).toBe(
    'only a larger quota or less work would help: the cores are there, but not ours (cpu.max of the cgroup)',
  );
  expect(verdict(tasks, { run: throttled(300) }).kind).toBe('cpu-bound');
});

/** Two rounds of two clones. */
const cloned = (run: number, startupMs: number): State => {
  const done: Done[] = [0, 1].flatMap(round =>
    ['s1', 's2'].map(lane => ({ lane: `${lane}${round}`, from: startupMs + round * (run + startupMs), run })),
  );
  const whole = finishedRun(done, { request: { mode: 'spawn', workers: 2 }, startupMs });
  const lanes = done.map(({ lane, from }) => ({
    ...whole.lanes[1]!,
    id: lane,
    openedAtMs: originMs + from,
  }));
  return stateOf({ ...whole, lanes, makespanMs: 2 * run + startupMs });
};

test('startup-bound: clones cost more than a third of their time to start', () => {
  const measured = measure(cloned(100, 80));
  expect(measured && verdictOf(measured)).toEqual({
    kind: 'startup-bound',
    text: 'starting 4 clones took 44 % of the time of their places, the slowest of them 80 ms',
    recommendation: 'start threads once and keep them: `jugglers run w --mode parallel --workers 2`',
  });
  const long = measure(cloned(1000, 80));
  expect(long && verdictOf(long).kind).toBe('cpu-bound');
});

test('lock-bound: one task at a time, whatever the lanes', () => {
  const each = (from: number): Segment[] => [
    {
      task: 0,
      phase: 'running',
      startMs: originMs + from,
      endMs: originMs + from,
      mark: markValue('lock-taken', 7),
    },
    { task: 0, phase: 'waiting', startMs: originMs + from, endMs: originMs + from + 950 },
    {
      task: 0,
      phase: 'running',
      startMs: originMs + from + 950,
      endMs: originMs + from + 1000,
      mark: markValue('lock-left', 7),
    },
  ];
  const done = [0, 1, 2, 3].map(index => ({
    lane: 'main',
    from: index * 1000,
    run: 50,
    wait: 950,
  }));
  const run = finishedRun(done, concurrent);
  const segments = done.flatMap((_, task) => each(task * 1000).map(one => ({ ...one, task })));
  const state = stateOf({ ...run, lanes: run.lanes.map(lane => ({ ...lane, segments })) });
  const measured = measure(state);
  expect(measured && verdictOf(measured)).toEqual({
    kind: 'lock-bound',
    text: 'one lock was held for 95 % of the run (3.8 s), by one task at a time: the others queued for it',
    recommendation:
      'hold the lock for less, or split what it guards; more lanes do not help: ' +
      '`jugglers run w --mode concurrent` is as fast',
  });
  const alone = measure({ ...state, run: { ...state.run!, inFlightMax: 1 } });
  expect(alone && verdictOf(alone).kind).toBe('io-bound');
});

test('loop-bound: the loop is busy, but not with the tasks', () => {
  const done = Array.from({ length: 10 }, () => ({ lane: 'main', from: 0, run: 20, wait: 980 }));
  const withLoop = (utilizationTotal: number): State => {
    const state = stateOf(finishedRun(done, concurrent));
    const process = { pid: 10, loop: { utilizationTotal } } as unknown as (typeof state.processes)[number];
    return { ...state, processes: [process] };
  };
  const measured = measure(withLoop(0.95));
  expect(measured && verdictOf(measured)).toEqual({
    kind: 'loop-bound',
    text:
      'the event loop was busy for 95 % of the run, but only 200 ms of that were the tasks: ' +
      'replies, timers and collections took the rest',
    recommendation: 'give the replies more loops: `jugglers run w --mode hybrid --workers 2`',
  });
  const calm = measure(withLoop(0.3));
  expect(calm && verdictOf(calm).kind).toBe('io-bound');
});

test('pool work on lanes that block is work like any other', () => {
  const run = finishedRun(oneByOne(4, { run: 1000 }), sequential);
  const segments: Segment[] = [0, 1, 2, 3].map(task => ({
    task,
    phase: 'running',
    startMs: originMs + task * 1000,
    endMs: originMs + (task + 1) * 1000,
    mark: markValue('pool-work'),
  }));
  const measured = measure(stateOf({ ...run, lanes: run.lanes.map(lane => ({ ...lane, segments })) }));
  expect(measured?.totals.poolMs).toBe(4000);
  expect(measured && verdictOf(measured)).toMatchObject({
    kind: 'cpu-bound',
    recommendation: 'try concurrent, predicted 2.0 s instead of 4.0 s: `jugglers run w --mode concurrent`',
  });
});
