import { expect, test } from 'vitest';
import type { Told } from '../../bench/support/figure.ts';
import { markdownOf, notMeasured, tableOf, verdictOf } from '../../bench/support/figure.ts';

const command = 'npm run bench -- cost';
const figure = { name: 'cost', unit: 'x', range: [1, 1.234567], runs: 5, note: 'n', command } as const;
const figures: readonly Told[] = [
  { ...figure, value: 1.05, bar: 1.1 },
  { ...figure, value: 1234.5, bar: 1.1 },
  { ...figure, value: 0.5, bar: null, note: '' },
  { ...notMeasured('memory', 1, 'gtop | is not installed'), command },
];

test('a bar is kept, exceeded, or not tried', () => {
  expect(figures.map(verdictOf)).toEqual(['ok', 'OVER', '', 'not measured']);
});

test('the table says what is over its bar, and how to measure it again', () => {
  expect(tableOf(figures)).toBe(
    [
      'figure  bar      median   range      runs                note                                   command',
      'cost    ≤ 1.1 x  1.05 x   1 to 1.23  5     ok            n                                      npm run bench -- cost',
      'cost    ≤ 1.1 x  1235 x   1 to 1.23  5     OVER          n                                      npm run bench -- cost',
      'cost             0.500 x  1 to 1.23  5                                                          npm run bench -- cost',
      'memory  ≤ 1      –        –          0     not measured  not measured: gtop | is not installed  npm run bench -- cost',
    ].join('\n'),
  );
});

test('the same as Markdown', () => {
  expect(markdownOf(figures)).toBe(
    [
      '| figure | bar | measured (range) |  | note | bench |',
      '| --- | --- | --- | --- | --- | --- |',
      '| cost | ≤ 1.1 x | 1.05 x (1 to 1.23) | ok | n | `cost` |',
      '| cost | ≤ 1.1 x | 1235 x (1 to 1.23) | OVER | n | `cost` |',
      '| cost |  | 0.500 x (1 to 1.23) |  |  | `cost` |',
      '| memory | ≤ 1 | – | not measured | not measured: gtop \\| is not installed | `cost` |',
    ].join('\n'),
  );
});
