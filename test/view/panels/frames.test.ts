/** Every panel as a whole frame, against golden files that people can look at. */
import { describe, expect, it } from 'vitest';
import type { RunReport } from '../../../src/analysis/types.ts';
import type { Snapshot } from '../../../src/state/state.ts';
import * as panels from '../../../src/view/panels/index.ts';
import type { PanelRow } from '../../../src/view/panels/row.ts';
import type { Theme } from '../../../src/view/theme.ts';
import { cancelledReport, parallelReport, pastRuns } from '../../fixtures/reports.ts';
import * as states from '../../fixtures/states.ts';
import * as timelines from '../../fixtures/timelines.ts';
import { ascii, coloured, drawn, keys, plain, screen } from './screen.ts';

const golden = (name: string, rows: readonly (PanelRow | string)[]) =>
  expect(`${rows.join('\n')}\n`).toMatchFileSnapshot(`../../frames/panels/${name}.txt`);

type Drawn = (snapshot: Snapshot, size: { width: number; height: number }, theme: Theme) => PanelRow[];

/** Several snapshots at several sizes, in one file, each under a line that names it. */
function gallery(
  draw: Drawn,
  cases: readonly (readonly [string, Snapshot, number, number])[],
  theme = plain,
) {
  return cases.flatMap(([name, snapshot, width, height]) => [
    `${name} ${width}x${height}`,
    ...draw(snapshot, { width, height }, theme),
    '',
  ]);
}

const phaseStates = {
  idle: states.idle,
  starting: states.starting,
  parallel: states.parallel,
  frozen: states.frozen,
  blockedSequential: states.blockedSequential,
  finished: states.finished,
  lost: states.lost,
};

