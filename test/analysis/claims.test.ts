import { expect, test } from 'vitest';
import { claimsFor } from '../../src/analysis/claims.ts';
import type { RunReport } from '../../src/analysis/types.ts';
import { workloads } from '../../workloads/index.ts';
import { parallelReport } from '../fixtures/reports.ts';

const taskTime = (cpuMs: number, waitMs = 0): RunReport['taskTimes'][number] => ({
  id: 0,
  name: 't',
  state: 'done',
  lane: 'main',
  queuedMs: 0,
  startMs: 0,
  endMs: 1,
  runMs: cpuMs,
  waitMs,
  readyMs: 0,
  cpuMs,
});

/** A run of a built-in workload with its default options. */
const runOf = (workload: string, mode: RunReport['mode'], makespanMs: number, more = {}): RunReport => {
  const built = workloads.find(({ id }) => id === workload);
  const options = Object.fromEntries((built?.options ?? []).map(({ name, default: value }) => [name, value]));
  return { ...parallelReport, workload, mode, options, scale: 1, makespanMs, ...more };
};

const figures = (report: RunReport) =>
  claimsFor(report).map(({ row, claimedUnits, measuredUnits }) => [
    row,
    claimedUnits,
    measuredUnits === null ? null : Number(measuredUnits.toFixed(2)),
  ]);

const three = { tasks: { total: 3, done: 3, failed: 0, cancelled: 0 } };

test('002-29: three files, 9 units and 3 claimed', () => {
  expect(figures(runOf('three-files', 'sequential', 7200, three))).toEqual([['002-29', 9, 9]]);
  expect(figures(runOf('three-files', 'concurrent', 4000, three))).toEqual([['002-29', 3, 5]]);
  expect(figures(runOf('three-files', 'hybrid', 3200, three))).toEqual([]);
  const slow = runOf('three-files', 'concurrent', 4000, {
    ...three,
    options: { tasks: 3, disk: 'slow', unit: 0.8 },
  });
  expect(figures(slow)).toEqual([]);
});

test('003-11: tasks that compute are not faster with async', () => {
  const chains = { ...three, taskTimes: [600, 600, 600].map(ms => taskTime(ms)) };
  expect(figures(runOf('hash-chain', 'sequential', 1800, chains))).toEqual([['003-11', 9, 9]]);
  expect(figures(runOf('hash-chain', 'concurrent', 1800, chains))).toEqual([['003-11', 3.3, 9]]);
  expect(figures(runOf('hash-chain', 'parallel', 1200, chains))).toEqual([['003-11', 3, 6]]);
});

test('003-11: calls that wait, and only as long as they only wait', () => {
  const calls = { tasks: { total: 40, done: 40, failed: 0, cancelled: 0 } };
  expect(figures(runOf('http-calls', 'concurrent', 120, calls))).toEqual([['003-11', 3.3, 3.6]]);
  expect(figures(runOf('http-calls', 'sequential', 4100, calls))).toEqual([['003-11', 120, 123]]);
  expect(figures(runOf('http-calls', 'concurrent', 60, { ...calls, scale: 0.5 }))).toEqual([
    ['003-11', 3.3, 3.6],
  ]);
  expect(figures(runOf('http-calls', 'concurrent', 120, { ...calls, options: { work: '5' } }))).toEqual([]);
});

const story = (preset: string, total: number, more: Partial<RunReport> = {}) => ({
  options: { preset },
  tasks: { total, done: total, failed: 0, cancelled: 0 },
  ...more,
});

test('003-13: a thousand requests on one process, at the scale of the run', () => {
  expect(figures(runOf('http-calls', 'concurrent', 5100, story('web', 1000)))).toEqual([
    ['003-13', 100, 5100],
  ]);
  expect(figures(runOf('http-calls', 'concurrent', 510, story('web', 1000, { scale: 0.1 })))).toEqual([
    ['003-13', 100, 5100],
  ]);
  expect(figures(runOf('http-calls', 'sequential', 100_000, story('web', 1000)))).toEqual([
    ['003-13', 100_000, 100_000],
  ]);
});

test('003-16: one librarian who waits, one who takes turns, five who wait', () => {
  const visitors = (more: Partial<RunReport> = {}) => story('library', 20, more);
  expect(figures(runOf('http-calls', 'sequential', 3010, visitors()))).toEqual([['003-16', 300, 301]]);
  expect(figures(runOf('http-calls', 'concurrent', 725, visitors()))).toEqual([['003-16', 60, 72.5]]);
  expect(figures(runOf('http-calls', 'parallel', 640, visitors({ workers: 5 })))).toEqual([
    ['003-16', 60, 64],
  ]);
});

test('004-5: the first result and all of it, predicted beside measured', () => {
  const parts = story('turns', 6, {
    taskTimes: [700, 1200, 3200].map(endMs => ({ ...taskTime(200, 500), endMs })),
    predicted: { makespanMs: 3250, reason: 'so it is' },
  });
  const rows = claimsFor(runOf('http-calls', 'concurrent', 3210, parts));
  expect(
    rows.map(({ row, what, claimedUnits, predictedUnits, measuredUnits }) => [
      row,
      what,
      claimedUnits,
      predictedUnits,
      measuredUnits,
    ]),
  ).toEqual([
    ['004-5', 'first result', 7, null, 7],
    ['004-5', 'all', 42, 32.5, 32.1],
  ]);
});

test('004-1: A and B', () => {
  const both = { taskTimes: [taskTime(1000), taskTime(2000)] };
  expect(figures(runOf('a-and-b', 'sequential', 3000, both))).toEqual([['004-1', 30, 30]]);
  expect(figures(runOf('a-and-b', 'parallel', 2000, both))).toEqual([['004-1', 20, 20]]);
});

test('000-2: breakfast', () => {
  expect(figures(runOf('breakfast', 'concurrent', 4510))).toEqual([['000-2', 4.5, 4.51]]);
});

test('what was not measured is null, and other work has no claims', () => {
  expect(figures(runOf('hash-chain', 'sequential', 1800, { ...three, taskTimes: [] }))).toEqual([
    ['003-11', 9, null],
  ]);
  expect(figures({ ...runOf('three-files', 'concurrent', 1, three), makespanMs: null })).toEqual([
    ['002-29', 3, null],
  ]);
  expect(figures(runOf('mine', 'sequential', 100))).toEqual([]);
});

test('every claim is about a row of its workload or says what differs', () => {
  for (const { id, rows } of workloads) {
    const said = claimsFor(runOf(id, 'sequential', 1000, three));
    for (const { row, remark } of said) expect(rows.includes(row) || remark.length > 60).toBe(true);
  }
});

test('options that were not given have the defaults of the workload, and typed ones are read', () => {
  for (const { id } of workloads) {
    for (const mode of ['sequential', 'concurrent', 'parallel'] as const) {
      const given = runOf(id, mode, 1000, three);
      expect(figures({ ...given, options: {} })).toEqual(figures(given));
      const typed = Object.fromEntries(
        Object.entries(given.options).map(([name, value]) => [name, String(value)]),
      );
      expect(figures({ ...given, options: typed })).toEqual(figures(given));
    }
  }
});
