/** A watch in words and as lines for programs. */
import { expect, test } from 'vitest';
import { parseWatchAssertions, failuresOfWatch } from '../../src/analysis/assertions/watch.ts';
import { stallLine, watchSecond, watchSummary } from '../../src/analysis/watch-report.ts';
import { processLines, secondWords, stallWords, watchSummaryLines } from '../../src/report/watch-text.ts';
import { initialState } from '../../src/state/update.ts';
import { asked, matchRoute, pid, play } from '../fixtures/watch-events.ts';
import { blocked, hostile, list, serverState } from '../fixtures/watches.ts';

const summaryOf = (state = serverState) => {
  const summary = watchSummary(state);
  if (summary === null) throw new Error('the fixture has a summary');
  return summary;
};

const secondOf = (state = serverState) => {
  const second = watchSecond(state);
  if (second === null) throw new Error('the fixture has a second');
  return second;
};

test('before the first hello there is nothing to tell', () => {
  expect(watchSecond(initialState(0))).toBeNull();
  expect(watchSummary(play([asked()]))).toBeNull();
});

test('a second in words, also of a blocked loop', () => {
  expect(secondWords(secondOf())).toBe(
    '00:05.0  lag 0.6 ms  p99 290  max 302  busy 10%  cpu 66%  rss 121 MB  stalls 4',
  );
  expect(secondWords(secondOf(blocked.state))).toBe(
    '00:05.7  BLOCKED 1.24 s and counting  p99 1.2  max 1240  busy 10%  cpu 66%  rss 121 MB  stalls 4',
  );
});

test('a stall, with what is known beyond its frames', () => {
  const { watch } = serverState;
  if (!watch) throw new Error('the fixture is a watch');
  const lines = watch.stalls.map(stall => stallLine(watch, stall));
  expect(lines[0]).toEqual({
    type: 'stall',
    pid,
    startMs: 1200,
    durationMs: 312,
    blamed: matchRoute,
    note: null,
    stack: watch.stalls[0]?.frames,
  });
  expect(lines.map(stallWords)).toEqual([
    '00:01.200  stall  312 ms  matchRoute (routes.mjs:31) <- server.mjs:12',
    '00:01.800  stall  88.0 ms  loadTemplate (render.mjs:9), in readFileSync (node:fs) <- server.mjs:12',
    '00:03.000  stall  305 ms  matchRoute (routes.mjs:33) <- server.mjs:12',
    '00:03.900  stall  61.0 ms  parseBody (body-kit/index.js:7), native call, last known frame',
  ]);
});

test('the summary of a watch', () => {
  expect(watchSummaryLines(summaryOf(), 100)).toEqual([
    'watched node server.mjs for 5.00 s',
    'lag p50 0.3 ms  p99 290 ms  max 302 ms  busy 10%  stalls 4, 766 ms in all',
    '',
    'stalls  total    max      share  blamed',
    '2       617 ms   312 ms   81%    matchRoute (routes.mjs:31)',
    '1       88.0 ms  88.0 ms  11%    loadTemplate (render.mjs:9) in readFileSync',
    '1       61.0 ms  61.0 ms  8%     parseBody (body-kit/index.js:7), native call, last known frame',
    '',
    'event-loop-bound: the event loop was blocked 4 times, 766 ms in all (15 % of the time), 312 ms at',
    'the longest; 81 % of it in matchRoute (routes.mjs:31)',
    'next: matchRoute (routes.mjs:31): cut it into pieces that give way in between (setImmediate), or',
    'move it to a worker thread',
  ]);
});

