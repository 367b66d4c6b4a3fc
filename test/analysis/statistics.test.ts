import { describe, expect, test } from 'vitest';
import { meanInterval, medianOf, outliersOf, typicalInterval } from '../../src/analysis/statistics.ts';

const digits = (interval: { low: number; high: number } | null, count: number): string[] =>
  interval ? [interval.low.toFixed(count), interval.high.toFixed(count)] : [];

describe('the interval of a mean', () => {
  /** "Student", The probable error of a mean, Biometrika 6 (1908); R's `t.test(extra ~ group, data = sleep, paired)`. */
  const sleep = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];

  test('of Student’s sleep data is that of R', () => {
    expect(digits(meanInterval(sleep, { level: 0.95 }), 7)).toEqual(['0.7001142', '2.4598858']);
  });

  /** R's `t.test(difference)` in "Paired t-test with confidence interval", UMSL MTH1320, 10.5.161. */
  test('of eight test scores is that of the text book', () => {
    const difference = [-30, 30, -40, -40, 80, 60, -50, -20];
    expect(digits(meanInterval(difference, { level: 0.95 }), 5)).toEqual(['-43.51131', '41.01131']);
  });

  /** NIST/SEMATECH e-Handbook, 1.3.6.7.2: upper critical values of Student's t, at 0.975 and 0.995. */
  test.each([
    [1, 0.95, '12.706'],
    [2, 0.95, '4.303'],
    [6, 0.95, '2.447'],
    [2, 0.99, '9.925'],
    [6, 0.99, '3.707'],
    [30, 0.99, '2.750'],
  ])('takes the quantile of %i degrees of freedom at %f from the table', (freedom, level, quantile) => {
    // Symmetric about 0 and scaled so that s / √n is exactly 1.
    const n = freedom + 1;
    const plain = Array.from({ length: n }, (_, index) => index - freedom / 2);
    const spread = Math.sqrt(plain.reduce((sum, value) => sum + value * value, 0) / freedom / n);
    const interval = meanInterval(
      plain.map(value => value / spread),
      { level },
    );
    expect(digits(interval, 3)).toEqual([`-${quantile}`, quantile]);
  });

  test('needs two values', () => {
    expect(meanInterval([5], { level: 0.95 })).toBeNull();
    expect(meanInterval([], { level: 0.95 })).toBeNull();
  });

  test('takes equal values to vary a little all the same', () => {
    expect(meanInterval([7, 7, 7], { level: 0.95 })).toEqual({ low: 7, high: 7 });
    // t = 4.3027, s = 0.1, n = 3.
    expect(digits(meanInterval([7, 7, 7], { level: 0.95, leastDeviation: 0.1 }), 4)).toEqual([
      '6.7516',
      '7.2484',
    ]);
  });
});

describe('the interval of a typical duration', () => {
  test('is that of the logarithms', () => {
    const values = [100, 110, 121];
    const interval = typicalInterval(values, 0.95);
    // ln 110 ± 4.3027 · ln 1.1 / √3
    expect(digits(interval, 2)).toEqual(['86.81', '139.39']);
  });

  test('does not exist with a duration of nothing', () => {
    expect(typicalInterval([0, 1, 2], 0.95)).toBeNull();
  });
});

describe('outliers', () => {
  /** Median 2.45, median absolute deviation 0.15: modified z-scores of 25.9 and 26.3, the next one 1.6. */
  test('are those with a modified z-score above 3.5', () => {
    expect(outliersOf([2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3])).toEqual([8, 9]);
  });

  test('are not made of three values, nor of less than 5 %', () => {
    expect(outliersOf([100, 100, 300])).toEqual([]);
    expect(outliersOf([100, 100, 100, 100, 104])).toEqual([]);
    expect(outliersOf([100, 100, 100, 100, 106])).toEqual([4]);
  });
});

test('the median of an even number is between the two in the middle, of none it is unknown', () => {
  expect(medianOf([9, 1, 3, 5])).toBe(4);
  expect(medianOf([])).toBeNull();
});
