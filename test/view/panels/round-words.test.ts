import { expect, test } from 'vitest';
import { roundWords } from '../../../src/view/panels/race.ts';
import { finishedExperiment, planOf } from '../../fixtures/experiments.ts';

const rounds = [
  [1000, 900],
  [1000, 900],
  [1000, 900],
];

test('the round that goes on, and how many there may be', () => {
  const over = finishedExperiment(planOf(['one', 'other']), rounds);
  const running = { ...over, phase: 'running', current: { variant: 0, round: 2 } } as const;
  expect(roundWords(running)).toBe('round 2, at most 7');
  expect(roundWords({ ...running, plan: { ...over.plan, leastRounds: 7 } })).toBe('round 2 of 7');
  expect(roundWords({ ...running, runs: [], current: { variant: 0, round: 0 } })).toBe(
    'warm-up, not counted',
  );
});

test('at the end no round goes on', () => {
  const over = finishedExperiment(planOf(['one', 'other']), rounds);
  expect(roundWords(over)).toBe('2 rounds after the warm-up');
  expect(roundWords({ ...over, phase: 'cancelled', runs: [] })).toBe('0 rounds after the warm-up');
});
