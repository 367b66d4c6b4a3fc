import { expect, test } from 'vitest';
import { predict, predictAll } from '../../src/analysis/predict.ts';
import type { Job } from '../../src/analysis/jobs.ts';
import { input, job, makespans } from './model.ts';

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
    "work of 8.0 s divided over the libuv pool's 4 threads on 2 usable cores",
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

const locked = (holdMs: number, cpuMs: number): Job =>
  job(cpuMs, holdMs, {
    steps: [
      { kind: 'take', lock: 1 },
      { kind: 'wait', ms: holdMs },
      { kind: 'leave', lock: 1 },
      { kind: 'cpu', ms: cpuMs },
    ],
  });

test('a lock is held by one task at a time, on whatever lane', () => {
  // Three files on a slow disk: the reads queue, 7 units instead of 5.
  const slow = input(Array.from({ length: 3 }, () => locked(2000, 1000)));
  expect(
    makespans(slow, [
      ['sequential', 1],
      ['concurrent', 1],
      ['hybrid', 2],
      ['parallel', 2],
      ['parallel', 3],
    ]),
  ).toEqual([9000, 7000, 7000, 7000, 7000]);
  expect(predict(input([locked(2000, 10), locked(2000, 10)]), 'concurrent', 1).reason).toBe(
    'a lock is held for 4.0 s in all, by one task at a time; all else fits beside it',
  );
});

test('who was given a lock goes on once the slice of the one who computes is used up, not at its end', () => {
  const part = job(32, 50, {
    steps: [
      { kind: 'take', lock: 1 },
      { kind: 'cpu', ms: 1 },
      { kind: 'wait', ms: 50 },
      { kind: 'cpu', ms: 1 },
      { kind: 'leave', lock: 1 },
      { kind: 'cpu', ms: 30 },
    ],
  });
  // The first leaves the lock at 52 and computes on: to 62, where the second takes it; it waits to 113 and ends at 144.
  expect(predict({ ...input([part, part]), sliceMs: 10 }, 'concurrent', 1).makespanMs).toBe(144);
  expect(predict(input([part, part]), 'concurrent', 1).makespanMs).toBe(164);
});

test('two locks do not hold each other up', () => {
  const other = locked(2000, 0).steps?.map(step => ('lock' in step ? { ...step, lock: 2 } : step));
  const jobs = [locked(2000, 0), { ...locked(2000, 0), steps: other ?? [] }];
  expect(makespans(input(jobs), [['concurrent', 1]])).toEqual([2000]);
});

test('work before a wait is not work after it', () => {
  const steps = [
    { kind: 'cpu', ms: 100 },
    { kind: 'wait', ms: 300 },
  ] as const;
  const first = job(100, 300, { steps });
  const last = job(100, 300, { steps: steps.toReversed() });
  // 100 + 100 + 100, and the last one's wait; against 300, and then 100 after another.
  expect(makespans(input([first, first, first]), [['concurrent', 1]])).toEqual([600]);
  expect(makespans(input([last, last, last]), [['concurrent', 1]])).toEqual([600]);
  const both = [first, last];
  expect(makespans(input(both), [['concurrent', 1]])).toEqual([400]);
});

test('lanes beyond the cores share them, also with a fraction of one', () => {
  const one = input([job(1000), job(500)], { usableCores: 1 });
  expect(makespans(one, [['parallel', 2]])).toEqual([1500]);
  const more = input(
    Array.from({ length: 64 }, () => job(100, 900)),
    { usableCores: 2 },
  );
  // 64 at once wait 0.9 s, then 6.4 s of work on two cores.
  expect(makespans(more, [['parallel', 64]])).toEqual([4100]);
  expect(makespans(input([job(300), job(300)], { usableCores: 1.5 }), [['parallel', 2]])).toEqual([400]);
});

test('the size of the libuv pool is the one that was set', () => {
  const hashes = Array.from({ length: 8 }, () => job(0, 0, { poolMs: 1000 }));
  const wide = (uvThreads: number) => input(hashes, { usableCores: 16, uvThreads });
  expect(makespans(wide(1), [['concurrent', 1]])).toEqual([8000]);
  expect(makespans(wide(8), [['concurrent', 1]])).toEqual([1000]);
});

test('many tasks that take no time end without end', () => {
  const none = input(Array.from({ length: 4_900 }, () => job(0)));
  expect(makespans(none, [['parallel', 2]])).toEqual([0]);
});

test("the loop's own work for each wait stands in the way, where waits do not block", () => {
  const calls = input(
    Array.from({ length: 40 }, () => job(1, 100)),
    { replyMs: 0.5 },
  );
  expect(
    makespans(calls, [
      ['concurrent', 1],
      ['sequential', 1],
      ['parallel', 2],
    ]),
  ).toEqual([160, 4040, 2020]);
});
