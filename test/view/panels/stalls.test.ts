/** Stalls of a run say the same in the loop's panel, in the log and in the report. */
import { expect, test } from 'vitest';
import { buildReport } from '../../../src/analysis/report.ts';
import type { Event, Snapshot, State } from '../../../src/state/state.ts';
import type { RunReport } from '../../../src/analysis/types.ts';
import { summary } from '../../../src/view/panels/summary.ts';
import { loop } from '../../../src/view/panels/loop.ts';
import { stalls } from '../../../src/view/panels/stalls.ts';
import { tasks } from '../../../src/view/panels/tasks.ts';
import { resources } from '../../../src/view/panels/resources.ts';
import type { Panel } from '../../../src/view/panels/frame.ts';
import * as watching from '../../fixtures/watch-events.ts';
import { asked, finished, hello, lane, replay, started } from '../../state/build.ts';
import { plain } from './screen.ts';

const textOf = (panel: Panel, state: State, width = 100, height = 9): string => {
  const snapshot: Snapshot = { state, temporality: 'live' };
  return panel(snapshot, { width, height }, plain).join('\n');
};

const stall = (startMs: number, durationMs: number): Event => ({
  type: 'stall',
  pid: 10,
  startMs,
  durationMs,
  frames: [{ functionName: 'isPrime', file: 'file:///w/primes.ts', line: 31, column: 5 }],
});

const loopAt = (atMs: number, lagMs: number, blockedSinceMs: number | null = null): Event => ({
  type: 'loop',
  pid: 10,
  atMs,
  lagMs,
  blockedSinceMs,
  p50Ms: 1,
  p99Ms: 2,
  maxMs: 46,
  utilization: 0.5,
  utilizationTotal: 0.4,
});

const main = lane('main', { kind: 'main' });
const on = replay([asked(), hello(10), main, stall(930, 60), loopAt(990, 1), started(1)]);

test('the start-up of the lab is no stall of its run', () => {
  expect(textOf(loop, on)).not.toContain('stall');
  expect(textOf(tasks, on)).not.toContain('isPrime');
  const over = replay([stall(1180, 820), finished(['done'], 5000)], on);
  expect(textOf(loop, over)).toContain('1 stall ');
  expect(buildReport(over)?.loop.stalls).toHaveLength(1);
});

test('of very many the summary counts as many as the panel', () => {
  const many = Array.from({ length: 230 }, (_, index) => stall(1010 + index * 10, 5));
  const over = replay([...many, finished(['done'], 5000)], on);
  const report = buildReport(over) as RunReport;
  const shown = summary(report, [], { width: 120, height: 22 }, plain).join('\n');
  expect(textOf(loop, over)).toContain('230 stalls, 30 older ones not kept');
  expect([report.loop.stalls.length, report.dropped.stalls]).toEqual([200, 30]);
  expect(shown).toContain(' 230 stalls ');
});

test('panel and log speak of one moment, and the log of the end by its place', () => {
  const after = replay([stall(1180, 820)], on);
  expect(textOf(loop, after)).toContain('stall 00:00.180   820 ms  isPrime (primes.ts:31)');
  expect(textOf(tasks, after, 120)).toMatch(
    /00:01\.000 +main +stall +820 ms {2}since 00:00\.180: event loop blocked in isPrime \(primes\.ts:31\)/,
  );
});

test('beside a block that goes on no lag and no maximum is less than its age', () => {
  const blocked = replay([loopAt(1500, 48, 1420), { type: 'tick', atMs: 1513 }], on);
  expect(textOf(loop, blocked)).toMatch(/BLOCKED 93\.0 ms.*[^]*lag 93\.0 ms .*max 93\.0 /);
});

test('a watched program that is starting is blocked in its start-up, by list and by blame', () => {
  const begun = watching.play([
    watching.asked(),
    watching.hello(),
    watching.stallAt(200, 90, []),
    watching.stallAt(4000, 70, []),
  ]);
  expect(textOf(stalls, begun)).toMatch(/70\.0 ms {2}place not known[^]*90\.0 ms {2}start-up /);
  const grouped = replay(
    [{ type: 'action', atMs: watching.startMs, action: { type: 'toggle-blame' } }],
    begun,
  );
  expect(textOf(stalls, grouped)).toMatch(/56% {2}start-up /);
});

test('in a watch the loop leaves its stalls to their own panel, and the rows to its chart', () => {
  const begun = watching.play([
    watching.asked(),
    watching.hello(),
    watching.loopAt(100),
    watching.stallAt(200, 90),
  ]);
  const text = textOf(loop, begun, 60, 8);
  expect(text).not.toContain('matchRoute');
  expect(text).toContain(' 1 stall ');
  expect(text).toMatch(/10 s [^]* 1 s [^]*100 ms [^]*10 ms [^]* 1 ms /);
});

test('one type that finds no room is one type', () => {
  const some = watching.play([
    watching.asked(),
    watching.hello(),
    watching.resourcesAt(100, { Timeout: 2, TCPSocketWrap: 1 }),
  ]);
  expect(textOf(resources, some, 40, 3)).toContain(' 1 more type ');
});
