/** Panels painted past Ink must look as if Ink had drawn them: the same App both ways, into two terminal emulators. */
import { Box } from 'ink';
import type { JSX } from 'react';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/state/state.ts';
import { App } from '../../src/view/App.tsx';
import { LivePanel } from '../../src/view/LivePanel.tsx';
import { bare } from '../../src/view/panels/frame.ts';
import { Rows } from '../../src/view/Rows.tsx';
import { span } from '../../src/view/text.ts';
import {
  blockedSequential,
  finished,
  frozen,
  idle,
  lost,
  parallel,
  starting,
  withState,
} from '../fixtures/states.ts';
import { useBothWays } from './both-ways.tsx';
import type { Show } from './both-ways.tsx';
import { catalog } from './catalog.ts';
import { colourTheme } from './stage.tsx';

const bothWays = useBothWays();

const app = (show: Show): JSX.Element => (
  <App store={show} theme={colourTheme} catalog={catalog} reportOf={() => null} onAction={() => {}} />
);

const withUi = (snapshot: Snapshot, ui: Partial<Snapshot['state']['ui']>): Snapshot => ({
  ...snapshot,
  state: { ...snapshot.state, ui: { ...snapshot.state.ui, ...ui } },
});

const later = (snapshot: Snapshot, byMs: number): Snapshot => ({
  ...snapshot,
  state: { ...snapshot.state, nowMs: snapshot.state.nowMs + byMs },
});

/** Of widths that the emulator and Ink agree on: where they do not, Ink's own rows break. */
const oddNames = withState({
  log: {
    ...parallel.state.log,
    entries: parallel.state.log.entries.slice().map((entry, index) => ({
      ...entry,
      text: ['漢字のタスク', '한국어', 'e\u0301galite\u0301', 'plain'][index % 4] as string,
    })),
  },
});

const story: readonly (readonly [string, Snapshot])[] = [
  ['the start of a run', starting],
  ['a run', parallel],
  ['a tick', later(parallel, 100)],
  ['another tick', later(parallel, 1700)],
  ['frozen', frozen],
  ['the help', withUi(parallel, { isHelpOpen: true })],
  ['a tick behind the help', withUi(later(parallel, 2000), { isHelpOpen: true })],
  ['the run again', later(parallel, 2000)],
  ['the filter', withUi(parallel, { isFilterOpen: true, logFilter: 'w1' })],
  ['the picker', withUi(parallel, { screen: 'picker' })],
  ['wide names', oddNames],
  ['wide names a tick later', later(oddNames, 900)],
  ['a blocked loop', blockedSequential],
  ['the summary', withUi(finished, { isSummaryOpen: true })],
  ['a lost run', lost],
  ['nothing', idle],
];

describe.each([
  [120, 40],
  [80, 24],
  [40, 12],
])('at %dx%d', (columns, rows) => {
  it('panels past Ink look as if Ink had drawn them', async () => {
    const stage = bothWays(app, starting, columns, rows);
    for (const [, snapshot] of story) {
      stage.show.show(snapshot);
      await stage.expectSame();
    }
  });

  it('also after resizing', async () => {
    const stage = bothWays(app, oddNames, columns, rows);
    for (const [toColumns, toRows] of [
      [100, 30],
      [19, 4],
      [200, 60],
      [columns, rows],
    ] as const) {
      for (const way of stage.pair) way.resize(toColumns, toRows);
      await stage.expectSame();
      stage.show.show(later(oddNames, toColumns));
      await stage.expectSame();
    }
  });
});

it('draws a picture that panels alone have changed without Ink, and sends nothing for the same one', async () => {
  const stage = bothWays(app, parallel, 80, 24);
  const before = await stage.expectSame();
  const writes = stage.pair[1].writes();
  stage.show.show(later(parallel, 0));
  expect(await stage.expectSame()).toEqual(before);
  expect(stage.pair[1].writes()).toBe(writes);
  stage.show.show(later(parallel, 1000));
  expect(await stage.expectSame()).not.toEqual(before);
  expect(stage.pair[1].writes()).toBe(writes + 1);
});

const draw =
  (text: (nowMs: number) => string) =>
  ({ state }: Snapshot) =>
    bare(
      Array.from({ length: 4 }, () => [span(text(state.nowMs))]),
      { width: 20, height: 4 },
      colourTheme,
    );

/** A panel with a dialog over a part of it, whose edges fall into the middle of wide glyphs. */
const covered = (text: (nowMs: number) => string) => (show: Show) => (
  <Box width={20} height={4} overflow="hidden">
    <LivePanel x={0} y={0} width={20} height={4} store={show} draw={draw(text)} />
    <Rows x={5} y={1} width={6} rows={['+----+', '|   !|']} />
  </Box>
);

it('leaves in sight what Ink has drawn over a panel', async () => {
  const stage = bothWays(
    covered(nowMs => String(nowMs).padEnd(20, '#')),
    parallel,
    20,
    4,
  );
  const [, second] = await stage.expectSame();
  expect(second).toContain('+');
  stage.show.show(later(parallel, 1234));
  await stage.expectSame();
});

it('leaves blank the half of a wide glyph that is not covered', async () => {
  const stage = bothWays(
    covered(nowMs => `${nowMs % 10}漢字漢字漢字漢字漢字`.slice(0, 10)),
    parallel,
    20,
    4,
  );
  await stage.expectSame();
  stage.show.show(later(parallel, 3));
  await stage.expectSame();
});
