/** Whatever is in the snapshot, and whatever the size: exactly so many rows of exactly so many cells. */
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import * as panels from '../../../src/view/panels/index.ts';
import { cancelledReport, parallelReport, pastRuns } from '../../fixtures/reports.ts';
import * as races from '../../fixtures/races.ts';
import * as states from '../../fixtures/states.ts';
import * as timelines from '../../fixtures/timelines.ts';
import type { PanelRow } from '../../../src/view/panels/row.ts';
import type { Theme } from '../../../src/view/theme.ts';
import { ascii, coloured, drawn, keys, plain } from './screen.ts';

const snapshots = {
  idle: states.idle,
  starting: states.starting,
  parallel: states.parallel,
  frozen: states.frozen,
  blocked: states.blockedSequential,
  finished: states.finished,
  lost: states.lost,
  concurrent: timelines.concurrent,
  hundredLanes: timelines.hundredLanes,
  spawned: timelines.spawned,
  deadLane: timelines.deadLane,
  hostile: timelines.hostile,
  cores16: timelines.onCores(16),
  cores256: timelines.onCores(256),
};

/** A race whose names come from a hostile file. */
const hostileRace = races.withExperiment(
  {
    phase: 'finished',
    guess: { variant: 1, factor: 3.25 },
    plan: {
      ...races.racePlan,
      workloadTitle: 'x\u001B[2J\u202Ey',
      variants: races.racePlan.variants.map(variant => ({ ...variant, label: '漢\u001B[31m\r\n👩‍👩‍👧' })),
    },
    runs: races.raced.state.experiment?.runs ?? [],
    endReason: 'a\u0007b',
  },
  true,
);

const raceSnapshots = { ...races.snapshots, hostileRace };

const sizes = [1, 2, 3, 5, 9, 13, 20, 33, 47, 60, 81, 120, 201].flatMap(width =>
  [1, 2, 3, 4, 7, 12, 24].map(height => ({ width, height })),
);

function* drawings(theme: Theme): Generator<[string, { width: number; height: number }, PanelRow[]]> {
  for (const size of sizes) {
    for (const [name, snapshot] of Object.entries(snapshots)) {
      for (const [panel, draw] of Object.entries(drawn)) {
        yield [`${panel} ${name}`, size, draw(snapshot, size, theme)];
      }
    }
    for (const [name, snapshot] of Object.entries(raceSnapshots)) {
      const { experiment } = snapshot.state;
      for (const panel of ['header', 'race', 'bars', 'curve'] as const) {
        yield [`${panel} ${name}`, size, drawn[panel](snapshot, size, theme)];
      }
      for (const step of ['winner', 'factor'] as const) {
        if (experiment === null) continue;
        const guess = { step, variant: 1, typed: '2.5' };
        yield [
          `guess ${name}`,
          size,
          panels.guess(experiment.plan, guess, 'once \u001B[2J upon', size, theme),
        ];
      }
    }
    yield ['summary', size, panels.summary(parallelReport, pastRuns, size, theme)];
    yield ['summary cancelled', size, panels.summary(cancelledReport, [], size, theme)];
    yield ['footer', size, panels.footer(keys, size, theme)];
    yield ['help', size, panels.help(keys, size, theme)];
  }
}

/** Most rows come again and again, and cutting one into graphemes is what costs. */
const widths = new Map<string, number>();
const widthOf = (row: string): number => {
  const width = widths.get(row) ?? stringWidth(row);
  widths.set(row, width);
  return width;
};

const printable = /^[^\u0000-\u001F\u007F-\u009F]*$/;
const printableAscii = /^[\x20-\x7E]*$/;
/** Colours and nothing else, and reset at the end. */
const styled = /^(?:\u001B\[[\d;]*m|[^\u0000-\u001F\u007F-\u009F])*\u001B\[0m$/;

it.each([
  ['without colours: no escape sequence', plain, printable],
  ['ASCII: no byte above 0x7e', ascii, printableAscii],
  ['with colours: reset at the end of every row', coloured, styled],
] as const)('%s, and exactly as many rows and cells as asked for', (_, theme, allowed) => {
  const wrong: string[] = [];
  for (const [name, { width, height }, drawnRows] of drawings(theme)) {
    const rows = drawnRows.map(String);
    const isExact = rows.length === height && rows.every(row => widthOf(row) === width);
    const isAllowed = rows.every(row => allowed.test(row));
    if (!isExact || !isAllowed) wrong.push(`${name} ${width}x${height}: ${JSON.stringify(rows)}`);
  }
  expect(wrong).toEqual([]);
});
