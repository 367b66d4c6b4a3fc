/** 100 lanes and 100,000 tasks on the timeline: bounded in memory and in work, and the whole run is in the picture. */
import { describe, expect, test } from 'vitest';
import { taskPhases } from '../../src/protocol.ts';
import { segmentsMax } from '../../src/state/lanes.ts';
import { outlined } from '../../src/state/outline.ts';
import type { Event, LaneState, Segment, State } from '../../src/state/state.ts';
import { timeline } from '../../src/view/panels/index.ts';
import { asked, hello, lane, replay, running, started, trace } from '../state/build.ts';
import type { Step } from '../state/build.ts';
import { plain } from '../view/panels/screen.ts';

const lanes = Array.from({ length: 100 }, (_, index) => `w${index + 1}`);
const tasks = 100_000;
const begun = replay([
  asked({ workers: 100 }),
  hello(10),
  ...lanes.map((id, index) => lane(id, { tid: 11 + index })),
  started(tasks),
]);
const piece = (startMs: number, endMs: number, phase: Segment['phase'] = 'running'): Segment => ({
  task: 0,
  phase,
  startMs,
  endMs,
});
const rowsOf = (state: State, width = 80, height = 24) =>
  timeline({ state, temporality: 'live' }, { width, height }, plain).map(String);

/** Tasks of 1 ms after another on every lane, in batches of five for each lane. */
function* batches(): Generator<Event> {
  const [runs, ends] = [taskPhases.indexOf('running'), taskPhases.indexOf('done')];
  const each = tasks / lanes.length;
  for (let from = 0; from < each; from += 5) {
    const records = [0, 1, 2, 3, 4].flatMap(step =>
      lanes.flatMap((_, index) => {
        const atMs = 1000 + from + step;
        const task = index * each + from + step;
        return [atMs, index, runs, task, 0, atMs + 1, index, ends, task, 1];
      }),
    );
    yield { type: 'trace', lanes, records, dropped: 0 };
  }
}

describe('a hundred lanes, 100,000 tasks', () => {
  const state = [...batches()].reduce((now, event) => replay([event], now), begun);

  test('each lane keeps so many pieces, and an outline of the rest', () => {
    expect(state.run?.counts.done).toBe(tasks);
    for (const { segments, segmentsDropped, outline } of state.run?.lanes ?? []) {
      expect(segments).toHaveLength(segmentsMax(100));
      expect(segments.length + segmentsDropped).toBe(1_000);
      expect(outline?.running).toHaveLength(512);
      expect(outline?.running.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(segmentsDropped, 6);
    }
  });

  test('the picture goes back to the start, and says what it lacks', () => {
    const rows = rowsOf({ ...state, nowMs: 2000 });
    expect(rows[1]).toBe('│ w1   ███████████████████████████████████████████████████████████████████████ │');
    expect(rows.at(-3)).toContain('80 more rows of lanes not shown');
    expect(rows.at(-1)).toContain('80000 pieces in outline');
  });

  test('lanes that find no room are scrolled to, down to the last one', () => {
    const press = (rows: number): Event => ({
      type: 'action',
      atMs: 2000,
      action: { type: 'scroll-lanes', rows },
    });
    const further = replay([press(5), press(5)], { ...state, nowMs: 2000 });
    expect(rowsOf(further)[1]).toContain('│ w11 ');
    expect(rowsOf(further).at(-3)).toContain('80 more rows of lanes not shown · 10 above · [ ] scroll');
    const last = replay(
      Array.from({ length: 30 }, () => press(5)),
      further,
    );
    expect(rowsOf(last).at(-4)).toContain('│ w100 ');
    expect(rowsOf(last).at(-3)).toContain('80 above');
    expect(rowsOf(replay([press(-100)], last))).toEqual(rowsOf({ ...state, nowMs: 2000 }));
  });

  test('of lanes that find no room no piece is looked at', () => {
    const run = state.run;
    if (run === null) throw new Error('there is a run');
    let looked = 0;
    const watched = (one: LaneState): LaneState => ({
      ...one,
      segments: new Proxy<Segment[]>(one.segments.slice(), {
        get(target, name, receiver) {
          if (name === Symbol.iterator) looked += 1;
          return Reflect.get(target, name, receiver) as unknown;
        },
      }),
    });
    rowsOf({ ...state, run: { ...run, lanes: run.lanes.map(watched) } }, 80, 12);
    expect(looked).toBeGreaterThan(0);
    expect(looked).toBeLessThanOrEqual(10);
  });
});

test('lanes that have done nothing yet are counted, whether others are hidden or not', () => {
  const step = (id: string, task: number): Step => [1000, id, 'running', task];
  const few = replay([trace([step('w1', 0), step('w2', 1)])], begun);
  expect(rowsOf(few, 80, 10).at(-1)).toContain('98 lanes idle so far');
  const most = replay([trace(lanes.slice(0, 60).map(step))], begun);
  expect(rowsOf(most, 80, 10).join('\n')).toContain('54 more rows of lanes not shown · 40 lanes idle so far');
});

test('100,000 tasks in flight at once on one lane', () => {
  const state = replay(
    [trace(Array.from({ length: tasks }, (_, task): Step => [1000 + task / 1000, 'w1', 'running', task]))],
    replay([started(tasks)], running(0, { mode: 'concurrent' })),
  );
  const one = { ...state, run: state.run && { ...state.run, lanes: state.run.lanes.slice(0, 1) } };
  expect(rowsOf({ ...one, nowMs: 1200 }, 80, 13)[10]).toMatch(/^│ \+99991 /);
});

test('an outline keeps the sums, however often its stretches are put together', () => {
  const once = outlined(undefined, [piece(0, 100), piece(100, 500, 'waiting')]);
  const twice = outlined(once, [piece(500, 700), piece(1_000, 5_000, 'ready')]);
  expect(once).toMatchObject({ fromMs: 0, bucketMs: 1 });
  expect(twice).toMatchObject({ fromMs: 0, bucketMs: 16 });
  const sum = (values: readonly number[] = []) => values.reduce((total, ms) => total + ms, 0);
  expect([sum(twice?.running), sum(twice?.waiting), sum(twice?.ready)]).toEqual([300, 400, 4_000]);
  expect(twice?.running.slice(0, 8)).toEqual([16, 16, 16, 16, 16, 16, 4, 0]);
  expect(outlined(twice, [])).toBe(twice);
});