test('the summary for programs', () => {
  expect(summaryOf()).toMatchObject({
    type: 'summary',
    schema: 1,
    target: 'node server.mjs',
    durationMs: 5000,
    thresholdMs: 50,
    blockedMs: 766,
    pid,
    loop: { lagP50Ms: 0.3, lagP99Ms: 290, lagMaxMs: 302, utilization: 0.1, lagMs: 0.6, blockedMs: null },
    memory: { rssBytes: 121_000_000, heapUsedBytes: 44_000_000 },
    gc: { count: 2, pauseMs: 15 },
    resources: { TCPSocketWrap: 8, Timeout: 3, FSReqCallback: 1, TCPServerWrap: 1 },
    stalls: { count: 4, blockedMs: 766, longestMs: 312 },
    starved: { count: 0, totalMs: 0, longestMs: 0 },
    processes: [{ pid: 4300, title: 'image-worker.mjs' }],
    dropped: { stalls: 0, messages: 0, logLines: 0 },
    exitCode: null,
    signal: null,
    verdict: { kind: 'event-loop-bound' },
  });
  expect(summaryOf().blame[0]).toEqual({
    functionName: 'matchRoute',
    file: 'file:///srv/shop/routes.mjs',
    line: 31,
    owner: 'own',
    call: null,
    note: null,
    count: 2,
    totalMs: 617,
    maxMs: 312,
    share: 617 / 766,
  });
});

test('the block in which a watch ends is counted and blamed as far as it went', () => {
  const summary = summaryOf(blocked.state);
  expect(summary).toMatchObject({
    blockedMs: 2006,
    stalls: { count: 5, blockedMs: 2006, longestMs: 1240 },
    blame: [{ functionName: 'matchRoute', count: 3, totalMs: 1857, maxMs: 1240 }, {}, {}],
  });
  expect(watchSummaryLines(summary, 100)).toContain(
    'lag p50 0.3 ms  p99 1.2 ms  max 1240 ms  busy 10%  stalls 5, 2.01 s in all',
  );
});

test('what a program wrote faster than it was read is told', () => {
  const dropped = { stalls: 2, messages: 1, logLines: 0 };
  expect(watchSummaryLines({ ...summaryOf(), dropped }, 100)).toContain(
    'not kept: 2 older stalls, 1 message of the probe',
  );
});

test('nothing of a hostile program drives the terminal', () => {
  const text = [
    ...watchSummaryLines(summaryOf(hostile.state), 100),
    secondWords(secondOf(hostile.state)),
  ].join('');
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
});

test('the list of processes', () => {
  expect(processLines(list.state.processList?.processes ?? [])).toEqual([
    'pid   cpu   rss     uptime   lag             probe    title',
    '4242  12%   118 MB  1:02:03  -                        server.mjs',
    '5120  -     312 MB  41.2 s   3.2 ms          watched  vite \\x1b[2J',
    '5300  100%  61 MB   8.20 s   BLOCKED 1.24 s  watched  shop.mjs',
  ]);
  expect(processLines([])).toEqual(['no Node process of this user']);
});

test('a probe that nobody listens to any more is no watch', () => {
  const processes = list.state.processList?.processes ?? [];
  const left = processes.map(process => ({ ...process, lag: null }));
  expect(processLines(left).map(line => line.slice(33, 42).trim())).toEqual([
    'probe',
    '',
    'probed',
    'probed',
  ]);
});

test('assertions are over the summary', () => {
  const texts = [
    'loop.lagMaxMs < 50',
    'stalls.count <= 4',
    "verdict.kind == 'healthy'",
    'blame[0].maxMs < 400',
  ];
  expect(failuresOfWatch(parseWatchAssertions(texts), summaryOf())).toEqual([
    'assertion failed: loop.lagMaxMs < 50: the value is 302',
    `assertion failed: verdict.kind == 'healthy': the value is "event-loop-bound"`,
  ]);
  expect(failuresOfWatch(parseWatchAssertions(['stalls.count == 0']), null)).toEqual([
    'assertion failed: stalls.count == 0: stalls.count was not measured',
  ]);
  expect(() => parseWatchAssertions(['stalls.number == 0'])).toThrow(/no field `number`/);
  expect(() => parseWatchAssertions(['speedup(parallel) > 1'])).toThrow(/a watch has fields only/);
});
