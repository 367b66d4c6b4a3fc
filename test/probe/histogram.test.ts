import { expect, test } from 'vitest';
import {
  bucketCount,
  bucketOf,
  bucketValueMs,
  highestMs,
  percentileMs,
  recordCorrected,
  samplesSince,
} from '../../src/probe/histogram.ts';

const record = (...lagsMs: number[]): Uint32Array => {
  const counts = new Uint32Array(bucketCount);
  for (const lagMs of lagsMs) recordCorrected(counts, lagMs, 20);
  return counts;
};

/** The values recorded, to within a bucket, largest first, each with its count. */
const told = (counts: Uint32Array): [number, number][] =>
  Array.from(counts)
    .flatMap((count, bucket): [number, number][] =>
      count > 0 ? [[Math.round(bucketValueMs(bucket)), count]] : [],
    )
    .toReversed();

test('a bucket tells a value to within 2.2 %', () => {
  for (const valueMs of [0.011, 0.3, 1, 19.9, 250, 60_000, 3_600_000]) {
    expect(Math.abs(bucketValueMs(bucketOf(valueMs)) / valueMs - 1)).toBeLessThan(0.022);
  }
});

test('what is too small, too large or no number falls into the outer buckets', () => {
  expect([0, -1, Number.NaN, 0.01].map(bucketOf)).toEqual([0, 0, 0, 0]);
  expect(bucketOf(Infinity)).toBe(bucketCount - 1);
});

test('a beat that comes on time counts once', () => {
  expect(told(record(1, 1, 10))).toEqual([
    [10, 1],
    [1, 2],
  ]);
});

test('a beat 100 ms late stands for the beats that it kept from coming', () => {
  // 100, 80, 60, 40, 20 ms; bucket middles to the nearest millisecond.
  expect(told(record(100))).toEqual([
    [100, 1],
    [80, 1],
    [59, 1],
    [40, 1],
    [20, 1],
  ]);
});

test('percentiles weigh a stall by its length', () => {
  // 9 s of good beats and one second blocked: a tenth of the time, though 1 of 451 beats.
  const samples = samplesSince(record(...Array.from({ length: 450 }, () => 0.5), 1000), record());
  expect(percentileMs(samples, 0.5)).toBeCloseTo(0.5, 1);
  expect(percentileMs(samples, 0.89)).toBeCloseTo(0.5, 1);
  expect(percentileMs(samples, 0.99) as number).toBeGreaterThan(850);
  expect(percentileMs(samples, 0.99) as number).toBeLessThan(950);
  expect(highestMs(samples) / 1000).toBeCloseTo(1, 1);
});

test('nothing recorded has no percentile', () => {
  const none = samplesSince(record(), record());
  expect([percentileMs(none, 0.5), highestMs(none)]).toEqual([null, 0]);
});

test('counts since a base leave out what was before', () => {
  const base = record(500);
  const now = base.slice();
  recordCorrected(now, 2, 20);
  expect(percentileMs(samplesSince(now, base), 1)).toBeCloseTo(2, 1);
});
