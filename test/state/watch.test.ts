import { describe, expect, test } from 'vitest';
import { mainProcess, originMs } from '../../src/state/selectors.ts';
import type { Event } from '../../src/state/state.ts';
import { initialState, update } from '../../src/state/update.ts';
import { roleOfThread } from '../../src/state/watch-readings.ts';
import {
  asked,
  gcAt,
  gcGapAt,
  handler,
  hello,
  loopAt,
  matchRoute,
  memoryAt,
  pid,
  play,
  resourcesAt,
  sampleAt,
  stallAt,
  startMs,
  threadsAt,
  tickAt,
} from '../fixtures/watch-events.ts';
import { asking, attaching, ended, serverState } from '../fixtures/watches.ts';

const action = (what: Extract<Event, { type: 'action' }>['action'], atMs = startMs): Event => ({
  type: 'action',
  atMs,
  action: what,
});

const begun = play([asked(), hello()]);
const watchedOf = (state = begun) => state.watch?.processes[pid];

describe('the phases of a watch', () => {
  test('a command starts, says hello, and is watched', () => {
    const started = play([asked()]);
    expect(started.watch).toMatchObject({ phase: 'starting', startedAtMs: null });
    expect(started.ui.screen).toBe('watch');
    const running = play([{ type: 'subject-started', pid, atMs: startMs - 50 }], started);
    expect(running.watch).toMatchObject({ phase: 'starting', startedAtMs: startMs - 50 });
    const watched = play([hello()], running);
    expect(watched.watch).toMatchObject({ phase: 'watching', startedAtMs: startMs - 50 });
    expect(originMs(watched)).toBe(startMs - 50);
    expect(watched.connection).toEqual({ state: 'connected', pid });
  });

  test('an attach asks, then says how far it is', () => {
    expect(asking.state.watch).toMatchObject({ phase: 'asking', progress: '' });
    expect(attaching.state.watch).toMatchObject({
      phase: 'attaching',
      progress: 'waits for the event loop, which is blocked',
    });
  });

  test('no is an answer', () => {
    const refused = play([action({ type: 'answer-attach', isYes: false })], asking.state);
    expect(refused.watch).toMatchObject({ phase: 'refused', progress: 'not attached' });
  });

  test('an answer that nobody asked for changes nothing', () => {
    const after = update(begun, action({ type: 'answer-attach', isYes: false }));
    expect(after.watch).toBe(begun.watch);
  });

  test('the end of a command is kept with its code', () => {
    expect(ended.state.watch).toMatchObject({
      phase: 'ended',
      exitCode: 3,
      signal: null,
      endedAtMs: startMs + 6000,
      progress: 'exited with code 3: Error: out of pencils',
    });
    expect(ended.state.processes.map(({ isAlive }) => isAlive)).toEqual([false, false]);
  });

  test('time passes while the user is asked, and stands still once it is over', () => {
    expect(play([tickAt(900)], asking.state).nowMs).toBe(startMs + 900);
    expect(play([tickAt(9000)], ended.state).nowMs).toBe(ended.state.nowMs);
  });

  test('a new watch begins with nothing of the last one', () => {
    const again = play([asked({ atMs: startMs + 9000 })], serverState);
    expect(again).toMatchObject({ processes: [], messagesDropped: 0, run: null });
    expect(again.log.entries).toHaveLength(0);
    expect(again.watch).toMatchObject({ stallCount: 0, stalls: [], processes: {}, excerpts: {} });
  });

  test('events of a watch change nothing where nothing is watched', () => {
    const idle = initialState(0);
    expect(play([resourcesAt(0, { Timeout: 1 })], idle).watch).toBeNull();
  });
});

describe('stalls', () => {
  test('are kept with frames and note, and summed for their process', () => {
    const state = play([stallAt(100, 80), stallAt(1400, 120, [], 'native call, last known frame')], begun);
    expect(state.watch?.stalls).toEqual([
      { number: 0, pid, startMs: startMs + 100, durationMs: 80, frames: [matchRoute, handler], note: '' },
      {
        number: 1,
        pid,
        startMs: startMs + 1400,
        durationMs: 120,
        frames: [],
        note: 'native call, last known frame',
      },
    ]);
    expect(watchedOf(state)).toMatchObject({ stallCount: 2, blockedMs: 200, longestStallMs: 120 });
  });

  test('do not count where the thread only waited for a core: that is told apart', () => {
    const starvedFor = (durationMs: number) => ({ type: 'starved', pid, startMs, durationMs }) as const;
    const state = play([starvedFor(80), starvedFor(120), starvedFor(60)], begun);
    expect(watchedOf(state)).toMatchObject({
      stallCount: 0,
      starved: { count: 3, totalMs: 260, longestMs: 120 },
      stopped: { count: 0, totalMs: 0, longestMs: 0 },
    });
  });

  test('nor where the whole process stood still', () => {
    const state = play([{ type: 'stopped', pid, startMs, durationMs: 300 }], begun);
    expect(watchedOf(state)).toMatchObject({
      stallCount: 0,
      starved: { count: 0, totalMs: 0, longestMs: 0 },
      stopped: { count: 1, totalMs: 300, longestMs: 300 },
    });
  });

  test('of 600 the newest 500 are kept, and the others counted', () => {
    const state = play(
      Array.from({ length: 600 }, (_, index) => stallAt(index * 100, 60)),
      begun,
    );
    expect(state.watch).toMatchObject({ stallCount: 600, stallsDropped: 100 });
    expect(state.watch?.stalls).toHaveLength(500);
    expect(state.watch?.stalls[0]?.number).toBe(100);
    expect(watchedOf(state)).toMatchObject({ stallCount: 600, blockedMs: 36_000 });
  });

  test('are not put into the log, which is for what the program prints', () => {
    expect(play([stallAt(100, 80)], begun).log.entries).toHaveLength(0);
  });
});

