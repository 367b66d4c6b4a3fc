import { expect, test } from 'vitest';
import type { Event } from '../../src/state/state.ts';
import { asked, finished, lane, replay, running, taskOf, trace } from './build.ts';

const lost = (reason: string, expected = false, atMs = 1800): Event => ({
  type: 'subject-lost',
  atMs,
  expected,
  reason,
});
const cancel: Event = { type: 'action', atMs: 1700, action: { type: 'cancel' } };
const text = (task: number, said: string, kind: 'emit' | 'error' = 'error'): Event => ({
  type: 'task-text',
  lane: 'w1',
  task,
  atMs: 1500,
  kind,
  text: said,
});

const midway = () =>
  replay(
    [
      trace([
        [1000, 'w1', 'running', 0],
        [1000, 'w2', 'running', 1],
        [1400, 'w1', 'done', 0, 380],
        [1400, 'w1', 'running', 2],
        [1500, 'w2', 'waiting', 1, 2],
      ]),
    ],
    running(5),
  );

test("the lab's word on the end of a task stands for records that were dropped", () => {
  const state = replay([finished(['done', 'failed', 'done', 'done', 'cancelled'], 2000)], midway());
  const { run } = state;
  expect(run?.counts).toEqual({
    queued: 0,
    running: 0,
    waiting: 0,
    ready: 0,
    done: 3,
    failed: 1,
    cancelled: 1,
  });
  expect(taskOf(state, 0)).toMatchObject({ state: 'done', endMs: 1400, cpuMs: 380 });
  expect(taskOf(state, 1)).toMatchObject({
    state: 'failed',
    endMs: 2000,
    runMs: 500,
    waitMs: 500,
    cpuMs: null,
  });
  expect(taskOf(state, 2)).toMatchObject({
    state: 'done',
    lane: 'w1',
    startMs: 1400,
    endMs: 2000,
    runMs: 600,
  });
  expect(taskOf(state, 3)).toMatchObject({ state: 'done', endMs: 2000, runMs: 0 });
  expect(taskOf(state, 4)).toMatchObject({ state: 'cancelled', started: null });
  expect(run?.lanes.map(({ state: is, inFlight, running: now }) => [is, inFlight, now])).toEqual([
    ['closed', [], null],
    ['closed', [], null],
  ]);
});

test('it also stands where the trace said otherwise', () => {
  const state = replay([finished(['failed', 'done', 'done', 'done', 'done'], 2000)], midway());
  expect(taskOf(state, 0)).toMatchObject({ state: 'failed', endMs: 1400 });
  expect(state.run?.counts).toMatchObject({ done: 4, failed: 1 });
});

test('a subject that is killed midway: what was done stays done, the rest did not happen', () => {
  const state = replay([lost('killed by SIGKILL')], midway());
  expect(state.run).toMatchObject({
    phase: 'lost',
    reason: 'killed by SIGKILL',
    endMs: 1800,
    makespanMs: null,
  });
  expect(state.run?.counts).toMatchObject({ done: 1, failed: 2, cancelled: 2, running: 0, queued: 0 });
  expect(taskOf(state, 2)).toMatchObject({ state: 'failed', error: 'killed by SIGKILL', endMs: 1800 });
  expect(taskOf(state, 4)).toMatchObject({ state: 'cancelled', started: null });
  expect(state.connection).toEqual({ state: 'lost', reason: 'killed by SIGKILL' });
  expect(state.processes.map(({ isAlive, loop }) => [isAlive, loop.health])).toEqual([
    [false, { state: 'unknown' }],
  ]);
  expect(state.run?.lanes.map(({ state: is }) => is)).toEqual(['lost', 'lost']);
  expect(state.ui.isSummaryOpen).toBe(true);
  expect(state.log.entries.at(-1)).toMatchObject({ kind: 'lane', text: 'subject lost: killed by SIGKILL' });
});

test('a finished run stays finished when its subject goes', () => {
  const done = replay([finished(['done', 'done', 'done', 'done', 'done'])], midway());
  const state = replay([lost('exit 0', true, 6000)], done);
  expect(state.run).toBe(done.run);
  expect(state.connection).toEqual({ state: 'idle' });
});

test('cancel: first the wish, then what the lab made of it', () => {
  const wished = replay([cancel], midway());
  expect(wished.run).toMatchObject({ phase: 'cancelling', wasCancelled: true, endMs: null });
  const over = replay(
    [finished(['done', 'cancelled', 'cancelled', 'cancelled', 'cancelled'], 1750, { cancelled: true })],
    wished,
  );
  expect(over.run).toMatchObject({ phase: 'finished', wasCancelled: true });
  expect(taskOf(over, 1)).toMatchObject({
    state: 'cancelled',
    started: { lane: 'w2', runMs: 500, waitMs: 250 },
  });
  const killed = replay([lost('killed', true)], wished);
  expect(killed.run?.counts).toMatchObject({ done: 1, cancelled: 4, failed: 0 });
});

test('a lost lane stays lost; what becomes of the tasks that it had is told for each', () => {
  const laneLost: Event = { type: 'lane-lost', lane: 'w1', atMs: 1600, reason: 'out of memory' };
  const state = replay([laneLost], midway());
  expect(taskOf(state, 2)).toMatchObject({ state: 'running' });
  expect(state.run?.lanes[0]).toMatchObject({ state: 'lost', lostReason: 'out of memory' });
  const told = replay([text(2, 'out of memory'), trace([[1601, 'main', 'failed', 2, -1]])], state);
  expect(taskOf(told, 2)).toMatchObject({ state: 'failed', lane: 'w1', error: 'out of memory', runMs: 201 });
  expect(taskOf(told, 1)).toMatchObject({ state: 'waiting' });
  expect(told.run?.lanes[0]?.inFlight).toEqual([]);
  const closed = replay([{ type: 'lane-closed', lane: 'w1', atMs: 1602 }], told);
  expect(closed.run?.lanes[0]?.state).toBe('lost');
});

