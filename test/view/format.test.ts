import { expect, it } from 'vitest';
import { axisSeconds, count, counted, duration, lagFigure, percent, stamp } from '../../src/view/format.ts';

it.each([
  [null, '–'],
  [0, '0.00 ms'],
  [0.994, '0.99 ms'],
  [0.999, '1.0 ms'],
  [8.14, '8.1 ms'],
  [99.6, '100 ms'],
  [812, '812 ms'],
  [999.6, '1.00 s'],
  [4118, '4.12 s'],
  [9999, '10.0 s'],
  [59_960, '0:59'],
  [62_000, '1:02'],
  [3_723_000, '1:02:03'],
] as const)('a duration of %s ms is %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

it('stamps the time of the run, before its start with a minus in the same width', () => {
  expect([2871, 0, 61_004.7, 3_600_000, -120, -0.4].map(ms => stamp(ms))).toEqual([
    '00:02.871',
    '00:00.000',
    '01:01.004',
    '60:00.000',
    '-0:00.120',
    '00:00.000',
  ]);
  expect(stamp(3249, 1)).toBe('00:03.2');
});

it('says figures in few characters', () => {
  expect([0.004, 0.998, 1, null].map(percent)).toEqual(['0%', '100%', '100%', '–']);
  expect([0.42, 99.96, 1240, null].map(lagFigure)).toEqual(['0.4', '100', '1240', '–']);
  expect([99_999, 123_456, 12_345_678].map(count)).toEqual(['99999', '123k', '12M']);
  expect([counted(1, 'lane'), counted(2, 'lane')]).toEqual(['1 lane', '2 lanes']);
  expect([0, 500, 12_000, 90_000].map(axisSeconds)).toEqual(['0', '0.5', '12', '1:30']);
});
