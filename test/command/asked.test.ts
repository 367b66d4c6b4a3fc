import { expect, test } from 'vitest';
import { planFrom } from '../../src/command/asked.ts';
import { withoutDefaults } from '../../src/command/catalog.ts';
import type { ExperimentPlan } from '../../src/state/experiment.ts';
import { parseOptions } from '../../src/options.ts';

const planned = (line: string): ExperimentPlan => {
  const options = parseOptions(line.split(' '));
  if (options.command !== 'compare' && options.command !== 'sweep') throw new Error('no experiment');
  return planFrom(options, { usableCores: 2, tasksPerWorker: 8, sliceMs: 10 });
};

test.each([
  ['compare primes', { asksGuess: true, guess: null }],
  ['compare primes --no-guess', { asksGuess: false, guess: null }],
  ['compare primes --guess threads', { asksGuess: false, guess: { variant: 2, factor: null } }],
  ['compare primes --guess parallel:1.8', { asksGuess: false, guess: { variant: 2, factor: 1.8 } }],
  ['sweep primes --workers 1,2,8 --guess 8:3', { asksGuess: false, guess: { variant: 2, factor: 3 } }],
])('%s', (line, expected) => {
  expect(planned(line)).toMatchObject(expected);
});

test.each([
  [
    'compare primes --guess spawn',
    /^--guess: this names none of what is compared: expected one of sequential, con/,
  ],
  [
    'compare primes --guess parallel:fast',
    /^--guess: expected a factor above 0, up to 1000, after the colon, got `fast`/,
  ],
  ['compare primes --guess :2', /^--guess: expected a mode or a number that is swept/],
  ['compare primes --guess sequential:2', /^--guess: factors count from sequential: expected it without one/],
  ['sweep primes --workers 1,2 --guess 3', /^--guess: this names none .* expected one of 1, 2$/],
])('%s is refused', (line, message) => {
  expect(() => planned(line)).toThrow(message);
});

test('what is asked for names no defaults', () => {
  const [{ choice } = { choice: null }] = planned('compare primes').variants;
  if (!choice) throw new Error('no variant');
  const picked = { ...choice, options: { upTo: 1_000_000, split: 'equal', own: 'x' } };
  expect(Object.keys(withoutDefaults(picked).options)).toContain('own');
  expect(withoutDefaults({ ...choice, workloadId: 'a-and-b', options: { a: 1, b: 3 } }).options).toEqual({
    b: 3,
  });
});
