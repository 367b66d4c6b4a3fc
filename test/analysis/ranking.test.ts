import { describe, expect, test } from 'vitest';
import { rank } from '../../src/analysis/ranking.ts';
import type { ExperimentPlan } from '../../src/state/experiment.ts';
import type { Rounds } from '../fixtures/experiments.ts';
import { planOf, runsOf } from '../fixtures/experiments.ts';

const rankingOf = (labels: string[], rounds: Rounds, change: Partial<ExperimentPlan> = {}) =>
  rank({ plan: planOf(labels, change), runs: runsOf(rounds) });

const clear: Rounds = [
  [9000, 9000, 9000],
  [8010, 4020, 4030],
  [7990, 4000, 3990],
  [8000, 3980, 4010],
  [8005, 4010, 3985],
  [8000, 4000, 4000],
];

describe('a clear case', () => {
  const ranking = rankingOf(['sequential', 'parallel', 'hybrid'], clear);

  test('ranks by the median, warm-up left out; those who do not differ share a place', () => {
    expect(ranking.order.map(({ label, place, medianMs, runs }) => [label, place, medianMs, runs])).toEqual([
      ['parallel', 1, 4000, 5],
      ['hybrid', 1, 4000, 5],
      ['sequential', 3, 8000, 5],
    ]);
  });

  test('says of every two what is known', () => {
    expect(ranking.comparisons.map(({ faster, slower, finding }) => [faster, slower, finding])).toEqual([
      [1, 2, 'alike'],
      [1, 0, 'different'],
      [2, 0, 'different'],
    ]);
    expect(ranking.comparisons[1]?.ratio).toBeCloseTo(2, 2);
    expect(ranking.isSettled).toBe(true);
    expect(ranking.checksumsAgree).toBe(true);
  });
});

test('a difference below 2 % is none, however sure it is', () => {
  const rounds = Array.from({ length: 8 }, () => [1000, 1015]);
  expect(rankingOf(['a', 'b'], rounds).order.map(({ place }) => place)).toEqual([1, 1]);
});

test('three noisy rounds claim nothing and ask for more', () => {
  const ranking = rankingOf(
    ['a', 'b'],
    [
      [1, 1],
      [1000, 1200],
      [1100, 1150],
      [1050, 1300],
    ],
  );
  expect(ranking.comparisons[0]?.finding).toBe('undecided');
  expect(ranking.isSettled).toBe(false);
});

test('a machine that slows down all the time makes no difference', () => {
  let ms = 1000;
  const rounds = Array.from({ length: 8 }, () => [(ms *= 1.03), (ms *= 1.03), (ms *= 1.03)]);
  expect(rankingOf(['a', 'b', 'c'], rounds).comparisons.map(({ finding }) => finding)).not.toContain(
    'different',
  );
});

test('a lost run is counted out, and its variant is compared by the other rounds', () => {
  const rounds: Rounds = [...clear.slice(0, 2), [7990, null, 3990], ...clear.slice(3)];
  const ranking = rankingOf(['sequential', 'parallel', 'hybrid'], rounds);
  expect(ranking.order.find(({ label }) => label === 'parallel')).toMatchObject({ runs: 4, leftOut: 1 });
  expect(ranking.comparisons.find(({ faster, slower }) => faster === 1 && slower === 0)?.finding).toBe(
    'different',
  );
});

test('a variant that never came to an end has no place, and nothing is settled', () => {
  const ranking = rankingOf(
    ['a', 'b'],
    [
      [1000, null],
      [1000, null],
      [1000, null],
      [1000, null],
    ],
  );
  expect(ranking.order.map(({ label }) => label)).toEqual(['a']);
  expect(ranking.isSettled).toBe(false);
});

test('a single round is ranked without any claim', () => {
  const ranking = rankingOf(
    ['a', 'b'],
    [
      [2000, 1000],
      [2000, 1000],
    ],
    { leastRounds: 1, mostRounds: 1 },
  );
  expect(ranking.order.map(({ label, place, interval }) => [label, place, interval])).toEqual([
    ['b', 1, null],
    ['a', 1, null],
  ]);
  expect(ranking.comparisons).toEqual([
    { faster: 1, slower: 0, ratio: 2, interval: null, finding: 'undecided' },
  ]);
});

test('a run that stands apart is named with its round', () => {
  const rounds: Rounds = [[1000], [1000], [1001], [1900], [1002], [1001]];
  expect(rankingOf(['a'], rounds).order[0]?.outliers).toEqual([{ round: 3, makespanMs: 1900 }]);
});

