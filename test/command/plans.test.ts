import { describe, expect, test } from 'vitest';
import { comparePlan } from '../../src/command/compare.ts';
import { thinned } from '../../src/options/points.ts';
import { sweepPlan } from '../../src/command/sweep.ts';
import { UsageError } from '../../src/errors.ts';
import type { RunChoice } from '../../src/state/state.ts';

const choice: RunChoice = {
  workloadId: 'primes',
  mode: 'parallel',
  workers: 2,
  tasksPerWorker: 8,
  sliceMs: 10,
  seed: 1,
  scale: 1,
  options: {},
};

describe('a comparison', () => {
  const settings = { choice, workloadTitle: 'Primes', modes: null, repeat: null, asksGuess: true };

  test('is of the four usual modes, three to seven rounds, all with the same workers', () => {
    const plan = comparePlan(settings);
    expect(plan).toMatchObject({
      kind: 'compare',
      swept: null,
      leastRounds: 3,
      mostRounds: 7,
      asksGuess: true,
    });
    expect(plan.variants).toEqual([
      { label: 'sequential', x: null, choice: { ...choice, mode: 'sequential' } },
      { label: 'concurrent', x: null, choice: { ...choice, mode: 'concurrent' } },
      { label: 'parallel ×2', x: null, choice },
      { label: 'hybrid ×2·8', x: null, choice: { ...choice, mode: 'hybrid' } },
    ]);
  });

  test('numbers the modes that come twice', () => {
    const plan = comparePlan({ ...settings, modes: ['parallel', 'sequential', 'parallel'], repeat: 20 });
    expect(plan.variants.map(({ label }) => label)).toEqual([
      'parallel ×2 #1',
      'sequential',
      'parallel ×2 #2',
    ]);
    expect(plan).toMatchObject({ leastRounds: 20, mostRounds: 20 });
  });

  test('of a single mode asks no guess', () => {
    expect(comparePlan({ ...settings, modes: ['parallel'] }).asksGuess).toBe(false);
  });
});

describe('a sweep', () => {
  const none = { workers: null, slice: null, 'tasks-per-worker': null, 'uv-threads': null };
  const settings = {
    choice,
    workloadTitle: 'Primes',
    mode: null,
    values: none,
    repeat: null,
    asksGuess: false,
    usableCores: 2,
  };

  test('is over the workers up to twice the usable cores, in the pool', () => {
    const plan = sweepPlan(settings);
    expect(plan).toMatchObject({ kind: 'sweep', swept: 'workers', leastRounds: 3, mostRounds: 7 });
    expect(plan.variants.map(({ label, x, choice: { mode, workers } }) => [label, x, mode, workers])).toEqual(
      [
        ['workers 1', 1, 'parallel', 1],
        ['workers 2', 2, 'parallel', 2],
        ['workers 3', 3, 'parallel', 3],
        ['workers 4', 4, 'parallel', 4],
      ],
    );
  });

  test.each([
    ['slice', 'concurrent', 'sliceMs'],
    ['tasks-per-worker', 'hybrid', 'tasksPerWorker'],
    ['uv-threads', 'concurrent', 'uvThreads'],
  ] as const)('over %s is in %s', (swept, mode, field) => {
    const plan = sweepPlan({ ...settings, values: { ...none, [swept]: [3, 7] } });
    expect(plan.swept).toBe(swept);
    expect(plan.variants.map(variant => [variant.choice.mode, variant.choice[field], variant.x])).toEqual([
      [mode, 3, 3],
      [mode, 7, 7],
    ]);
  });

  test('keeps the numbers that have one value', () => {
    const values = { ...none, workers: [1, 64], slice: [0], 'tasks-per-worker': [5], 'uv-threads': [9] };
    const plan = sweepPlan({ ...settings, mode: 'hybrid', values });
    expect(plan.variants[1]?.choice).toEqual({
      ...choice,
      mode: 'hybrid',
      workers: 64,
      sliceMs: 0,
      tasksPerWorker: 5,
      uvThreads: 9,
    });
  });

  test.each([
    [
      'two ranges',
      { values: { ...none, workers: [1, 2], slice: [1, 2] } },
      '--workers and --slice: expected several values for one of them only',
    ],
    [
      'one value',
      { values: { ...none, workers: [4] } },
      '--workers: expected several values to sweep, such as 1..8 or 1,2,4; got `4`',
    ],
    [
      'a mode without workers',
      { mode: 'sequential' as const },
      '--mode: `sequential` does not depend on --workers: expected one of parallel, hybrid, processes, spawn',
    ],
    [
      'a slice where nothing is sliced',
      { mode: 'parallel' as const, values: { ...none, slice: [1, 2] } },
      '--mode: `parallel` does not depend on --slice: expected one of concurrent, hybrid',
    ],
  ])('with %s is refused', (_title, change, message) => {
    const act = () => sweepPlan({ ...settings, ...change });
    expect(act).toThrow(UsageError);
    expect(act).toThrow(message);
  });
});

test.each([
  [1, 8, [1, 2, 3, 4, 5, 6, 7, 8]],
  [5, 5, [5]],
  [
    1,
    9,
    [1, 1.37, 1.87, 2.56, 3.51, 4.81, 6.58, 9].map(Math.round).filter((x, i, all) => all.indexOf(x) === i),
  ],
  [1, 64, [1, 2, 3, 6, 11, 20, 35, 64]],
  [0, 64, [0, 1, 2, 4, 8, 16, 32, 64]],
])('from %i to %i a sweep tries %j', (from, to, points) => {
  expect(thinned(from, to)).toEqual(points);
});
