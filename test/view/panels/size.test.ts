/** Whatever is in the snapshot, and whatever the size: exactly so many rows of exactly so many cells. */
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import * as panels from '../../../src/view/panels/index.ts';
import { cancelledReport, parallelReport, pastRuns } from '../../fixtures/reports.ts';
import * as states from '../../fixtures/states.ts';
import * as timelines from '../../fixtures/timelines.ts';
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

const sizes = [1, 2, 3, 5, 9, 13, 20, 33, 47, 60, 81, 120, 201].flatMap(width =>
  [1, 2, 3, 4, 7, 12, 24].map(height => ({ width, height })),
);

function* drawings(theme: Theme): Generator<[string, { width: number; height: number }, string[]]> {
  for (const size of sizes) {
    for (const [name, snapshot] of Object.entries(snapshots)) {
      for (const [panel, draw] of Object.entries(drawn)) {
        yield [`${panel} ${name}`, size, draw(snapshot, size, theme)];
      }
    }
    yield ['summary', size, panels.summary(parallelReport, pastRuns, size, theme)];
    yield ['summary cancelled', size, panels.summary(cancelledReport, [], size, theme)];
    yield ['footer', size, panels.footer(keys, size, theme)];
    yield ['help', size, panels.help(keys, size, theme)];
  }
}

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
  for (const [name, { width, height }, rows] of drawings(theme)) {
    const isExact = rows.length === height && rows.every(row => stringWidth(row) === width);
    const isAllowed = rows.every(row => allowed.test(row));
    if (!isExact || !isAllowed) wrong.push(`${name} ${width}x${height}: ${JSON.stringify(rows)}`);
  }
  expect(wrong).toEqual([]);
});
