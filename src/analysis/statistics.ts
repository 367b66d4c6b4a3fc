/** What few noisy figures say: their middle, how sure that is, and which of them stand apart. */
import jstat from 'jstat';
import { mean, median, medianAbsoluteDeviation, sampleStandardDeviation } from 'simple-statistics';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface MeanIntervalOptions {
  /** How often such intervals hold the true mean, 0 to 1. */
  readonly level: number;
  /** The standard deviation is taken to be at least this, however calm the values look. */
  readonly leastDeviation?: number;
}

const knownT = new Map<string, number>();

/**
 * Quantile (two-sided) of Student's distribution, for quarters of a degree of freedom: a hundred variants ask for
 * thousands.
 */
export function studentT(level: number, freedom: number): number {
  const quarters = Math.max(4, Math.floor(4 * freedom));
  const key = `${level}:${quarters}`;
  const t = knownT.get(key) ?? jstat.jStat.studentt.inv((1 + level) / 2, quarters / 4);
  knownT.set(key, t);
  return t;
}

/**
 * Confidence interval of the mean by Student's t: mean ± t(1 - (1 - level) / 2, n - 1) · s / √n.
 * Null for fewer than two values: one figure says nothing of its own spread.
 */
export function meanInterval(
  values: readonly number[],
  { level, leastDeviation = 0 }: MeanIntervalOptions,
): Interval | null {
  if (values.length < 2) return null;
  const middle = mean([...values]);
  const deviation = Math.max(leastDeviation, sampleStandardDeviation([...values]));
  const t = studentT(level, values.length - 1);
  const half = (t * deviation) / Math.sqrt(values.length);
  return { low: middle - half, high: middle + half };
}

/**
 * Confidence interval of a typical duration, by t on the logarithms: noise lengthens runs by factors, and so no bound
 * is ever below zero. Null for fewer than two values, or one that is not above zero.
 */
export function typicalInterval(values: readonly number[], level: number): Interval | null {
  if (values.some(value => value <= 0)) return null;
  const logarithms = meanInterval(values.map(Math.log), { level });
  return logarithms && { low: Math.exp(logarithms.low), high: Math.exp(logarithms.high) };
}

/** Null for no values. */
export const medianOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : median([...values]);

/** "Modified z-scores" above 3.5 are potential outliers: Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993. */
const mostScore = 3.5;
/** 0.75 quantile of the normal distribution: makes the median absolute deviation of normal values their deviation. */
const deviationsPerMad = 0.6745;
/** Of three values two are often nearly equal by chance, and the third would always stand apart. */
const leastForOutliers = 4;
/** A run that is less than this away from the median changes nothing, however calm the others are. */
const leastDistance = 0.05;

/** Indexes of the values that stand apart: by the modified z-score, and by at least 5 % of the median. */
export function outliersOf(values: readonly number[]): number[] {
  if (values.length < leastForOutliers) return [];
  const middle = median([...values]);
  const mad = medianAbsoluteDeviation([...values]);
  const standsApart = (value: number): boolean => {
    const distance = Math.abs(value - middle);
    return distance > leastDistance * Math.abs(middle) && deviationsPerMad * distance > mostScore * mad;
  };
  return values.flatMap((value, index) => (standsApart(value) ? [index] : []));
}
