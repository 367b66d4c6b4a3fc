import { expect, test } from 'vitest';
import { markValue, readMark } from '../../src/lane-memory.ts';
import { Chunks } from '../../src/state/chunks.ts';
import type { State } from '../../src/state/state.ts';
import { asked, finished, lane, replay, running, started, taskOf, trace } from './build.ts';
import type { Step } from './build.ts';

const traced = (state: State, ...steps: readonly Step[]): State => replay([trace(steps)], state);

test('what passes between the end of a wait and the resume is ready time, not waiting', () => {
  const state = traced(
    running(1),
    [1000, 'w1', 'running', 0],
    [1010, 'w1', 'waiting', 0, 1],
    // Told at the resume, with the moment at which the timer rang.
    [1110, 'w1', 'ready', 0],
    [1150, 'w1', 'running', 0],
    [1160, 'w1', 'done', 0, 15],
  );
  expect(taskOf(state, 0)).toMatchObject({ state: 'done', runMs: 20, waitMs: 100, readyMs: 40, cpuMs: 15 });
});

test('a task that yields at a checkpoint stands ready while another runs', () => {
  const state = traced(
    running(2),
    [1000, 'w1', 'running', 0],
    [1010, 'w1', 'ready', 0],
    [1010, 'w1', 'running', 1],
    [1020, 'w1', 'ready', 1],
    [1020, 'w1', 'running', 0],
  );
  expect(taskOf(state, 0)).toMatchObject({ state: 'running', runMs: 10, readyMs: 10, sinceMs: 1020 });
  expect(taskOf(state, 1)).toMatchObject({ state: 'ready', runMs: 10, readyMs: 0, sinceMs: 1020 });
  expect(state.run).toMatchObject({ inFlightMax: 2, runningNowMax: 1 });
  expect(state.run?.lanes[0]).toMatchObject({ running: 0, inFlight: [0, 1], busyMs: 20 });
});

test('waits on the libuv pool are told apart', () => {
  const state = traced(
    running(1),
    [1000, 'w1', 'running', 0],
    [1001, 'w1', 'waiting', 0, 5],
    [1101, 'w1', 'running', 0],
    [1102, 'w1', 'waiting', 0, 1],
    [1112, 'w1', 'running', 0],
  );
  expect(taskOf(state, 0)).toMatchObject({ waitMs: 110, poolMs: 100 });
});

test('marks and what was waited for stay with the pieces of time', () => {
  const [taken, left] = [markValue('lock-taken', 77), markValue('lock-left', 77)];
  const state = traced(
    running(1),
    [1000, 'w1', 'running', 0],
    [1010, 'w1', 'running', 0, markValue('pool-work')],
    [1040, 'w1', 'running', 0],
    [1050, 'w1', 'waiting', 0, 4],
    [1060, 'w1', 'running', 0],
    [1060, 'w1', 'running', 0, taken],
    [1060, 'w1', 'waiting', 0, 1],
    [1090, 'w1', 'running', 0],
    [1095, 'w1', 'running', 0, left],
    [1100, 'w1', 'done', 0, 60],
  );
  const piece = (startMs: number, endMs: number, phase: 'running' | 'waiting', more = {}) => ({
    task: 0,
    phase,
    startMs,
    endMs,
    ...more,
  });
  expect(state.run?.lanes[0]?.segments).toEqual([
    piece(1000, 1010, 'running'),
    piece(1010, 1040, 'running', { mark: markValue('pool-work') }),
    piece(1040, 1050, 'running'),
    piece(1050, 1060, 'waiting', { reason: 'lock' }),
    piece(1060, 1060, 'running', { mark: taken }),
    piece(1060, 1090, 'waiting'),
    piece(1090, 1095, 'running'),
    piece(1095, 1100, 'running', { mark: left }),
  ]);
  expect(taskOf(state, 0)).toMatchObject({ runMs: 60, waitMs: 40 });
  expect([taken, left].map(readMark)).toEqual([
    { mark: 'lock-taken', lock: 77 },
    { mark: 'lock-left', lock: 77 },
  ]);
});

test('a thread runs one task at a time: the one that left without a word waits', () => {
  const state = traced(running(2), [1000, 'w1', 'running', 0], [1030, 'w1', 'running', 1]);
  expect(taskOf(state, 0)).toMatchObject({ state: 'waiting', reason: 'other', runMs: 30 });
  expect(state.run).toMatchObject({ runningNowMax: 1, inFlightMax: 2 });
  expect(state.run?.counts).toMatchObject({ running: 1, waiting: 1 });
});

test('unknown tasks, unknown lanes and records before the start change nothing', () => {
  const before = running(1);
  const after = traced(
    before,
    [1000, 'w1', 'running', 7],
    [1000, 'w9', 'running', 0],
    [1000, 'w1', 'done', -1, 3],
  );
  expect(after.run).toEqual(before.run);
  const starting = replay([asked(), lane('w1'), trace([[950, 'w1', 'running', 0]])]);
  expect(starting.run?.tasks).toHaveLength(0);
});

