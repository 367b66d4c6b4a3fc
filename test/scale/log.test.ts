/** A log of 100,000 entries: what is done for it is counted, not timed. */
import { describe, expect, test } from 'vitest';
import { Chunks } from '../../src/state/chunks.ts';
import { appended, emptyLog, logCharactersMax, logEntriesMax } from '../../src/state/log.ts';
import { createLogFilter, filteredLog, matches } from '../../src/state/log-filter.ts';
import type { Log, LogEntry, Snapshot } from '../../src/state/state.ts';
import { tasks } from '../../src/view/panels/index.ts';
import { replay, running } from '../state/build.ts';
import { plain } from '../view/panels/screen.ts';

const entry = (text: string, task: number | null = null): LogEntry => ({
  atMs: 1,
  lane: 'w1',
  task,
  kind: 'emit',
  text,
  durationMs: null,
});
const entries = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => entry(`line ${from + index}`));
const full = appended(emptyLog, entries(logEntriesMax));
const textsOf = (log: Log, from: number, to?: number) => log.entries.slice(from, to).map(({ text }) => text);

/** A filter that counts how often it asks whether an entry matches. */
const counting = () => {
  let asked = 0;
  const filter = createLogFilter((one, words) => {
    asked += 1;
    return matches(one, words);
  });
  const askedSince = (): number => {
    const before = asked;
    asked = 0;
    return before;
  };
  return { filter, askedSince };
};

describe('the bound', () => {
  test('the oldest go once it is reached, and are counted', () => {
    const log = appended(full, entries(2, logEntriesMax));
    expect(log.entries.length).toBeLessThanOrEqual(logEntriesMax);
    expect(log.entries.length).toBeGreaterThan(logEntriesMax * 0.99);
    expect(log.dropped + log.entries.length).toBe(logEntriesMax + 2);
    expect(textsOf(log, 0, 1)).toEqual([`line ${log.dropped}`]);
    expect(textsOf(log, -2)).toEqual(['line 100000', 'line 100001']);
    expect(appended(log, [])).toBe(log);
  });

  test('a flood larger than all of it leaves the newest', () => {
    const log = appended(full, entries(logEntriesMax + 5, logEntriesMax));
    expect(log.dropped + log.entries.length).toBe(2 * logEntriesMax + 5);
    expect(log.entries.length).toBeLessThanOrEqual(logEntriesMax);
    expect(textsOf(log, -1)).toEqual(['line 200004']);
  });

  test('lines as long as they may be are bounded by their length', () => {
    const long = Array.from({ length: 20_000 }, () => entry('x'.repeat(2_000)));
    const log = appended(emptyLog, long);
    expect(log.characters).toBeLessThanOrEqual(logCharactersMax);
    expect(log.characters).toBe(log.entries.length * 2_000);
    expect(log.dropped + log.entries.length).toBe(20_000);
  });

  test('the panel says what is not kept', () => {
    const state = { ...running(1), log: appended(full, entries(1)) };
    const rows = tasks({ state, temporality: 'live' }, { width: 80, height: 10 }, plain).map(String);
    expect(rows.at(-1)).toMatch(/\d+ older lines not kept/);
  });
});

describe('appending', () => {
  test('shares all but the last part with the log before', () => {
    const { parts } = Chunks.from(full.entries);
    const more = Chunks.from(appended({ ...full, entries: new Chunks(parts.slice(1)) }, entries(1)).entries);
    const before = new Set(parts);
    expect(more.parts.filter(part => !before.has(part))).toHaveLength(1);
    expect(Math.max(...more.parts.map(part => part.length))).toBeLessThanOrEqual(256);
  });

  test('reads like an array however it was put together', () => {
    const singly = entries(1_000).reduce<Chunks<LogEntry>>((list, one) => list.with([one]), new Chunks([]));
    const expected = entries(1_000);
    expect(singly.slice()).toEqual(expected);
    for (const [from, to] of [
      [0, 3],
      [250, 260],
      [-5, undefined],
      [990, 2_000],
      [5, 5],
      [0, 1_000],
    ] as const) {
      expect(singly.slice(from, to)).toEqual(expected.slice(from, to));
    }
    expect([singly.at(0), singly.at(-1), singly.at(512), singly.at(1_000), singly.at(-1_001)]).toEqual([
      expected[0],
      expected[999],
      expected[512],
      undefined,
      undefined,
    ]);
  });
});

describe('filtering', () => {
  test('every entry is looked at once, then none, and of a longer log only the new part', () => {
    const { filter, askedSince } = counting();
    expect(filter(full, 'line 9999')).toHaveLength(11);
    expect(askedSince()).toBe(logEntriesMax);
    expect(filter(full, 'line 9999')).toHaveLength(11);
    expect(askedSince()).toBe(0);
    const longer = appended(full, [entry('line 9999 again')]);
    expect(filter(longer, 'line 9999').at(-1)?.text).toBe('line 9999 again');
    expect(askedSince()).toBeLessThanOrEqual(256);
  });

  test('a letter more is looked for only in what the letters before had left', () => {
    const { filter, askedSince } = counting();
    filter(full, 'line 77');
    askedSince();
    const found = filter(full, 'line 777');
    expect(found.length).toBe(111);
    expect(askedSince()).toBe(1_111);
  });

  test('what is found is the same as in a log looked through at once', () => {
    const { filter } = counting();
    const grown = [0, 1, 2, 3, 4].reduce((log, batch) => {
      const next = appended(log, entries(300, batch * 300));
      filter(next, '9');
      return next;
    }, emptyLog);
    const expected = entries(1_500).filter(({ text }) => text.includes('9'));
    expect(filter(grown, '9').slice()).toEqual(expected);
    expect(filter(grown, '').slice()).toEqual(entries(1_500));
  });
});

test('scrolling takes no more parts than the rows shown lie in', () => {
  const state = { ...running(1), log: full };
  const parts = Chunks.from(full.entries).parts.map(part => {
    const seen = { isTaken: false };
    return {
      seen,
      part: new Proxy(part, {
        get(target, name, receiver) {
          if (name === 'slice') seen.isTaken = true;
          return Reflect.get(target, name, receiver) as unknown;
        },
      }),
    };
  });
  const log = { ...full, entries: new Chunks(parts.map(({ part }) => part)) };
  const scrolled = replay([{ type: 'action', atMs: 2000, action: { type: 'scroll-log', lines: 50_000 } }], {
    ...state,
    log,
  });
  const snapshot: Snapshot = { state: scrolled, temporality: 'live' };
  expect(String(tasks(snapshot, { width: 80, height: 12 }, plain)[10])).toContain('line 49999');
  expect(parts.filter(({ seen }) => seen.isTaken).length).toBeLessThanOrEqual(2);
});

test('scrolling with a filter ends at the oldest line that matches', () => {
  const state = replay(
    [
      { type: 'action', atMs: 2000, action: { type: 'set-filter', text: 'line 9999' } },
      { type: 'action', atMs: 2000, action: { type: 'scroll-log', lines: 1_000_000 } },
    ],
    { ...running(1), log: full },
  );
  expect(state.ui.logScroll).toBe(filteredLog(full, 'line 9999').length);
});
