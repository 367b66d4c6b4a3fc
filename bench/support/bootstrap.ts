/** How sure a median is, from the values alone: the percentile bootstrap (Efron 1979). */

export interface MedianInterval {
  readonly median: number;
  /** 2.5th and 97.5th percentile of the medians of resamples. */
  readonly low: number;
  readonly high: number;
}

const resamples = 2000;

const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
};

/** `random`: 0 to 1, 1 left out. */
export const bootstrapMedian = (
  values: readonly number[],
  random: () => number = Math.random,
): MedianInterval => {
  const draw = (): number => values[Math.floor(random() * values.length)] ?? Number.NaN;
  const medians = Array.from({ length: resamples }, () => medianOf(values.map(draw)));
  const sorted = medians.toSorted((a, b) => a - b);
  const at = (q: number): number => sorted[Math.round(q * (resamples - 1))] ?? Number.NaN;
  return { median: medianOf(values), low: at(0.025), high: at(0.975) };
};