test('what an ended task is said to do does not matter any more', () => {
  const state = traced(running(1), [1000, 'w1', 'running', 0], [1010, 'w1', 'done', 0, 9]);
  const after = traced(state, [1020, 'w1', 'failed', 0, 9], [1030, 'w1', 'running', 0]);
  expect(taskOf(after, 0)).toBe(taskOf(state, 0));
  expect(after.run?.counts).toMatchObject({ done: 1, failed: 0, running: 0 });
});

test('a task whose first record was dropped starts with the first one that came', () => {
  const state = replay([trace([[1500, 'w1', 'waiting', 0, 1]], 3)], running(1));
  expect(taskOf(state, 0)).toMatchObject({ state: 'waiting', reason: 'timer', startMs: 1500, runMs: 0 });
  expect(state.run?.traceDropped).toBe(3);
});

test('progress is kept with the task and is no step of its life', () => {
  const state = traced(running(1), [1000, 'w1', 'running', 0], [1010, 'w1', 'progress', 0, 0.25]);
  expect(taskOf(state, 0)).toMatchObject({ state: 'running', progress: 0.25, sinceMs: 1000, runMs: 0 });
  expect(state.run?.lanes[0]?.segments).toEqual([]);
});

test('the owner of a pool may tell the end of a task that ran elsewhere', () => {
  const state = replay(
    [
      lane('main', { kind: 'main' }),
      trace([
        [1000, 'w1', 'running', 0],
        [1100, 'main', 'failed', 0, -1],
      ]),
    ],
    running(1),
  );
  expect(taskOf(state, 0)).toMatchObject({ state: 'failed', lane: 'w1', runMs: 100, cpuMs: null });
  expect(state.run?.lanes.map(({ id, tasksEnded, inFlight }) => [id, tasksEnded, inFlight])).toEqual([
    ['w1', 1, []],
    ['w2', 0, []],
    ['main', 0, []],
  ]);
});

test('a task cancelled in the queue never had a lane', () => {
  const state = traced(running(1), [1200, 'w1', 'cancelled', 0, -1]);
  expect(taskOf(state, 0)).toMatchObject({ state: 'cancelled', started: null, endMs: 1200 });
  expect(state.run?.lanes[0]?.tasksEnded).toBe(0);
});

test('a lane keeps its last 2,000 segments and counts what went', () => {
  const steps: Step[] = [];
  for (let index = 0; index < 2_500; index += 1) {
    steps.push([1000 + 2 * index, 'w1', 'running', index], [1001 + 2 * index, 'w1', 'done', index, 1]);
  }
  const w1 = traced(running(2_500), ...steps).run!.lanes[0]!;
  expect(w1).toMatchObject({ tasksEnded: 2_500, busyMs: 2_500, segmentsDropped: 500 });
  expect(w1.segments).toHaveLength(2_000);
  expect(w1.segments[0]).toEqual({ task: 500, phase: 'running', startMs: 2000, endMs: 2001 });
});

test('a batch copies what it changes once, and shares all the rest', () => {
  const count = 100_000;
  const state = replay([trace([[1000, 'w2', 'running', 99_999]])], running(count));
  const steps = Array.from({ length: 5_000 }, (_, index): Step => [1001 + index, 'w1', 'done', index, 1]);
  const after = replay([trace(steps)], state);
  const [before, changed] = [state, after].map(({ run }) => Chunks.from(run!.tasks));
  expect(before!.slice().filter((task, index) => task === changed!.at(index))).toHaveLength(count - 5_000);
  const partsShared = before!.parts.filter((part, index) => part === changed!.parts[index]);
  expect(partsShared).toHaveLength(before!.parts.length - Math.ceil(5_000 / 256));
  expect(after.run!.lanes[1]).toBe(state.run!.lanes[1]);
  expect(after.run!.counts).toMatchObject({ done: 5_000, running: 1, queued: 94_999 });
  expect(after.processes).toBe(state.processes);
});

test('a lane keeps the order of what is in flight, whoever leaves it', () => {
  const begun = traced(
    running(6),
    ...[0, 1, 2, 3].map((task): Step => [1000 + task, 'w1', 'waiting', task, 1]),
  );
  const inFlight = (...steps: readonly Step[]) => traced(begun, ...steps).run?.lanes[0]?.inFlight;
  expect(
    inFlight([1100, 'w1', 'done', 2, 1], [1101, 'w1', 'done', 0, 1], [1102, 'w1', 'waiting', 4, 1]),
  ).toEqual([1, 3, 4]);
  expect(inFlight([1100, 'w1', 'done', 3, 1])).toEqual([0, 1, 2]);
  // The record of its start was dropped: it was never among them.
  expect(inFlight([1100, 'w1', 'done', 5, 1], [1101, 'w1', 'done', 1, 1])).toEqual([0, 2, 3]);
});

test('the state before is left as it was', () => {
  const before = running(2);
  const copy = structuredClone(before);
  traced(before, [1000, 'w1', 'running', 0], [1100, 'w1', 'done', 0, 1]);
  expect(before).toEqual(copy);
});

test('a straggler of a run that is over changes nothing', () => {
  const over = replay([finished(['done'])], running(1));
  expect(traced(over, [6000, 'w1', 'running', 0])).toBe(over);
  const other = replay([started(3, 1000, 'another')], running(1));
  expect(other.run?.tasks).toHaveLength(1);
});
