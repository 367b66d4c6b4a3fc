import { expect, test } from 'vitest';
import { tableOf } from '../../bench/support/figure.ts';
import { inPairs, spreadOf } from '../../bench/support/statistics.ts';

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

test('the table says what is over its bar', () => {
  const figure = { name: 'cost', unit: 'x', range: [1, 1.234567], runs: 5, note: 'n' } as const;
  expect(
    tableOf([
      { ...figure, value: 1.05, bar: 1.1 },
      { ...figure, value: 1234.5, bar: 1.1 },
      { ...figure, value: 0.5, bar: null, note: '' },
    ]),
  ).toBe(
    [
      'figure  median   range         runs  bar             note',
      'cost    1.05 x   1.00 to 1.23  5     ok (bar 1.1)    n',
      'cost    1235 x   1.00 to 1.23  5     OVER (bar 1.1)  n',
      'cost    0.500 x  1.00 to 1.23  5',
    ].join('\n'),
  );
});
