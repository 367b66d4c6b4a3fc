import { expect, test } from 'vitest';
import { adviceNotes, adviceText } from '../../src/analysis/experiment-advice.ts';
import { fitSweep } from '../../src/analysis/fit.ts';

const fitOf = (makespans: readonly (readonly number[])[]) => {
  const fit = fitSweep(makespans.map((makespanMs, index) => ({ x: index + 1, makespanMs })));
  if (fit === null) throw new Error('too few points');
  return fit;
};

const loose = fitOf([
  [1000, 1610, 2600],
  [700, 1000, 1500],
]);

test('a better median that is noise is named together with the advice, and why it is not sure', () => {
  expect(adviceText(loose, '1 worker')).toBe(
    'best median ×1.61 with 2, but within the noise: take 1 worker (not sure: single runs vary by 42 %)',
  );
  expect(adviceNotes(loose)).toEqual([
    'best median ×1.61 with 2, but within the noise: take 1 (not sure)',
    'best ×1.61 with 2 is noise: take 1 (not sure)',
    'take 1 (not sure)',
  ]);
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

test('one round is too few to be sure, the end of the sweep says itself why', () => {
  expect(adviceText(fitOf([[1000], [500], [800]]), '2 workers')).toContain(
    'take 2 workers (not sure: too few rounds): 2 has',
  );
  const atEnd = fitOf([
    [1000, 1001, 1002],
    [500, 501, 502],
  ]);
  expect(adviceText(atEnd, '2 workers')).toBe(
    'take 2 workers (not sure): throughput still rises at 2, the end of the sweep: try more',
  );
});