test('answers that differ are told', () => {
  const plan = planOf(['a', 'b']);
  const runs = runsOf([
    [1, 1],
    [1, 1],
  ]).map(run => (run.variant === 0 ? run : { ...run, report: { ...run.report, checksum: 'ffff' } }));
  expect(rank({ plan, runs }).checksumsAgree).toBe(false);
});

// ---------------------------------------------------------------- false claims

/** mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;

const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Logarithms of what noise does to `count` runs, one after another. */
type Noise = (random: Random, count: number) => number[];

const each =
  (one: (random: Random, index: number) => number): Noise =>
  (random, count) =>
    Array.from({ length: count }, (_, index) => one(random, index));

const remembered =
  (memory: number, deviation: number): Noise =>
  random0 => {
    let value = 0;
    return each(random => (value = memory * value + deviation * normal(random)))(random0, 7 * 4 + 4);
  };

const steps: Noise = (random, count) => {
  const at = Math.floor(random() * count);
  return each((_random, index) => (index >= at ? 0.2 : 0) + 0.005 * normal(random))(random, count);
};

const shapes: readonly (readonly [string, Noise])[] = [
  ['normal, 1 %', each(random => 0.01 * normal(random))],
  ['normal, 5 %', each(random => 0.05 * normal(random))],
  ['normal, 15 %', each(random => 0.15 * normal(random))],
  ['calm with rare spikes', each(random => 0.01 * normal(random) + (random() < 0.1 ? 0.4 * random() : 0))],
  ['calm with frequent spikes', each(random => 0.002 * normal(random) + (random() < 0.3 ? 0.1 : 0))],
  ['two speeds', each(random => 0.003 * normal(random) + (random() < 0.5 ? 0.2 : 0))],
  ['correlated', remembered(0.9, 0.02)],
  ['a random walk', remembered(1, 0.03)],
  ['slower by 1 % each run', each((random, index) => 0.01 * index + 0.005 * normal(random))],
  ['slower by 3 % each run', each((random, index) => 0.03 * index + 0.001 * normal(random))],
  ['faster by 1 % each run', each((random, index) => -0.01 * index + 0.005 * normal(random))],
  ['one step', steps],
  ['warming up', each((random, index) => 0.2 * Math.exp(-index / 4) + 0.005 * normal(random))],
];

/** As an experiment goes: a look after every round from the third on, until it is settled or the cap is reached. */
function claimsDifference(noise: Noise, random: Random, variantCount: number): boolean {
  const labels = Array.from({ length: variantCount }, (_, index) => `#${index + 1}`);
  const noises = noise(random, 8 * variantCount);
  const rounds = Array.from({ length: 8 }, (_, round) =>
    noises.slice(round * variantCount, (round + 1) * variantCount).map(log => 1000 * Math.exp(log)),
  );
  for (let count = 3; ; count += 1) {
    const ranking = rankingOf(labels, rounds.slice(0, count + 1));
    if (!ranking.isSettled && count < 7) continue;
    return ranking.order.some(({ place }) => place > 1);
  }
}

describe('identical variants are called different at most once in twenty times', () => {
  const times = 200;
  test.each(shapes.flatMap(([name, noise]) => [2, 4].map(count => [name, count, noise] as const)))(
    'noise: %s; %i variants',
    (_name, count, noise) => {
      const random = randomFrom(count);
      let claims = 0;
      for (let time = 0; time < times; time += 1) claims += claimsDifference(noise, random, count) ? 1 : 0;
      expect(claims / times).toBeLessThanOrEqual(1 / 20);
    },
  );
});

describe('and real differences are found', () => {
  test.each([
    [1.05, 0.003],
    [1.1, 0.01],
    [1.3, 0.03],
    [2, 0.1],
  ])('%f times, with noise of %f', (factor, deviation) => {
    const random = randomFrom(3);
    const isFound = (): boolean => {
      const rounds = Array.from({ length: 8 }, () => [
        1000 * Math.exp(deviation * normal(random)),
        1000 * factor * Math.exp(deviation * normal(random)),
      ]);
      return rankingOf(['a', 'b'], rounds).comparisons[0]?.finding === 'different';
    };
    expect(Array.from({ length: 50 }, isFound).filter(Boolean).length).toBeGreaterThanOrEqual(45);
  });
});
