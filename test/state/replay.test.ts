import { expect, test } from 'vitest';
import { finished, replay, running, taskOf, trace } from './build.ts';

test('a run told message by message ends as the state that it describes', () => {
  const state = replay(
    [
      trace([
        [1000, 'w1', 'running', 0],
        [1001, 'w2', 'running', 1],
        [1100, 'w1', 'waiting', 0, 2],
        [1400, 'w1', 'running', 0],
      ]),
      trace([
        [1500, 'w1', 'done', 0, 190],
        [1501, 'w1', 'running', 2],
        [1601, 'w2', 'done', 1, 595],
        [1801, 'w1', 'done', 2, 300],
      ]),
      finished(['done', 'done', 'done'], 1801, { makespanMs: 801 }),
    ],
    running(3),
  );
  const run = state.run!;
  expect(taskOf(state, 0)).toEqual({
    index: 0,
    name: 't0',
    after: [],
    priority: 0,
    state: 'done',
    lane: 'w1',
    startMs: 1000,
    runMs: 200,
    waitMs: 300,
    readyMs: 0,
    endMs: 1500,
    cpuMs: 190,
  });
  expect(run.counts).toEqual({
    queued: 0,
    running: 0,
    waiting: 0,
    ready: 0,
    done: 3,
    failed: 0,
    cancelled: 0,
  });
  expect(run).toMatchObject({
    phase: 'finished',
    startMs: 1000,
    endMs: 1801,
    startupMs: 50,
    makespanMs: 801,
    cpuMs: 1234,
    checksum: 'abc',
    wasCancelled: false,
    inFlightMax: 2,
    runningNowMax: 2,
    traceDropped: 0,
  });
  expect(
    run.lanes.map(({ id, state: is, busyMs, waitMs, tasksEnded }) => ({
      id,
      is,
      busyMs,
      waitMs,
      tasksEnded,
    })),
  ).toEqual([
    { id: 'w1', is: 'closed', busyMs: 500, waitMs: 300, tasksEnded: 2 },
    { id: 'w2', is: 'closed', busyMs: 600, waitMs: 0, tasksEnded: 1 },
  ]);
  expect(run.lanes[0]!.segments).toEqual([
    { task: 0, phase: 'running', startMs: 1000, endMs: 1100 },
    { task: 0, phase: 'waiting', startMs: 1100, endMs: 1400 },
    { task: 0, phase: 'running', startMs: 1400, endMs: 1500 },
    { task: 2, phase: 'running', startMs: 1501, endMs: 1801 },
  ]);
  expect(
    state.log.entries
      .slice()
      .map(({ atMs, lane, task, kind, text, durationMs }) => [atMs, lane, task, kind, text, durationMs]),
  ).toEqual([
    [1000, 'w1', 0, 'started', 't0', null],
    [1001, 'w2', 1, 'started', 't1', null],
    [1100, 'w1', 0, 'waiting', 't0: http', null],
    [1500, 'w1', 0, 'done', 't0', 500],
    [1501, 'w1', 2, 'started', 't2', null],
    [1601, 'w2', 1, 'done', 't1', 600],
    [1801, 'w1', 2, 'done', 't2', 300],
  ]);
  expect(state.ui).toMatchObject({ screen: 'run', isSummaryOpen: true });
});
