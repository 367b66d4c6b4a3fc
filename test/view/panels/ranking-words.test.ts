import { describe, expect, it, test } from 'vitest';
import { rank } from '../../../src/analysis/ranking.ts';
import { duration } from '../../../src/view/format.ts';
import type { Guess } from '../../../src/state/experiment.ts';
import {
  factorWords,
  guessAnswer,
  guessWords,
  rangeWords,
  rankingSentences,
} from '../../../src/view/panels/ranking-words.ts';
import { planOf, runsOf } from '../../fixtures/experiments.ts';
import type { Rounds } from '../../fixtures/experiments.ts';

const rounds: Rounds = [
  [8300, 8200, 4300],
  [8000, 8010, 4010],
  [8020, 7990, 3990],
  [7990, 8000, 4000],
  [8010, 8020, 4005],
  [8000, 7985, 3995],
];
const ranking = rank({ plan: planOf(['sequential', 'concurrent', 'parallel ×2']), runs: runsOf(rounds) });

test.each([
  [1430, 2830, '1.43 to 2.83 s'],
  [812, 1204, '812 ms to 1.20 s'],
  [61_000, 75_000, '1:01 to 1:15'],
])('from %d to %d ms', (low, high, words) => {
  expect(rangeWords({ low, high }, duration)).toBe(words);
});

test.each([
  [1, '1.00'],
  [1.944, '1.94'],
  [12.34, '12.3'],
  [123.4, '123'],
])('%d is ×%s', (factor, words) => {
  expect(factorWords(factor)).toBe(words);
});

describe('the ranking', () => {
  it('sets the winner against each of the others', () => {
    expect(rankingSentences(ranking)).toEqual([
      expect.stringMatching(
        /^parallel ×2 is 2\.0 times as fast as \w+ \(1\.\d to 2\.\d, at 99 % for all comparisons together\)\.$/,
      ),
      expect.stringMatching(/^parallel ×2 is 2\.0 times as fast as \w+ \(1\.\d to 2\.\d\)\.$/),
    ]);
  });

  it('says when nothing can be told apart', () => {
    const pair = (makespans: Rounds) =>
      rankingSentences(rank({ plan: planOf(['one', 'other']), runs: runsOf(makespans) }));
    expect(
      pair([
        [1000, 1000],
        [1000, 1400],
        [1200, 1000],
        [1100, 1350],
      ]),
    ).toEqual(['one and other: no difference that this machine can show in 3 rounds.']);
    expect(pair(rounds.map(row => row.slice(0, 2)))).toEqual([
      expect.stringMatching(/^\w+ and \w+ are alike: within 5 % of each other\.$/),
    ]);
  });

  it('tells no interval where there were too few rounds for one', () => {
    const two = rank({
      plan: planOf(['one', 'other'], { leastRounds: 2, mostRounds: 2 }),
      runs: runsOf([
        [1000, 1000],
        [1000, 1400],
        [1200, 1300],
      ]),
    });
    expect(rankingSentences(two)).toEqual([
      'one and other: no difference that this machine can show in 2 rounds.',
      'Cannot tell yet who is first: `--repeat 11` should tell.',
    ]);
  });

  it('shows names from outside as text', () => {
    const evil = rank({ plan: planOf(['a\u001B[2J', 'b\u0007']), runs: runsOf(rounds) });
    expect(rankingSentences(evil).join('')).toMatch(/^[^\u0000-\u001F]*$/);
  });
});

describe('the answer to the guess', () => {
  test.each<[Guess | null, string | null]>([
    [null, null],
    [{ variant: 2, factor: null }, 'You said parallel ×2: right!'],
    [{ variant: 2, factor: 2 }, 'You said parallel ×2: right! You said ×2: it was ×2.00, well guessed!'],
    [{ variant: 2, factor: 3 }, 'You said parallel ×2: right! You said ×3: it was ×2.00.'],
    [{ variant: 0, factor: null }, 'You said sequential: it was parallel ×2.'],
    [{ variant: 1, factor: 8 }, 'You said concurrent: it was parallel ×2. You said ×8: it was ×1.00.'],
    [{ variant: 7, factor: null }, null],
  ])('%j', (guess, answer) => {
    expect(guessAnswer(ranking, guess)).toBe(answer);
  });

  it('owns up to a first place that is shared', () => {
    const shared = rank({
      plan: planOf(['one', 'other']),
      runs: runsOf([
        [1000, 1000],
        [1000, 1400],
        [1200, 1000],
        [1100, 1350],
      ]),
    });
    expect(guessAnswer(shared, { variant: 1, factor: null })).toBe(
      'You said other; open: no difference that this machine can show between it and one.',
    );
    expect(guessAnswer(shared, { variant: 0, factor: null })).toBe(
      'You said one; open: no difference that this machine can show between it and other.',
    );
    expect(guessAnswer(shared, { variant: 1, factor: 0.8 })).toBe(
      'You said other; open: no difference that this machine can show between it and one. ' +
        'You said ×0.8: it was ×0.81 by the medians, but no difference that this machine can show between it and one.',
    );
  });

  it('has nothing to say of one that ran alone', () => {
    const alone = rank({
      plan: planOf(['one', 'other']),
      runs: runsOf([
        [1000, null],
        [1000, null],
      ]),
    });
    expect(guessAnswer(alone, { variant: 0, factor: null })).toBe(
      'You said one; open: there is nothing to compare it with.',
    );
  });

  it('is remembered while the race is on', () => {
    const plan = planOf(['sequential', 'parallel ×2']);
    expect(guessWords({ variant: 1, factor: 1.5 }, plan)).toBe('your guess: parallel ×2, ×1.5');
    expect(guessWords(null, plan)).toBe(null);
  });
});