describe('readings', () => {
  test('of threads are summed from the second on, by what the threads are for', () => {
    const threads = (cpuMs: number, runQueueMs: number): Event =>
      threadsAt(cpuMs * 10, [
        { cpuMs, runQueueMs },
        { tid: 1, name: 'libuv-worker', cpuMs: cpuMs / 2 },
        { tid: 2, name: 'jugglers-probe', cpuMs: cpuMs / 10 },
      ]);
    expect(watchedOf(play([threads(100, 5)], begun))?.totals.spanMs).toBe(0);
    expect(watchedOf(play([threads(100, 5), threads(200, 25)], begun))?.totals).toEqual({
      spanMs: 1000,
      cpuMs: 160,
      mainCpuMs: 100,
      mainRunQueueMs: 20,
      poolCpuMs: 50,
      probeCpuMs: 10,
      poolThreads: 1,
    });
  });

  test('without run-queue times leave that sum unknown', () => {
    const readings = [0, 1000].map(atMs => threadsAt(atMs, [{ cpuMs: atMs / 10, runQueueMs: null }]));
    expect(watchedOf(play(readings, begun))?.totals.mainRunQueueMs).toBeNull();
  });

  test('of memory and collections', () => {
    const state = play(
      [memoryAt(0, 80, 40), memoryAt(1000, 90, 30), gcAt(10, 4), gcAt(20, 6, 'major')],
      begun,
    );
    expect(watchedOf(state)).toMatchObject({
      heapUsedBytes: 30,
      rssHistory: { values: [80, 90] },
      heapHistory: { values: [40, 30] },
      gcMs: 10,
      gcPauses: [
        { startMs: startMs + 10, durationMs: 4, kind: 'minor' },
        { startMs: startMs + 20, durationMs: 6, kind: 'major' },
      ],
    });
  });

  test('what is taken for the collections of a gap is added, and its length kept', () => {
    const state = play([gcAt(10, 4), gcGapAt(20, 400, 30.5, 21), gcGapAt(500, 100, 8, 5)], begun);
    expect(watchedOf(state)).toMatchObject({
      gcMs: 30,
      gcUnobservedMs: 500,
      gcPauses: [{ startMs: startMs + 10, durationMs: 4, kind: 'minor' }],
      gcGaps: [
        { startMs: startMs + 20, durationMs: 400, pauseMs: 21 },
        { startMs: startMs + 500, durationMs: 100, pauseMs: 5 },
      ],
    });
    expect(mainProcess(state)).toMatchObject({ gcCount: 39.5, gcPauseMs: 30 });
  });

  test('of resources: what waits for others, and what the pool has to do', () => {
    const counts = {
      TCPSocketWrap: 3,
      FSReqCallback: 2,
      GetAddrInfoReqWrap: 1,
      Timeout: 9,
      TCPServerWrap: 1,
    };
    const state = play([resourcesAt(0, counts), resourcesAt(1000, {})], begun);
    expect(watchedOf(state)).toMatchObject({
      resources: {},
      resourceReadings: 2,
      waitingSum: 6,
      poolRequestsSum: 3,
    });
  });

  test('of the machine count from the first hello on', () => {
    const sample = sampleAt(0, { throttledMs: 20, dashboardCpu: 0.1 });
    expect(play([asked(), sample]).watch?.machine.spanMs).toBe(0);
    expect(play([sample, sample], begun).watch?.machine).toEqual({
      spanMs: 2000,
      stealMs: 0,
      throttledMs: 40,
      dashboardCpuMs: 200,
    });
  });

  test.each([
    [{ tid: pid, name: 'node' }, 'main'],
    [{ tid: 1, name: 'jugglers-probe' }, 'probe'],
    [{ tid: 1, name: 'libuv-worker' }, 'pool'],
    [{ tid: 1, name: 'V8Worker' }, 'engine'],
    [{ tid: 1, name: 'DelayedTaskSche' }, 'engine'],
    [{ tid: 1, name: 'InspectorIo' }, 'engine'],
    [{ tid: 1, name: 'worker 3' }, 'worker'],
    [{ tid: 1, name: 'thumbnails' }, 'worker'],
  ] as const)('thread %j is a %s', (thread, role) => {
    expect(roleOfThread(pid, thread)).toBe(role);
  });
});

test('a loop that is blocked is known as such with its note', () => {
  const since = startMs + 1000;
  const state = play(
    [
      loopAt(1200, { blockedSinceMs: since }),
      {
        type: 'blocked-at',
        pid,
        sinceMs: since,
        atMs: since + 200,
        frames: [matchRoute],
        note: 'in x (node:fs)',
      },
    ],
    begun,
  );
  expect(mainProcess(state)?.loop.health).toEqual({
    state: 'blocked',
    sinceMs: since,
    frames: [matchRoute],
    note: 'in x (node:fs)',
  });
});
