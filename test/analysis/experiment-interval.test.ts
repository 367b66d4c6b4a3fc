import { expect, test } from 'vitest';
import { toldInterval } from '../../src/analysis/experiment-interval.ts';

test('an interval over more than ten times tells nothing', () => {
  expect(toldInterval({ low: 0.2, high: 2 })).toEqual({ low: 0.2, high: 2 });
  expect(toldInterval({ low: 0.2, high: 2.1 })).toBe(null);
  expect(toldInterval({ low: 0.00001, high: 103_325 })).toBe(null);
  expect(toldInterval(null)).toBe(null);
});
