/** A day of events on a clock that jumps: what the state holds after an hour is as much as it ever holds. */
import { describe, expect, test } from 'vitest';
import { taskPhases } from '../../src/protocol.ts';
import { logEntriesMax } from '../../src/state/log.ts';
import type { Event, State } from '../../src/state/state.ts';
import { initialState, update } from '../../src/state/update.ts';
import { core, sampleOf } from '../fixtures/parts.ts';
import { asked, hello, lane, started } from '../state/build.ts';

const hourMs = 3_600_000;
const threadIds = Array.from({ length: 12 }, (_, index) => 10 + index);
const frames = [{ functionName: 'render', file: 'file:///app/page.ts', line: 7, column: 1 }];

/** Values of all kinds within a value: array elements, fields, characters; what is shared counts each time. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, part) => sum + sizeOf(part), 1);
}

/** What a second of work brings: samples four times, the loop ten times, threads twice, and the rest. */
function* secondOf(second: number): Generator<Event> {
  const at = second * 1000;
  for (let tenth = 1; tenth <= 10; tenth += 1) {
    const atMs = at + tenth * 100;
    yield loopAt(atMs);
    yield { type: 'tick', atMs };
  }
  for (const quarter of [250, 500, 750, 1000]) {
    yield { type: 'machine-sample', sample: sampleOf([core(0, 0.5), core(1, 0.9)], at + quarter) };
  }
  yield threadsAt(at + 400);
  yield threadsAt(at + 900);
  yield { type: 'gc', pid: 10, startMs: at + 10, durationMs: 2, kind: 'minor' };
  yield { type: 'memory', pid: 10, atMs: at + 500, rssBytes: 1e8, heapUsedBytes: 5e7 };
  yield { type: 'resources', pid: 10, atMs: at + 500, counts: { Timeout: 2 } };
  yield { type: 'output', atMs: at + 600, stream: 'stdout', text: `request ${second}, served in 12 ms` };
  yield { type: 'output', atMs: at + 600, stream: 'stderr', text: 'x'.repeat(2_000) };
  yield { type: 'stall', pid: 10, startMs: at + 100, durationMs: 80, frames };
  yield { type: 'dropped', pid: 10, messages: 1 };
}

const loopAt = (atMs: number): Event => ({
  type: 'loop',
  pid: 10,
  atMs,
  lagMs: 1,
  blockedSinceMs: null,
  p50Ms: 1,
  p99Ms: 2,
  maxMs: 80,
  utilization: 0.5,
  utilizationTotal: 0.5,
});

const threadsAt = (atMs: number): Event => ({
  type: 'threads',
  pid: 10,
  atMs,
  threads: threadIds.map(tid => ({
    tid,
    name: 'node',
    state: 'R',
    core: tid % 2,
    cpuMs: atMs / 2,
    runQueueMs: atMs / 100,
    voluntarySwitches: 1,
    involuntarySwitches: 1,
  })),
});

/** A task every ten seconds, each on the next lane. */
const taskAt = (index: number): Event => {
  const atMs = 2_000 + index * 10_000;
  const [runs, ends] = [taskPhases.indexOf('running'), taskPhases.indexOf('done')];
  const number = index % 2;
  return {
    type: 'trace',
    lanes: ['w1', 'w2'],
    records: [atMs, number, runs, index, 0, atMs + 9_000, number, ends, index, 8_000],
    dropped: 1,
  };
};

/** The state after each of these hours, every second of them told. */
function after(
  hours: readonly number[],
  begun: State,
  events: (second: number) => Iterable<Event>,
): readonly State[] {
  let state = begun;
  let second = 2;
  return hours.map(hour => {
    for (; second < (hour * hourMs) / 1000; second += 1) {
      for (const event of events(second)) state = update(state, event);
    }
    return state;
  });
}

const from = (events: readonly Event[]): State => events.reduce(update, initialState(0));

describe('a watch of a day', () => {
  const begun = from([
    {
      type: 'watch-asked',
      atMs: 900,
      target: { kind: 'command', text: 'node server.js' },
      thresholdMs: 50,
      needsConsent: false,
    },
    hello(10),
  ]);
  const [day, later] = after([24, 25], begun, secondOf);
  const { watch, log, processes, coreHistory, messagesDropped } = day as State;

  test('holds no more an hour later', () => {
    // The numbers in it have more digits, that is all.
    expect(sizeOf(later)).toBeLessThan(sizeOf(day) * 1.01);
  });

  test('every list is bounded, and what is not kept is counted', () => {
    expect(coreHistory).toHaveLength(240);
    expect(processes[0]?.loop.history.values).toHaveLength(240);
    expect(processes[0]?.loop.stalls).toHaveLength(200);
    expect(processes[0]?.loop.stallsDropped).toBe(86_398 - 200);
    expect(watch?.stalls).toHaveLength(500);
    expect(watch?.stallsDropped).toBe(86_398 - 500);
    expect(watch?.stallCount).toBe(86_398);
    expect(watch?.processes[10]?.gcPauses.length).toBeLessThanOrEqual(500);
    expect(log.entries.length).toBeLessThan(logEntriesMax);
    expect(log.characters).toBeLessThanOrEqual(16_000_000);
    expect(log.dropped + log.entries.length).toBe(2 * 86_398);
    expect(messagesDropped).toBe(86_398);
  });
});

describe('a run of a day', () => {
  const tasks = 8_640;
  const begun = from([asked(), hello(10), lane('w1', { tid: 11 }), lane('w2', { tid: 12 }), started(tasks)]);
  const events = function* (at: number): Generator<Event> {
    if ((at - 2) % 10 === 0) yield taskAt((at - 2) / 10);
    yield loopAt(at * 1000 + 950);
    yield { type: 'machine-sample', sample: sampleOf([core(0, 0.5), core(1, 0.9)], at * 1000 + 950) };
    yield threadsAt(at * 1000 + 990);
  };
  const [day] = after([24], begun, events);
  const run = day?.run;

  test('keeps its tasks, the newest pieces of each lane, and an outline of the whole day', () => {
    expect(run?.counts).toMatchObject({ done: 8_640, running: 0, queued: 0 });
    expect(run?.tasks).toHaveLength(tasks);
    expect(run?.traceDropped).toBe(8_640);
    for (const one of run?.lanes ?? []) {
      expect(one.segments).toHaveLength(2_000);
      expect(one.segmentsDropped).toBe(4_320 - 2_000);
      expect(one.outline?.running).toHaveLength(512);
      expect((one.outline?.bucketMs ?? 0) * 512).toBeGreaterThan(40_000_000);
    }
  });

  test('its sums cover the day', () => {
    expect(run?.usage.busyMs).toHaveLength(2);
    expect(run?.usage.spanMs).toBe(86_398 * 250);
    expect(day?.coreHistory).toHaveLength(240);
  });
});
