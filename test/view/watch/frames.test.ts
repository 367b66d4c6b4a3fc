/** The screens of a watch as golden files, at all the sizes that matter. */
import { describe, expect, test } from 'vitest';
import type { Snapshot, WatchPanelName } from '../../../src/state/state.ts';
import { watchPanelNames } from '../../../src/state/watch-state.ts';
import { watchLayout } from '../../../src/view/watch-layout.ts';
import { listPlaces, watchPlaces } from '../../../src/view/watch-panels.ts';
import { pausesByColumn } from '../../../src/view/panels/memory.ts';
import { treeOf } from '../../../src/view/panels/processes.ts';
import * as watches from '../../fixtures/watches.ts';
import { subject } from '../../fixtures/parts.ts';
import { ascii, coloured, plain } from '../panels/screen.ts';
import { watchScreen } from './screens.ts';

const golden = (name: string, text: string) =>
  expect(text).toMatchFileSnapshot(`../../frames/watch/${name}.txt`);

const withFocus = (snapshot: Snapshot, focus: WatchPanelName): Snapshot => ({
  ...snapshot,
  state: {
    ...snapshot.state,
    ui: { ...snapshot.state.ui, watch: { ...snapshot.state.ui.watch, focus } },
  },
});

const sizes = [
  [120, 40],
  [80, 24],
  [60, 16],
  [40, 12],
] as const;

describe.each(sizes)('at %ix%i', (columns, rows) => {
  test.each([
    ['server', watches.server],
    ['blocked', watches.blocked],
    ['blame', watches.byBlame],
    ['asking', watches.asking],
    ['list', watches.list],
  ])('%s', async (name, snapshot) => {
    await golden(`${name}-${columns}x${rows}`, watchScreen(snapshot, columns, rows));
  });
});

test('one panel at a time, by Tab', async () => {
  const pictures = watchPanelNames.map(
    focus => `${focus}\n${watchScreen(withFocus(watches.server, focus), 40, 12)}`,
  );
  await golden('panels-40x12', pictures.join('\n'));
});

test('a middling screen below its middle, by Tab', async () => {
  const pictures = watchPanelNames.map(focus => {
    const shown = watchScreen(withFocus(watches.server, focus), 80, 24).split('\n').slice(15);
    return `${focus}\n${shown.join('\n')}`;
  });
  await golden('panels-80x24', pictures.join('\n'));
});

test('while attaching, at the end, and for hostile names', async () => {
  await golden('attaching-80x24', watchScreen(watches.attaching, 80, 24));
  await golden('ended-80x24', watchScreen(watches.ended, 80, 24));
  await golden('hostile-120x40', watchScreen(watches.hostile, 120, 40));
  await golden('ascii-80x24', watchScreen(watches.server, 80, 24, ascii));
});

test('nothing of a hostile program reaches the terminal as it is', () => {
  for (const [columns, rows] of sizes) {
    for (const focus of watchPanelNames) {
      const text = watchScreen(withFocus(watches.hostile, focus), columns, rows);
      // oxlint-disable-next-line no-control-regex
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  }
});

describe('panels fill their places exactly', () => {
  const snapshots = Object.entries({ ...watches }).filter(
    (entry): entry is [string, Snapshot] => typeof entry[1] === 'object' && 'temporality' in entry[1],
  );

  test.each(snapshots)('%s', (_name, snapshot) => {
    for (const [width, height] of [...sizes, [200, 60], [21, 6], [19, 4], [109, 33], [110, 34]] as const) {
      for (const focus of watchPanelNames) {
        const shown = withFocus(snapshot, focus);
        const places = [...watchPlaces(shown, { width, height }), ...listPlaces({ width, height })];
        for (const place of places) {
          const drawn = place.panel(shown, place, plain).map(String);
          expect([place.key, drawn.length]).toEqual([place.key, place.height]);
          expect(drawn.filter(row => row.length !== place.width)).toEqual([]);
        }
      }
    }
  });
});

test('the places of a watch tile the screen', () => {
  for (let columns = 20; columns <= 210; columns += 5) {
    for (let rows = 5; rows <= 70; rows += 1) {
      for (const focus of watchPanelNames) {
        const places = watchLayout(columns, rows, focus);
        const area = places.reduce((sum, { width, height }) => sum + width * height, 0);
        const isInside = places.every(
          ({ x, y, width, height }) =>
            x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= columns && y + height <= rows,
        );
        const names = new Set(places.map(({ name }) => name));
        expect([columns, rows, focus, area, isInside, names.size]).toEqual([
          columns,
          rows,
          focus,
          columns * rows,
          true,
          places.length,
        ]);
      }
    }
  }
});

test('a blocked loop is in the alarm colour, and in words', () => {
  const text = watchScreen(watches.blocked, 80, 24, coloured);
  expect(text).toContain('\u001b[1;38;5;231;48;5;160m BLOCKED 1.24 s and counting ');
});

test('pauses fall into the columns in which they were', () => {
  const pauses = [
    { startMs: 1050, durationMs: 100, pauseMs: 100 },
    { startMs: 1310, durationMs: 4, pauseMs: 4 },
    { startMs: 200, durationMs: 10, pauseMs: 10 },
    { startMs: 1320, durationMs: 0, pauseMs: 0 },
  ];
  expect(pausesByColumn(pauses, 1399, 5)).toEqual([0, 50, 50, 0, 4]);
  expect(pausesByColumn([], 1399, 0)).toEqual([]);
});

test('what is taken for the pauses of a gap is spread over its columns', () => {
  const gap = { startMs: 1050, durationMs: 200, pauseMs: 20 };
  expect(pausesByColumn([gap], 1399, 4)).toEqual([5, 10, 5, 0]);
});

describe('the tree of processes', () => {
  const process = (pid: number, ppid: number) => ({ ...subject, pid, ppid });
  const shape = (...pids: readonly (readonly [number, number])[]) =>
    treeOf(pids.map(([pid, ppid]) => process(pid, ppid))).map(({ process: { pid }, depth }) => [pid, depth]);

  test('puts children below their parents', () => {
    expect(shape([10, 1], [12, 10], [20, 1], [13, 12], [21, 20])).toEqual([
      [10, 0],
      [12, 1],
      [13, 2],
      [20, 0],
      [21, 1],
    ]);
  });

  test('does not run in circles where a number was given anew', () => {
    expect(shape([10, 11], [11, 10], [12, 12])).toEqual([[12, 0]]);
  });
});
