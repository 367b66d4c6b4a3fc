/**
 * Lag in logarithmic buckets, so that one small array in shared memory holds microseconds and minutes alike.
 *
 * Counts are weighted by time: one sample stands for one beat's worth of time. A beat that came `D` late stands for
 * all beats that were due meanwhile, whose lags were D, D - beat, D - 2 beat ... This is the correction for
 * coordinated omission of HdrHistogram's `recordValueWithExpectedInterval`; without it a stall of ten seconds would
 * weigh as much as one idle beat, and p99 would not show it.
 */

/** 2^(1/16) a bucket: a value is told to within 2.2 %. */
const bucketsPerDoubling = 16;
const smallestMs = 0.01;
/** Reaches 0.01 ms * 2^32, that is 12 hours. */
export const bucketCount = 512;

export const bucketOf = (valueMs: number): number => {
  if (!(valueMs > smallestMs)) return 0;
  return Math.min(bucketCount - 1, Math.floor(Math.log2(valueMs / smallestMs) * bucketsPerDoubling));
};

/** The middle of a bucket (geometric), in milliseconds. */
export const bucketValueMs = (bucket: number): number =>
  smallestMs * 2 ** ((bucket + 0.5) / bucketsPerDoubling);

const add = (counts: Uint32Array, valueMs: number): void => {
  const bucket = bucketOf(valueMs);
  counts[bucket] = (counts[bucket] as number) + 1;
};

/** One beat's lag, and the lags of all the beats that it kept from coming. */
export const recordCorrected = (counts: Uint32Array, lagMs: number, beatMs: number): void => {
  add(counts, lagMs);
  for (let missed = lagMs - beatMs; missed >= beatMs; missed -= beatMs) add(counts, missed);
};

/** The beats that a loop at rest did not need: none of them would have been late. */
export const recordRest = (counts: Uint32Array, restMs: number, beatMs: number): void => {
  counts[0] = (counts[0] as number) + Math.floor(restMs / beatMs);
};

/** Buckets that are not empty, and what is in them, smallest values first. */
export type Samples = readonly (readonly [bucket: number, count: number])[];

/** What came in since `base` was copied from the same counts. One pass: at a rest the engine only interprets this. */
export const samplesSince = (counts: Uint32Array, base: Uint32Array): Samples => {
  const samples: [number, number][] = [];
  const end = counts.length;
  for (let bucket = 0; bucket < end; bucket++) {
    const count = counts[bucket] as number;
    if (count !== 0 && count !== base[bucket]) samples.push([bucket, count - (base[bucket] as number)]);
  }
  return samples;
};

/** Smallest value that a share `q` (0 to 1) of the samples does not exceed; null without samples. */
export const percentileMs = (samples: Samples, q: number): number | null => {
  const total = samples.reduce((sum, [, count]) => sum + count, 0);
  let left = Math.max(1, Math.ceil(q * total));
  for (const [bucket, count] of samples) {
    left -= count;
    if (left <= 0) return bucketValueMs(bucket);
  }
  return null;
};

/** 0 without samples. */
export const highestMs = (samples: Samples): number => {
  const [bucket] = samples[samples.length - 1] ?? [];
  return bucket === undefined ? 0 : bucketValueMs(bucket);
};
