import { expect, test } from 'vitest';
import { isGuessRight, leadersOf } from '../../src/analysis/experiment-guess.ts';
import { resultOf } from '../../src/analysis/experiment-result.ts';
import { rank } from '../../src/analysis/ranking.ts';
import { finishedExperiment, planOf, runsOf } from '../fixtures/experiments.ts';
import type { Rounds } from '../fixtures/experiments.ts';

const labels = ['steady', 'wild', 'slow'];
const rankingOf = (rounds: Rounds, names = labels) => rank({ plan: planOf(names), runs: runsOf(rounds) });

/** `steady` is faster than `slow` for sure; `wild` lies between them by its median, and may be anything. */
const wildRounds: Rounds = [
  [0, 0, 0],
  [1000, 900, 2000],
  [1001, 1500, 2001],
  [1002, 2900, 2002],
  [1000, 1100, 2003],
  [1001, 1300, 2000],
];

test('right and wrong take a difference that is real', () => {
  const ranking = rankingOf(wildRounds);
  expect(ranking.order.map(({ label }) => label)).toEqual(['steady', 'wild', 'slow']);
  expect(leadersOf(ranking).map(({ label }) => label)).toEqual(['steady', 'wild']);
  expect([0, 1, 2].map(variant => isGuessRight(ranking, variant))).toEqual([null, null, false]);
});

test('a single winner is right, whoever it beat', () => {
  const ranking = rankingOf(wildRounds.map(([steady = null, , slow = null]) => [slow, steady]));
  expect([0, 1].map(variant => isGuessRight(ranking, variant))).toEqual([false, true]);
});

/** The first is faster than the second for sure, the third is slower than both by its median and may be anything. */
const noisyThird: Rounds = [
  [0, 0, 0],
  [1000, 1100, 900],
  [1001, 1101, 1500],
  [1000, 1100, 2900],
  [1002, 1102, 1110],
  [1001, 1101, 1300],
];

test('the verdict calls nobody the fastest whom the guess may not', () => {
  const { verdict, guess } = resultOf({
    ...finishedExperiment(planOf(labels), noisyThird),
    guess: { variant: 0, factor: null },
  });
  expect(verdict.text).toMatch(
    /^cannot tell yet: no difference that this machine can show between steady and slow in 5 rounds;/,
  );
  expect(guess).toMatchObject({ winners: ['steady', 'slow'], isRight: null });
});

test('who is parted from the second but not from the noisy third has not won', () => {
  const ranking = rankingOf(noisyThird);
  expect(ranking.order.map(({ label, place, lastPlace }) => [label, place, lastPlace])).toEqual([
    ['steady', 1, 2],
    ['wild', 2, 3],
    ['slow', 1, 3],
  ]);
  expect([0, 1, 2].map(variant => isGuessRight(ranking, variant))).toEqual([null, false, null]);
});

test('without a rival, or without a run of its own, nothing is answered', () => {
  const ranking = rankingOf([
    [0, 0],
    [1000, null],
    [1001, null],
    [1002, null],
  ]);
  expect([0, 1].map(variant => isGuessRight(ranking, variant))).toEqual([null, null]);
});
