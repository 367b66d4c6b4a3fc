import { describe, expect, test } from 'vitest';
import { groupStalls } from '../../src/analysis/stalls.ts';
import type { WatchMeasurements } from '../../src/analysis/watch-measure.ts';
import { watchRules, watchVerdictKinds, watchVerdictOf } from '../../src/analysis/watch-rules.ts';
import { frameAt, handler, matchRoute } from '../fixtures/watch-events.ts';

/** A server that has all the time in the world. */
const calm: WatchMeasurements = {
  spanMs: 60_000,
  hasLoop: true,
  lagP99Ms: 1.2,
  lagMaxMs: 8,
  utilization: 0.05,
  stallCount: 0,
  blockedMs: 0,
  longestStallMs: 0,
  starved: { count: 0, totalMs: 0, longestMs: 0 },
  gcMs: 120,
  gcOfBlocked: null,
  mainCpuShare: 0.04,
  cpuCores: 0.05,
  starvedShare: 0.02,
  runQueueMs: 40,
  stealShare: 0,
  throttledShare: null,
  poolThreads: 4,
  poolCores: 0.01,
  poolRequests: 0.1,
  waiting: 0.2,
  usableCores: 4,
  groups: [],
  otherStalls: { count: 0, blockedMs: 0, groups: [] },
};

const blockedBy = (...functionNames: string[]): Partial<WatchMeasurements> => ({
  stallCount: 4,
  blockedMs: 1200,
  longestStallMs: 312,
  gcOfBlocked: 0.02,
  groups: groupStalls(
    functionNames.map((name, index) => ({
      startMs: index,
      durationMs: 300 - index,
      frames: [frameAt(name, 'file:///srv/routes.mjs', 31)],
      note: '',
    })),
  ),
});

const verdictOf = (changes: Partial<WatchMeasurements>) => watchVerdictOf({ ...calm, ...changes });

