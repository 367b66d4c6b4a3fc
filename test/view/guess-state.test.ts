import { expect, it, test } from 'vitest';
import type { Guess } from '../../src/state/experiment.ts';
import { guessStroke, initialGuess } from '../../src/view/guess-state.ts';
import type { GuessState } from '../../src/view/guess-state.ts';
import { racePlan } from '../fixtures/races.ts';

/** What the strokes lead to: the guess that ends the dialog, or its state. */
function after(strokes: readonly string[]): { readonly guess: Guess | null } | GuessState {
  let state = initialGuess;
  for (const stroke of strokes) {
    const step = guessStroke(state, racePlan, stroke);
    if ('guess' in step) return step;
    state = step.state;
  }
  return state;
}

test.each<[string[], Guess | null]>([
  [['s'], null],
  [['escape'], null],
  [['down', 'enter', 'escape'], null],
  // The first one is what factors count from.
  [['enter'], { variant: 0, factor: null }],
  [['down', 'down', 'enter', 'enter'], { variant: 2, factor: null }],
  [['up', 'enter', '2', 'enter'], { variant: 3, factor: 2 }],
  [['3', 'enter', '1', '.', '8', 'enter'], { variant: 2, factor: 1.8 }],
  [['3', 'enter', '1', ',', '.', '8', 'x', 'enter'], { variant: 2, factor: 1.8 }],
  [['j', 'enter', 'right', 'right', 'left', 'enter'], { variant: 1, factor: 1.5 }],
  [['j', 'enter', '2', '5', 'backspace', 'enter'], { variant: 1, factor: 2 }],
  [['j', 'enter', '.', 'enter'], { variant: 1, factor: null }],
  [['j', 'enter', '9', '9', '9', '9', '9', '9', 'enter'], { variant: 1, factor: 1000 }],
])('%j ends in %j', (strokes, guess) => {
  expect(after(strokes)).toEqual({ guess });
});

it('goes back from the factor to the winner', () => {
  expect(after(['down', 'enter', '2', 'up'])).toEqual({ step: 'winner', variant: 1, typed: '' });
  expect(after(['down', 'enter', '2', 'backspace', 'backspace'])).toEqual({
    step: 'winner',
    variant: 1,
    typed: '',
  });
});

it('takes no number that no variant has', () => {
  expect(after(['9'])).toEqual(initialGuess);
});
