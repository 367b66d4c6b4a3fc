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

type Counts = Uint32Array | Float64Array;

const add = (counts: Counts, valueMs: number): void => {
  const bucket = bucketOf(valueMs);
  counts[bucket] = (counts[bucket] as number) + 1;
};

/** One beat's lag, and the lags of all the beats that it kept from coming. */
export const recordCorrected = (counts: Counts, lagMs: number, beatMs: number): void => {
  add(counts, lagMs);
  for (let missed = lagMs - beatMs; missed >= beatMs; missed -= beatMs) add(counts, missed);
};

/** The beats that a loop at rest did not need: none of them would have been late. */
export const recordRest = (counts: Counts, restMs: number, beatMs: number): void => {
  counts[0] = (counts[0] as number) + Math.floor(restMs / beatMs);
};

/** What came in since `base` was copied from the same counts. */
export const countsSince = (counts: Counts, base: Counts): Float64Array => {
  const since = new Float64Array(counts);
  for (let bucket = 0; bucket < since.length; bucket++) {
    since[bucket] = (since[bucket] as number) - (base[bucket] as number);
  }
  return since;
};

/** Smallest value that a share `q` (0 to 1) of the samples does not exceed; null without samples. */
export const percentileMs = (counts: Counts, q: number): number | null => {
  let total = 0;
  for (const count of counts) total += count;
  if (total === 0) return null;
  let left = Math.max(1, Math.ceil(q * total));
  for (let bucket = 0; bucket < counts.length; bucket++) {
    left -= counts[bucket] as number;
    if (left <= 0) return bucketValueMs(bucket);
  }
  return null;
};
