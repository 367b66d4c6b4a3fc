import { expect, test } from 'vitest';
import { adviceNotes, adviceText } from '../../src/analysis/experiment-advice.ts';
import { fitSweep } from '../../src/analysis/fit.ts';
import { rank } from '../../src/analysis/ranking.ts';
import { sweptExperiment } from '../fixtures/experiments.ts';

const fitOf = (makespans: readonly (readonly number[])[]) => {
  const measured = sweptExperiment(makespans.map((makespanMs, index) => ({ x: index + 1, makespanMs })));
  const fit = fitSweep(measured, rank(measured));
  if (fit === null) throw new Error('too few points');
  return fit;
};

test('a better median that nothing shows to be better: what would tell', () => {
  const loose = fitOf([
    [1000, 1410, 1800],
    [700, 1000, 1100],
  ]);
  expect(adviceText(loose, '1 worker')).toBe(
    'cannot tell yet: best median ×1.41 with 2, but no difference that this machine can show between 2 and 1 ' +
      'in 3 rounds; `--repeat 5` should tell',
  );
  expect(adviceNotes(loose)).toEqual([
    'best median ×1.41 with 2, cannot tell yet: --repeat 5',
    'cannot tell yet: --repeat 5',
    'cannot tell yet',
  ]);
});

test('noise that thirty rounds would not overcome: the smallest number, and not sure', () => {
  const wild = fitOf([
    [1000, 3000, 1500],
    [1300, 700, 2900],
  ]);
  expect(adviceText(wild, '1 worker')).toBe(
    'cannot tell yet: best median ×1.15 with 2, but no difference that this machine can show between 2 and 1 ' +
      'in 3 rounds, nor would thirty rounds; take 1 worker (not sure)',
  );
  expect(wild.recommended.workers).toBe(1);
});

test('the best itself is advised with its reason', () => {
  const rising = fitOf([
    [1000, 1001, 1002],
    [500, 501, 502],
    [900, 901, 902],
  ]);
  expect(adviceText(rising, '2 workers')).toBe(
    'take 2 workers (sure): 2 has the highest throughput, and no smaller number comes near',
  );
  expect(adviceNotes(rising)).toEqual(['best ×2.00 with 2']);
});

test('a smaller number that is as good is advised beside the best median', () => {
  const rounds = Array.from({ length: 7 }, (_, round) => 1 + 0.002 * (round % 3));
  const level = fitOf([1000, 500, 490].map(ms => rounds.map(noise => ms * noise)));
  expect(adviceText(level, '2 workers')).toBe(
    'best median ×2.04 with 3, but take 2 workers (sure): the smallest number within 5 % of the best, that of 3',
  );
  expect(adviceNotes(level)[0]).toBe('best median ×2.04 with 3, take 2 (sure)');
});

test('one round says nothing, the end of the sweep says itself what is open', () => {
  expect(adviceText(fitOf([[1000], [500], [800]]), '2 workers')).toBe(
    'cannot tell yet: best median ×2.00 with 2, but no difference that this machine can show between 2, 3 and 1 ' +
      'in 1 round; `--repeat 5` should tell',
  );
  const atEnd = fitOf([
    [1000, 1001, 1002],
    [500, 501, 502],
  ]);
  expect(adviceText(atEnd, '2 workers')).toBe(
    'take 2 workers (likely): throughput still rises at 2, the end of the sweep: try more',
  );
});

test('noise that may hide a number twice as good is no reason to be sure', () => {
  const { recommended } = fitOf([
    [760, 1190, 750, 700, 800, 760],
    [765, 460, 1290, 900, 700, 760],
  ]);
  expect(recommended).toMatchObject({ workers: 1, confidence: 'unsure' });
  expect(recommended.reason).toBe('no difference that this machine can show between 1 and 2 in 6 rounds');
});
