import { describe, expect, it, test } from 'vitest';
import type { Snapshot } from '../../src/state/state.ts';
import { footerKeys, situationOf } from '../../src/view/keys.ts';
import { hasOnePanel, layout, layoutFacts } from '../../src/view/layout.ts';
import type { PlacedName } from '../../src/view/placed.ts';
import * as panels from '../../src/view/panels/index.ts';
import type { Panel } from '../../src/view/panels/frame.ts';
import { frozen, parallel, withState } from '../fixtures/states.ts';
import { colourTheme, plainTheme, sizes, useStages } from './stage.tsx';

const stageOf = useStages();

const footerWhere =
  (isOneByOne: boolean): Panel =>
  (snapshot, size, theme) =>
    panels.footer(
      footerKeys(situationOf(snapshot.state, isOneByOne), size.width),
      size,
      theme,
      panels.ownCost(snapshot.state),
    );

const named = (isOneByOne: boolean): Partial<Record<PlacedName, Panel>> =>
  ({ ...panels, footer: footerWhere(isOneByOne), status: panels.tooSmall }) as never;

/** The screen put together by hand: every panel's rows at its place. */
const composed = (snapshot: Snapshot, columns: number, rows: number): string[] => {
  const screen = Array.from({ length: rows }, () => Array<string>(columns).fill(' '));
  for (const place of layout(columns, rows, layoutFacts(snapshot)).panels) {
    const drawn = named(hasOnePanel(columns, rows))[place.name]?.(snapshot, place, plainTheme) ?? [];
    drawn.forEach((row, y) =>
      Array.from(String(row)).forEach((glyph, x) => {
        (screen[place.y + y] as string[])[place.x + x] = glyph;
      }),
    );
  }
  return screen.map(row => row.join('').trimEnd());
};

describe('the run screen', () => {
  test.each<readonly [number, number]>([...sizes, [40, 12], [200, 60], [19, 4]])(
    'shows every panel at its place at %dx%d',
    async (columns, rows) => {
      for (const snapshot of [parallel, frozen]) {
        const stage = stageOf({ columns, rows, snapshot });
        const whole = composed(snapshot, columns, rows);
        // A large first picture comes in several pieces.
        expect(await stage.waitFor(whole.join('\n'))).toEqual(whole);
      }
    },
  );

  it('follows the store', async () => {
    const stage = stageOf();
    await stage.waitFor('running 00:03.2');
    stage.store.show(withState({ nowMs: parallel.state.nowMs + 1000 }));
    await stage.waitFor('running 00:04.2');
    stage.store.show(frozen);
    expect(await stage.waitFor('running 00:03.2')).toEqual(composed(frozen, 80, 24));
  });

  it('is right after every resize', async () => {
    const stage = stageOf();
    await stage.waitFor('jugglers');
    for (const [columns, rows] of [
      [120, 40],
      [60, 16],
      [61, 40],
      [200, 15],
      [40, 12],
      [80, 24],
    ] as const) {
      stage.resize(columns, rows);
      const wanted = composed(parallel, columns, rows).join('\n');
      await stage.waitFor(() => stage.emulator.text().join('\n') === wanted);
    }
  });

  it('shows no colour but what the theme has', async () => {
    const plain = stageOf({ theme: plainTheme });
    const colours = stageOf({ theme: colourTheme });
    const text = await plain.waitFor('jugglers');
    expect(await colours.waitFor('jugglers')).toEqual(text);
    // oxlint-disable-next-line no-control-regex
    const sgr = /\u001B\[[\d;]*[1-9][\d;]*m/;
    expect(plain.terminal.written.join('')).not.toMatch(sgr);
    expect(colours.terminal.written.join('')).toMatch(sgr);
  });
});

describe('the keys', () => {
  it('work one by one, also in a burst', async () => {
    const stage = stageOf();
    await stage.waitFor('jugglers');
    stage.type('jkf');
    stage.type('/w1\r');
    await stage.waitFor(() => stage.store.actions.length === 7);
    expect(stage.store.actions).toEqual([
      { type: 'scroll-log', lines: -1 },
      { type: 'scroll-log', lines: 1 },
      { type: 'toggle-freeze' },
      { type: 'open-filter' },
      { type: 'set-filter', text: 'w' },
      { type: 'set-filter', text: 'w1' },
      { type: 'close-filter' },
    ]);
  });

  it('show the filter as it is typed, in the last line', async () => {
    const stage = stageOf();
    await stage.waitFor('jugglers');
    stage.type('/w1 q');
    expect((await stage.waitFor('/w1 q_')).at(-1)).toBe(' /w1 q_  enter keep  esc clear');
    stage.type('\u001B');
    const rows = await stage.waitFor('w workload');
    expect(rows).toEqual(composed(stage.store.getSnapshot(), 80, 24));
  });

  test.each(sizes)('open the help and close it at %dx%d', async (columns, rows) => {
    const stage = stageOf({ columns, rows });
    const before = await stage.waitFor('jugglers');
    stage.type('?');
    const help = await stage.waitFor('close help');
    await expect(help.join('\n')).toMatchFileSnapshot(`../frames/app/help-${columns}x${rows}.txt`);
    stage.type('?');
    await stage.waitFor('jugglers');
    expect(stage.emulator.text()).toEqual(before);
  });

  it('show the summary, which says so while there is none', async () => {
    const stage = stageOf();
    await stage.waitFor('jugglers');
    stage.type('s');
    await stage.waitFor('nothing to sum up before the end of a run');
  });

  it('hand over what has an effect', async () => {
    const stage = stageOf();
    await stage.waitFor('jugglers');
    stage.type('\u0003');
    stage.type('\u001B');
    await stage.waitFor(() => stage.store.actions.length === 2);
    expect(stage.store.actions).toEqual([{ type: 'interrupt' }, { type: 'cancel' }]);
  });
});
