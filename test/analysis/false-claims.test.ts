/** What the ranking claims of machines with every kind of noise: seldom what is not so, and mostly what is. */
import { describe, expect, test } from 'vitest';
import { rank } from '../../src/analysis/ranking.ts';
import { seededRandom } from '../../workloads/support/random.ts';
import type { Rounds } from '../fixtures/experiments.ts';
import { planOf, runsOf } from '../fixtures/experiments.ts';

const rankingOf = (labels: string[], rounds: Rounds) => rank({ plan: planOf(labels), runs: runsOf(rounds) });

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
  (random, count) => {
    let value = 0;
    return each(() => (value = memory * value + deviation * normal(random)))(random, count);
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
      const random = seededRandom(count);
      let claims = 0;
      for (let time = 0; time < times; time += 1) claims += claimsDifference(noise, random, count) ? 1 : 0;
      expect(claims / times).toBeLessThanOrEqual(1 / 20);
    },
  );
});

const noisyRounds = (random: Random, factors: readonly number[], deviation: number, rounds: number): Rounds =>
  Array.from({ length: rounds }, () =>
    factors.map(factor => 1000 * factor * Math.exp(deviation * normal(random))),
  );

describe('and real differences are found', () => {
  test.each([
    [1.05, 0.003],
    [1.1, 0.01],
    [1.1, 0.03],
    [1.3, 0.03],
    [2, 0.1],
  ])('%f times, with noise of %f', (factor, deviation) => {
    const random = seededRandom(3);
    const isFound = (): boolean =>
      rankingOf(['a', 'b'], noisyRounds(random, [1, factor], deviation, 8)).comparisons[0]?.finding ===
      'different';
    expect(Array.from({ length: 50 }, isFound).filter(Boolean).length).toBeGreaterThanOrEqual(45);
  });

  /** A class's question: are two cores faster than one? */
  test.each([
    ['two numbers', [1.8, 1], 0.1],
    ['four modes', [1.8, 1.8, 1, 1], 0.1],
    ['four modes, noisy', [1.8, 1.8, 1, 1], 0.15],
    ['eight numbers', [1.8, 1, 1, 1, 1, 1, 1, 1], 0.1],
  ] as const)('1.8 times within the usual rounds: %s', (_name, factors, deviation) => {
    const random = seededRandom(5);
    const labels = factors.map((_, index) => `#${index}`);
    const isFound = (): boolean => {
      const { comparisons } = rankingOf(labels, noisyRounds(random, factors, deviation, 8));
      return comparisons.every(
        ({ faster, slower, finding }) => factors[faster] === factors[slower] || finding === 'different',
      );
    };
    expect(Array.from({ length: 50 }, isFound).filter(Boolean).length).toBeGreaterThanOrEqual(45);
  });
});

/** Modes differ in how noisy they are: who borrows from the quiet ones must not take noise for a difference. */
test.each([
  [[0.01, 0.01, 0.1, 0.1]],
  [[0.1, 0.01, 0.01, 0.01]],
  [[0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.15, 0.15]],
])('equal modes with noise of %j are called different at most once in twenty times', deviations => {
  const random = seededRandom(7);
  const labels = deviations.map((_, index) => `#${index}`);
  const isClaimed = (): boolean => {
    const rounds = Array.from({ length: 8 }, () =>
      deviations.map(deviation => 1000 * Math.exp(deviation * normal(random))),
    );
    return [3, 4, 5, 6, 7].some(count =>
      rankingOf(labels, rounds.slice(0, count + 1)).order.some(({ place }) => place > 1),
    );
  };
  expect(Array.from({ length: 200 }, isClaimed).filter(Boolean).length).toBeLessThanOrEqual(10);
});
