import { expect, test } from 'vitest';
import { inPairs, percentile, spreadOf } from '../../bench/support/statistics.ts';

test.each([
  [[3, 1, 2], { median: 2, min: 1, max: 3, runs: 3 }],
  [[4, 1, 2, 3], { median: 2.5, min: 1, max: 4, runs: 4 }],
  [[7], { median: 7, min: 7, max: 7, runs: 1 }],
])('the spread of %j', (values, spread) => {
  expect(spreadOf(values)).toEqual(spread);
});

test('no value has no spread', () => {
  expect(() => spreadOf([])).toThrow(RangeError);
});

test('a percentile is one of the values', () => {
  expect([0.01, 0.5, 0.75, 1].map(share => percentile([4, 1, 3, 2], share))).toEqual([1, 2, 3, 4]);
  expect(percentile([], 0.99)).toBeNaN();
});

test('pairs take turns in going first, and the ratio is that of each pair', async () => {
  const order: string[] = [];
  const values = { ours: [2, 9, 4], other: [1, 3, 4] };
  const measure = (name: 'ours' | 'other') => async () => {
    order.push(name);
    return values[name][order.filter(other => other === name).length - 1] as number;
  };
  expect(await inPairs(3, measure('ours'), measure('other'))).toEqual({
    ours: { median: 4, min: 2, max: 9, runs: 3 },
    other: { median: 3, min: 1, max: 4, runs: 3 },
    ratio: { median: 2, min: 1, max: 3, runs: 3 },
  });
  expect(order).toEqual(['ours', 'other', 'other', 'ours', 'ours', 'other']);
});