test('a task that starts again leaves what it did on the lost lane, and counts once', () => {
  const again = trace([
    [1600, 'main', 'queued', 2],
    [1650, 'w2', 'running', 2],
    [1900, 'w2', 'done', 2, 240],
  ]);
  const queued = replay([trace([[1600, 'main', 'queued', 2]])], midway());
  expect(taskOf(queued, 2)).toEqual({ index: 2, name: 't2', after: [], priority: 0, state: 'queued' });
  expect(queued.run?.counts).toMatchObject({ queued: 3, running: 0, waiting: 1, done: 1 });
  expect(queued.run?.lanes[0]).toMatchObject({ running: null, inFlight: [], tasksEnded: 1, busyMs: 600 });
  expect(queued.log.entries.at(-1)).toMatchObject({ kind: 'queued', lane: 'w1', task: 2 });
  const { run } = replay([again], midway());
  expect(run?.tasks.at(2)).toMatchObject({
    state: 'done',
    lane: 'w2',
    startMs: 1650,
    runMs: 250,
    cpuMs: 240,
  });
  expect(run?.counts).toMatchObject({ queued: 2, running: 0, waiting: 1, done: 2 });
  expect(run?.lanes.map(({ tasksEnded, busyMs }) => [tasksEnded, busyMs])).toEqual([
    [1, 600],
    [1, 750],
  ]);
  expect(run?.lanes[0]?.segments.at(-1)).toEqual({ task: 2, phase: 'running', startMs: 1400, endMs: 1600 });
  // One that had ended all the same, though its lane could not say so to the lab, stays ended.
  expect(taskOf(replay([trace([[1600, 'main', 'queued', 0]])], midway()), 0)).toMatchObject({
    state: 'done',
  });
});

test('the error of a task is kept, whichever comes first: the text or the record', () => {
  const failing = trace([[1600, 'w1', 'failed', 2, 100]]);
  for (const events of [
    [text(2, 'boom'), failing],
    // The next steps take it along.
    [failing, text(2, 'boom'), trace([])],
  ]) {
    expect(taskOf(replay(events, midway()), 2)).toMatchObject({ state: 'failed', error: 'boom' });
  }
  expect(taskOf(replay([text(0, 'late'), trace([])], midway()), 0)).not.toHaveProperty('error');
});

test('a refused run says why, and opens the summary', () => {
  const refused: Event = { type: 'run-refused', runId: 'r1', code: 'USAGE', message: 'plan: not a function' };
  const state = replay([asked(), refused]);
  expect(state.run).toMatchObject({ phase: 'refused', reason: 'plan: not a function' });
  expect(state.ui).toMatchObject({ screen: 'run', isSummaryOpen: true });
});

test('a new run starts with an empty table; the last one leaves its figures', () => {
  const loop: Event = {
    type: 'loop',
    pid: 10,
    atMs: 1900,
    lagMs: 3,
    blockedSinceMs: null,
    p50Ms: 1,
    p99Ms: 2,
    maxMs: 3,
    utilization: 0.5,
    utilizationTotal: 0.5,
  };
  const one = replay(
    [
      trace([
        [1000, 'w1', 'running', 0],
        [1400, 'w1', 'done', 0, 380],
      ]),
      loop,
      finished(['done'], 1400),
    ],
    running(1),
  );
  const state = replay([asked({ id: 'r2', mode: 'concurrent' }, 7000)], one);
  expect(state.past).toEqual([
    {
      request: one.run!.request,
      makespanMs: 400,
      checksum: 'abc',
      lagMaxMs: 3,
      loopUtilization: 0.5,
      taskCpuMs: 380,
      run: one.run,
    },
  ]);
  expect(state).toMatchObject({
    processes: [],
    log: { entries: [], dropped: 0 },
    connection: { state: 'connecting', sinceMs: 7000 },
    nowMs: 7000,
    ui: { screen: 'run', isSummaryOpen: false, logScroll: 0 },
  });
  expect(state.run).toMatchObject({ phase: 'starting', lanes: [], tasks: [], inFlightMax: 0 });
});

test('runs that did not do all of their work are no reference, and only twenty are kept', () => {
  expect(replay([asked({ id: 'r2' })], replay([lost('gone')], midway())).past).toEqual([]);
  let state = replay([finished(['done'])], running(1));
  for (let index = 2; index < 30; index += 1) {
    const id = `r${index}`;
    const events: Event[] = [
      asked({ id }),
      lane('w1'),
      {
        type: 'run-started',
        runId: id,
        atMs: 1000,
        startupMs: 1,
        tasks: [{ name: 't', after: [], priority: 0 }],
      },
      finished(['done'], 2000, { runId: id }),
    ];
    state = replay(events, state);
  }
  expect(state.past).toHaveLength(20);
  expect(state.past.at(-1)?.request.id).toBe('r28');
});

test('a message of a run that is no longer shown is passed over', () => {
  const state = midway();
  expect(replay([finished(['done'], 2000, { runId: 'old' })], state)).toBe(state);
});
