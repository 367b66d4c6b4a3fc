import { expect, test } from 'vitest';
import { bootstrapMedian } from '../../bench/support/bootstrap.ts';

/** 0.0, 0.1 ... 0.9 and again. */
const stepping = (): (() => number) => {
  let step = 0;
  return () => (step++ % 10) / 10;
};

test('equal values leave no doubt', () => {
  expect(bootstrapMedian([1.02, 1.02, 1.02])).toEqual({ median: 1.02, low: 1.02, high: 1.02 });
});

test('the interval lies around the median, within the values', () => {
  const { median, low, high } = bootstrapMedian([1, 2, 3, 4, 100], stepping());
  expect(median).toBe(3);
  expect([low <= median, median <= high, low >= 1, high <= 100]).toEqual([true, true, true, true]);
});
