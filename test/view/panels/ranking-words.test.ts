import { describe, expect, it, test } from 'vitest';
import { rank } from '../../../src/analysis/ranking.ts';
import type { Guess } from '../../../src/state/experiment.ts';
import {
  factorWords,
  guessAnswer,
  guessWords,
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
      expect.stringMatching(/^parallel ×2 is 2\.0 times as fast as \w+ \(sure: 1\.9 to 2\.1\)\.$/),
      expect.stringMatching(/^parallel ×2 is 2\.0 times as fast as \w+ \(sure: 1\.9 to 2\.1\)\.$/),
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
    ).toEqual(['one and other: no difference that this machine can show.']);
    expect(pair(rounds.map(row => row.slice(0, 2)))).toEqual([
      expect.stringMatching(/^\w+ and \w+ are alike: within 5 % of each other\.$/),
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
      'You said other: neither right nor wrong, as no difference to one can be shown.',
    );
  });

  it('is remembered while the race is on', () => {
    const plan = planOf(['sequential', 'parallel ×2']);
    expect(guessWords({ variant: 1, factor: 1.5 }, plan)).toBe('your guess: parallel ×2, ×1.5');
    expect(guessWords(null, plan)).toBe(null);
  });
});