describe('panels', () => {
  it.each([40, 80, 120])('header, %i columns', async width => {
    const cases = Object.entries(phaseStates).map(([name, snapshot]) => [name, snapshot, width, 1] as const);
    await golden(`header-${width}`, gallery(panels.header, cases));
  });

  it.each([
    [1, 60, 5],
    [2, 48, 7],
    [2, 22, 4],
    [16, 32, 7],
    [16, 48, 12],
    [64, 32, 7],
    [64, 120, 13],
    [128, 120, 13],
    [256, 120, 13],
    [256, 20, 4],
  ])('%i cores at %ix%i', async (count, width, height) => {
    const snapshot = count === 2 ? states.parallel : timelines.onCores(count);
    const rows = panels.cores(snapshot, { width, height }, plain);
    await golden(`cores-${count}-${width}x${height}`, rows);
  });

  it('says of many cores what fits whole, and in short before it leaves anything out', async () => {
    const { state, ...rest } = timelines.onCores(256);
    const machine = state.machine && { ...state.machine, cores: 256, allowed: [0, 1], quotaCores: 1.5 };
    const snapshot = { ...rest, state: { ...state, machine } };
    const sizes = [
      [20, 5],
      [32, 8],
      [48, 9],
      [80, 9],
      [160, 9],
    ] as const;
    const cases = sizes.map(([width, height]) => ['limits', snapshot, width, height] as const);
    await golden('cores-256-limits', gallery(panels.cores, cases));
  });

  it('marks SMT siblings and kinds of cores', async () => {
    const { machine } = states.parallel.state;
    const topology = Array.from({ length: 8 }, (_, id) => ({
      id,
      physical: id < 4 ? id % 2 : id,
      kind: id < 4 ? ('performance' as const) : ('efficiency' as const),
    }));
    const snapshot = states.withState({
      machine: machine && { ...machine, cores: 8, usableCores: 6, topology },
      sample: states.sampleOf(states.manyCores(8)),
      coreHistory: [],
    });
    await golden('cores-smt', panels.cores(snapshot, { width: 60, height: 6 }, plain));
  });

  it('event loop', async () => {
    const cases = (['idle', 'starting', 'parallel', 'blockedSequential', 'lost'] as const).flatMap(name => [
      [name, phaseStates[name], 30, 4] as const,
      [name, phaseStates[name], 48, 7] as const,
      [name, phaseStates[name], 72, 12] as const,
    ]);
    await golden('loop', gallery(panels.loop, cases));
  });

  it('timeline', async () => {
    await golden(
      'timeline',
      gallery(panels.timeline, [
        ['idle', states.idle, 60, 5],
        ['starting', states.starting, 60, 5],
        ['parallel', states.parallel, 120, 7],
        ['parallel', states.parallel, 40, 6],
        ['parallel, thick', states.parallel, 100, 22],
        ['sequential', states.blockedSequential, 80, 4],
        ['finished', states.finished, 120, 7],
        ['concurrent', timelines.concurrent, 100, 10],
        ['concurrent, two rows', timelines.concurrent, 100, 5],
        ['concurrent, one row', timelines.concurrent, 80, 4],
        ['a hundred lanes', timelines.hundredLanes, 80, 9],
        ['spawn', timelines.spawned, 80, 6],
        ['a lane died', timelines.deadLane, 80, 7],
      ]),
    );
  });

  it('task log', async () => {
    const ui = states.parallel.state.ui;
    const planned = states.withState({ log: { entries: [], dropped: 0 } });
    const scrolled = states.withState({ ui: { ...ui, logScroll: 5 } });
    const filtered = states.withState({ ui: { ...ui, logFilter: 'W1' } });
    const dropped = states.withState({ log: { ...states.parallel.state.log, dropped: 4210 } });
    await golden(
      'tasks',
      gallery(panels.tasks, [
        ['idle', states.idle, 60, 5],
        ['planned', planned, 60, 8],
        ['following', states.parallel, 120, 9],
        ['narrow', states.parallel, 36, 7],
        ['scrolled', scrolled, 80, 7],
        ['filtered', filtered, 80, 7],
        ['dropped', dropped, 80, 7],
      ]),
    );
  });

  it.each([
    [120, 22],
    [80, 22],
    [60, 14],
    [40, 10],
  ])('summary at %ix%i', async (width, height) => {
    await golden(
      `summary-${width}x${height}`,
      panels.summary(parallelReport, pastRuns, { width, height }, plain),
    );
  });

  it('summary calls a run as the header does', () => {
    const hybrid: RunReport = { ...parallelReport, mode: 'hybrid', tasksPerWorker: 8 };
    const [title] = panels.summary(hybrid, [], { width: 80, height: 16 }, plain);
    expect(String(title)).toContain('primes ▸ hybrid ×2·8 ');
  });

  it('summary of a cancelled run', async () => {
    await golden(
      'summary-cancelled',
      panels.summary(cancelledReport, pastRuns, { width: 80, height: 16 }, plain),
    );
  });

  it('footer, help and status line', async () => {
    const size = (width: number, height: number) => ({ width, height });
    await golden('keys', [
      ...panels.footer(keys, size(100, 1), plain),
      ...panels.footer(keys, size(50, 1), plain),
      ...panels.help(keys, size(40, 11), plain),
      ...panels.help(keys, size(60, 6), plain),
      ...panels.help(keys, size(20, 6), plain),
      ...gallery(
        panels.tooSmall,
        Object.entries(phaseStates).map(([name, snapshot]) => [name, snapshot, 19, 1] as const),
      ),
    ]);
  });

  it('hostile names are visible text', async () => {
    const cases = [
      ['header', 100, 1],
      ['timeline', 60, 5],
      ['tasks', 80, 11],
      ['loop', 60, 6],
    ] as const;
    const rows = cases.flatMap(([name, width, height]) =>
      gallery(drawn[name], [[name, timelines.hostile, width, height]]),
    );
    await golden('hostile', rows);
  });

  it('colours', async () => {
    await golden('coloured', panels.cores(states.parallel, { width: 48, height: 5 }, coloured));
  });
});

describe('screens', () => {
  it.each([
    ['parallel', 80, 24],
    ['parallel', 120, 40],
    ['parallel', 200, 60],
    ['parallel', 40, 12],
    ['blockedSequential', 80, 24],
    ['blockedSequential', 120, 40],
    ['idle', 120, 40],
    ['lost', 80, 24],
  ] as const)('%s at %ix%i', async (name, columns, rows) => {
    await golden(`screen-${name}-${columns}x${rows}`, [screen(phaseStates[name], columns, rows)]);
  });

  it.each([
    [120, 40],
    [200, 60],
    [80, 24],
    [60, 16],
    [40, 12],
  ])('the summary of a real report over its run at %ix%i', async (columns, rows) => {
    const { state } = states.finished;
    const ui = { ...state.ui, isSummaryOpen: true, focus: 'summary' as const };
    const open = { ...states.finished, state: { ...state, ui } };
    await golden(`screen-summary-${columns}x${rows}`, [screen(open, columns, rows)]);
  });

  it('ASCII', async () => {
    await golden('screen-ascii-80x24', [screen(states.blockedSequential, 80, 24, ascii)]);
  });
});
