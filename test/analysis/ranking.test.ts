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
    {
      faster: 1,
      slower: 0,
      ratio: 2,
      interval: null,
      finding: 'undecided',
      standardError: null,
      rounds: 1,
      repeatToTell: 5,
    },
  ]);
});

describe('who differs is known of some pairs only', () => {
  /** The first beats the last; the one between them may be as fast as either. */
  const chain: Rounds = [
    [1, 1, 1],
    [1000, 900, 1300],
    [1010, 1400, 1310],
    [990, 1000, 1290],
    [1000, 1500, 1300],
    [1005, 1100, 1305],
    [995, 1200, 1295],
    [1000, 1150, 1300],
  ];
  const ranking = rankingOf(['a', 'b', 'c'], chain);

  test('everybody has the places that it may have', () => {
    expect(ranking.order.map(({ label, place, lastPlace }) => [label, place, lastPlace])).toEqual([
      ['a', 1, 2],
      ['b', 1, 3],
      ['c', 2, 3],
    ]);
  });

  test('and so many rounds as should tell who is first', () => {
    expect(ranking.isSettled).toBe(false);
    expect(ranking.repeatToTell).toBeGreaterThan(7);
    expect(ranking.repeatToTell).toBeLessThanOrEqual(30);
  });
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