describe('the verdict is', () => {
  test('healthy where nothing stands out', () => {
    expect(verdictOf({})).toEqual({
      kind: 'healthy',
      text: 'the event loop is on time: p99 1.2 ms, at most 8.0 ms, 0 stalls in 60.0 s',
      recommendation: 'nothing to do; put load on it to see where its limit is',
    });
  });

  test('healthy with a word about the processes beside it that are not', () => {
    const { groups = [] } = blockedBy('matchRoute');
    expect(verdictOf({ otherStalls: { count: 4, blockedMs: 1200, groups } })).toEqual({
      kind: 'healthy',
      text:
        'the event loop is on time: p99 1.2 ms, at most 8.0 ms, 0 stalls in 60.0 s; ' +
        'its other processes were blocked 4 times, 1.2 s in all',
      recommendation:
        'matchRoute (routes.mjs:31): cut it into pieces that give way in between (setImmediate), or move it to a ' +
        'worker thread',
    });
  });

  test.each([
    ['without a heartbeat', { hasLoop: false }],
    ['in the first seconds', { spanMs: 2900 }],
  ])('that there is not enough data %s', (_name, changes) => {
    expect(verdictOf({ ...changes, ...blockedBy('busy') }).kind).toBe('not-enough-data');
  });

  test('that there is not enough data before anything said hello', () => {
    expect(watchVerdictOf(null)).toMatchObject({
      kind: 'not-enough-data',
      text: 'not enough data: no Node process has said anything yet',
    });
  });

  test('event-loop-bound, with the function and what to do about it', () => {
    expect(verdictOf(blockedBy('matchRoute'))).toEqual({
      kind: 'event-loop-bound',
      text:
        'the event loop was blocked 4 times, 1.2 s in all (2 % of the time), 312 ms at the longest; ' +
        '100 % of it in matchRoute (routes.mjs:31)',
      recommendation:
        'matchRoute (routes.mjs:31): cut it into pieces that give way in between (setImmediate), or move it to a ' +
        'worker thread',
    });
  });

  test.each([
    ['one long stall in an hour', { spanMs: 3_600_000, stallCount: 1, blockedMs: 250, longestStallMs: 250 }],
    ['many short ones', { stallCount: 12, blockedMs: 660, longestStallMs: 55 }],
    ['no stall, but hardly any rest', { utilization: 0.93 }],
  ])('event-loop-bound for %s', (_name, changes) => {
    expect(verdictOf(changes).kind).toBe('event-loop-bound');
  });

  test('not event-loop-bound for a single short stall in a minute', () => {
    const once = { stallCount: 1, blockedMs: 60, longestStallMs: 60 };
    expect(verdictOf({ ...blockedBy('matchRoute'), ...once })).toMatchObject({
      kind: 'healthy',
      recommendation: expect.stringContaining('matchRoute (routes.mjs:31)'),
    });
  });

  test('gc-bound where collecting takes a tenth of the time', () => {
    expect(verdictOf({ gcMs: 7200 })).toMatchObject({
      kind: 'gc-bound',
      text: 'collecting garbage took 7.2 s, 12 % of the time',
    });
  });

  test('gc-bound where most of the blocked time was collecting', () => {
    expect(verdictOf({ ...blockedBy('render'), gcMs: 900, gcOfBlocked: 0.7 })).toEqual({
      kind: 'gc-bound',
      text: 'collecting garbage took 900 ms, 2 % of the time; 70 % of the blocked time was collecting',
      recommendation:
        'look for what is kept or made anew with every request (most of it under render (routes.mjs:31)); give the ' +
        'young generation room (--max-semi-space-size)',
    });
  });

  test('cpu-starved where the main thread has to queue for a core', () => {
    expect(verdictOf({ starvedShare: 0.5, runQueueMs: 9000 })).toEqual({
      kind: 'cpu-starved',
      text: 'the main thread stood ready without a core for 9.0 s, 50 % of the time in which it wanted one',
      recommendation: 'fewer busy threads and processes on 4 usable cores, or more cores',
    });
  });

  test('not cpu-starved for a thread that hardly wants a core at all', () => {
    expect(verdictOf({ starvedShare: 0.5, runQueueMs: 300 }).kind).toBe('healthy');
  });

  test('cpu-starved names what blocks as well', () => {
    expect(
      verdictOf({ starvedShare: 0.5, runQueueMs: 9000, ...blockedBy('matchRoute') }).recommendation,
    ).toContain('; then matchRoute (routes.mjs:31)');
  });

  test('cpu-starved where the loop was late for want of a core alone, and that outweighs its blocks', () => {
    const starved = { count: 3, totalMs: 480, longestMs: 240 };
    expect(verdictOf({ starved })).toEqual({
      kind: 'cpu-starved',
      text: 'the loop was held up 3 times, 240 ms at the longest, by nothing but the wait for a core',
      recommendation: 'fewer busy threads and processes on 4 usable cores, or more cores',
    });
    expect(verdictOf({ starved: { count: 1, totalMs: 60, longestMs: 60 } }).kind).toBe('healthy');
    expect(verdictOf({ starved, ...blockedBy('matchRoute') }).kind).toBe('event-loop-bound');
  });

  test('cpu-starved by the quota', () => {
    expect(verdictOf({ throttledShare: 0.3 })).toEqual({
      kind: 'cpu-starved',
      text: "the cgroup's quota held its processes for 30 % of the time",
      recommendation: 'raise the CPU quota, or start fewer threads than it allows for',
    });
  });

  test('cpu-starved by other guests of the host', () => {
    expect(verdictOf({ stealShare: 0.2 })).toEqual({
      kind: 'cpu-starved',
      text: "other guests of the host took 20 % of the cores' time",
      recommendation: 'measure at another time, or on a host with cores of its own',
    });
  });

  test('libuv-pool-bound where its threads are busy', () => {
    expect(verdictOf({ poolCores: 3.1, poolRequests: null })).toEqual({
      kind: 'libuv-pool-bound',
      text: "libuv's pool of 4 threads is the bottleneck: busy with 3.1 cores",
      recommendation: 'the cores are used up: do less of it (crypto, compression), or on more machines',
    });
  });

  test('libuv-pool-bound where more requests wait than it has threads', () => {
    expect(verdictOf({ poolRequests: 9.5 })).toEqual({
      kind: 'libuv-pool-bound',
      text:
        "libuv's pool of 4 threads is the bottleneck: busy with 0.0 cores, 9.5 requests with it or waiting for it " +
        'on average',
      recommendation:
        'try UV_THREADPOOL_SIZE=8: files, DNS lookups, crypto and compression share these threads',
    });
  });

  test('io-bound where it mostly waits for others', () => {
    expect(verdictOf({ waiting: 12.4, mainCpuShare: 0.2 })).toEqual({
      kind: 'io-bound',
      text:
        'the loop is on time (p99 1.2 ms) and its thread busy 20 % of the time, while 12.4 sockets and requests wait ' +
        'for others on average',
      recommendation:
        'more threads will not help: if it is slow, look at what it waits for (database, other services, disk)',
    });
  });

  test('not io-bound for idle connections', () => {
    expect(verdictOf({ waiting: 12.4, mainCpuShare: 0.001 }).kind).toBe('healthy');
  });
});

test.each([
  ['pbkdf2Sync', 'without Sync: it computes on the libuv pool'],
  ['gzipSync', 'it compresses on the libuv pool'],
  ['readFileSync', 'node:fs/promises'],
  ['execSync', 'start the program with the call of the same name without Sync'],
  ['JSON.parse', 'a streaming parser'],
  ['exec', 'backtrack'],
  ['Atomics.wait', 'Atomics.waitAsync'],
])('%s is advised about by name', (call, advice) => {
  const groups = groupStalls([
    { startMs: 0, durationMs: 300, frames: [matchRoute, handler], note: `in ${call} (node:x)` },
  ]);
  expect(verdictOf({ ...blockedBy(), groups }).recommendation).toContain(advice);
});

test('every kind of verdict has its rule, and the last one always applies', () => {
  expect(watchRules.map(({ kind }) => kind)).toEqual(watchVerdictKinds);
  expect(watchRules.at(-1)?.applies(calm)).toBe(true);
});
