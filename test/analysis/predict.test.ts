import { expect, test } from 'vitest';
import { predict, predictAll } from '../../src/analysis/predict.ts';
import type { PredictInput } from '../../src/analysis/predict.ts';
import type { Job } from '../../src/analysis/schedule.ts';
import type { ModeId } from '../../src/protocol.ts';

const job = (cpuMs: number, waitMs = 0, more: Partial<Job> = {}): Job => ({
  cpuMs,
  waitMs,
  poolMs: 0,
  after: [],
  priority: 0,
  ...more,
});

const input = (jobs: readonly Job[], more: Partial<PredictInput> = {}): PredictInput => ({
  jobs,
  usableCores: 2,
  tasksPerWorker: 8,
  laneStartupMs: null,
  ...more,
});

const makespans = (of: PredictInput, cases: readonly (readonly [ModeId, number])[]): number[] =>
  cases.map(([mode, workers]) => Math.round(predict(of, mode, workers).makespanMs));

const breakfast = [job(0, 3000), job(0, 4000), job(500, 0, { after: [0, 1] })];

test('breakfast: waits add up one after another, and overlap when none blocks the hands', () => {
  expect(
    makespans(input(breakfast), [
      ['sequential', 1],
      ['concurrent', 1],
      ['parallel', 2],
      ['hybrid', 2],
    ]),
  ).toEqual([7500, 4500, 4500, 4500]);
  expect(predict(input(breakfast), 'sequential', 1).reason).toBe(
    'CPU work of 500 ms and waits of 7.0 s, one after another',
  );
  expect(predict(input(breakfast), 'concurrent', 1).reason).toBe(
    'the longest chain of tasks takes 4.5 s; all else fits beside it',
  );
});

const files = Array.from({ length: 3 }, () => job(1000, 2000));

test('three files: 9 s in turn, 5 s concurrently, 4 s on two lanes that do not block', () => {
  expect(
    makespans(input(files), [
      ['sequential', 1],
      ['concurrent', 1],
      ['hybrid', 2],
      ['parallel', 2],
    ]),
  ).toEqual([9000, 5000, 4000, 6000]);
  expect(predict(input(files), 'concurrent', 1).reason).toBe(
    'waits of up to 2.0 s overlap, then CPU work of 3.0 s takes turns on one thread',
  );
  expect(predict(input(files), 'parallel', 2).reason).toBe(
    '9.0 s of whole tasks do not divide evenly over 2 lanes',
  );
});

test('three files as two tasks each come to the same', () => {
  const split = files.flatMap((_, file) => [job(0, 2000), job(1000, 0, { after: [2 * file] })]);
  expect(
    makespans(input(split), [
      ['sequential', 1],
      ['concurrent', 1],
      ['hybrid', 2],
    ]),
  ).toEqual([9000, 5000, 4000]);
});

test('A and B: the longer one bounds what two lanes can do', () => {
  const both = input([job(1000), job(2000)]);
  expect(
    makespans(both, [
      ['sequential', 1],
      ['concurrent', 1],
      ['parallel', 2],
      ['parallel', 8],
    ]),
  ).toEqual([3000, 3000, 2000, 2000]);
  expect(predict(both, 'concurrent', 1).reason).toBe('CPU work of 3.0 s takes turns on one thread');
  expect(predict(both, 'parallel', 2).reason).toBe('the longest task takes 2.0 s; all else fits beside it');
});

const chain = Array.from({ length: 8 }, () => job(1000));

test('CPU work divides over lanes up to the cores', () => {
  expect(
    makespans(input(chain), [
      ['parallel', 2],
      ['parallel', 4],
      ['processes', 2],
      ['hybrid', 2],
    ]),
  ).toEqual([4000, 4000, 4000, 4000]);
  expect(predict(input(chain), 'parallel', 2).reason).toBe('CPU work of 8.0 s divided over 2 lanes');
  expect(predict(input(chain), 'parallel', 4).reason).toBe(
    'CPU work of 8.0 s on 2 usable cores, shared by 4 lanes',
  );
});

test('half a core makes all CPU work twice as long', () => {
  expect(
    makespans(input(chain, { usableCores: 0.5 }), [
      ['sequential', 1],
      ['parallel', 2],
    ]),
  ).toEqual([16_000, 16_000]);
});

test('whole tasks: three equal ones on two lanes take two rounds', () => {
  expect(makespans(input([job(1000), job(1000), job(1000)], { usableCores: 8 }), [['parallel', 2]])).toEqual([
    2000,
  ]);
});

test('a higher priority starts first, whatever its place in the plan', () => {
  const late = [job(1000), job(1000), job(3000)];
  const first = [job(1000), job(1000), job(3000, 0, { priority: 1 })];
  expect(makespans(input(late), [['parallel', 2]])).toEqual([4000]);
  expect(makespans(input(first), [['parallel', 2]])).toEqual([3000]);
});

test('the libuv pool works beside the thread, with four threads or as many as there are cores', () => {
  const hashes = Array.from({ length: 8 }, () => job(0, 0, { poolMs: 1000 }));
  expect(
    makespans(input(hashes), [
      ['sequential', 1],
      ['concurrent', 1],
    ]),
  ).toEqual([8000, 4000]);
  expect(
    makespans(input(hashes, { usableCores: 16 }), [
      ['concurrent', 1],
      ['parallel', 8],
    ]),
  ).toEqual([2000, 1000]);
  expect(predict(input(hashes), 'concurrent', 1).reason).toBe(
    'work of 8.0 s divided over 2 threads of the libuv pool',
  );
});

test('hybrid holds no more tasks in flight than its lanes have places for', () => {
  const requests = Array.from({ length: 8 }, () => job(0, 100));
  expect(
    makespans(input(requests, { tasksPerWorker: 2 }), [
      ['hybrid', 2],
      ['parallel', 2],
      ['concurrent', 1],
    ]),
  ).toEqual([200, 400, 100]);
});

test('each clone pays its start-up, and says so', () => {
  const tasks = input([job(100), job(100), job(100), job(100)], { laneStartupMs: 30 });
  expect(makespans(tasks, [['spawn', 2]])).toEqual([260]);
  expect(predict(tasks, 'spawn', 2).reason).toBe(
    'CPU work of 520 ms divided over 2 lanes; with 30 ms of start-up for each task',
  );
  expect(predict(input([job(100)]), 'spawn', 1).reason).toContain('start-up was not measured');
});

test('every mode is predicted, simplest first', () => {
  expect(
    predictAll(input(chain), 2).map(({ mode, workers, makespanMs }) => [mode, workers, makespanMs]),
  ).toEqual([
    ['sequential', 1, 8000],
    ['concurrent', 1, 8000],
    ['parallel', 2, 4000],
    ['hybrid', 2, 4000],
    ['processes', 2, 4000],
    ['spawn', 2, 4000],
  ]);
});

test('a great many tasks are summed up, not played through', () => {
  const many = input(Array.from({ length: 30_000 }, () => job(1)));
  expect(
    makespans(many, [
      ['parallel', 2],
      ['sequential', 1],
    ]),
  ).toEqual([15_000, 30_000]);
});

test('tasks that wait for each other in a circle never end, and hang nothing', () => {
  const circle = [job(100), job(100, 0, { after: [2] }), job(100, 0, { after: [1] })];
  expect(makespans(input(circle), [['parallel', 2]])).toEqual([150]);
});
