import { describe, expect, test } from 'vitest';
import { measureWatch } from '../../src/analysis/watch-measure.ts';
import { initialState } from '../../src/state/update.ts';
import {
  asked,
  gcAt,
  gcGapAt,
  hello,
  loopAt,
  machine,
  matchRoute,
  pid,
  play,
  resourcesAt,
  sampleAt,
  stallAt,
  threadsAt,
  tickAt,
} from '../fixtures/watch-events.ts';
import { blocked, serverState } from '../fixtures/watches.ts';

describe('what is measured', () => {
  test('nothing before a process has said hello', () => {
    expect(measureWatch(initialState(0))).toBeNull();
    expect(measureWatch(play([asked()]))).toBeNull();
  });

  test('of a server, from its readings', () => {
    expect(measureWatch(serverState)).toMatchObject({
      spanMs: 5000,
      hasLoop: true,
      lagP99Ms: 290,
      lagMaxMs: 302,
      stallCount: 4,
      blockedMs: 766,
      longestStallMs: 312,
      gcMs: 15,
      mainCpuShare: 0.42,
      starvedShare: 8.4 / 428.4,
      runQueueMs: 8.4,
      poolThreads: 2,
      poolCores: 0.084,
      poolRequests: 1,
      waiting: 9,
      usableCores: 2,
    });
  });

  test('counts a block that still goes on', () => {
    const state = play([asked(), hello(), loopAt(4000, { blockedSinceMs: 13_000 }), tickAt(4000)]);
    expect(measureWatch(state)).toMatchObject({ stallCount: 1, blockedMs: 1000, longestStallMs: 1000 });
  });

  test('a block that goes on is blamed with those that are over', () => {
    expect(measureWatch(blocked.state)?.groups[0]).toMatchObject({
      frame: matchRoute,
      count: 3,
      totalMs: 312 + 305 + 1240,
      maxMs: 1240,
      share: 1857 / 2006,
    });
  });

  test('what blocked the processes beside it, also the one that goes on', () => {
    const child = { pid: 4300 };
    const state = play([
      asked(),
      hello(),
      hello({ ...child, ppid: pid }),
      stallAt(100, 60),
      { ...stallAt(200, 90), ...child },
      loopAt(4000, { ...child, blockedSinceMs: 13_000 }),
      tickAt(4000),
    ]);
    expect(measureWatch(state)).toMatchObject({
      stallCount: 1,
      otherStalls: { count: 2, blockedMs: 1090, groups: [{ frame: null, count: 1 }, { frame: matchRoute }] },
    });
  });

  test('how much of the blocked time was collecting', () => {
    const state = play([
      asked(),
      hello(),
      stallAt(100, 100),
      gcAt(150, 80),
      stallAt(1000, 100),
      gcAt(1500, 40),
    ]);
    expect(measureWatch(state)?.gcOfBlocked).toBe(0.25);
  });

  test('a stall in which collections were not observed says nothing of them', () => {
    const events = [gcAt(50, 2), stallAt(100, 100), gcAt(150, 80), stallAt(1000, 400)];
    expect(measureWatch(play([asked(), hello(), ...events]))?.gcOfBlocked).toBe(0.1);
    const gap = gcGapAt(900, 500, 40, 20);
    expect(measureWatch(play([asked(), hello(), ...events, gap]))).toMatchObject({
      gcOfBlocked: 0.5,
      gcMs: 102,
    });
  });

  test('what the machine kept from it', () => {
    const starved = sampleAt(1000, {
      throttledMs: 100,
      cores: [
        { id: 0, user: 0.5, system: 0, steal: 0.3, busy: 0.5 },
        { id: 1, user: 0.5, system: 0, steal: 0.1, busy: 0.5 },
      ],
    });
    const state = play([machine, asked(), hello(), starved]);
    expect(measureWatch(state)).toMatchObject({ stealShare: 0.2, throttledShare: 0.1 });
  });

  test('leaves out what was not measured', () => {
    const state = play([asked(), hello(), threadsAt(0, [{}]), resourcesAt(0, {})]);
    expect(measureWatch(state)).toMatchObject({
      mainCpuShare: null,
      starvedShare: null,
      poolCores: null,
      throttledShare: null,
      gcOfBlocked: null,
      waiting: 0,
      hasLoop: false,
    });
  });
});
