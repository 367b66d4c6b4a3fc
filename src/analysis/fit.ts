/** A sweep's points -> throughput and speedup with their intervals, both fits, the knee, the number to take. */
import { fitAmdahl, fitUsl } from './scalability.ts';
import type { AmdahlFit, UslFit } from './scalability.ts';
import type { Interval } from './statistics.ts';
import { percent } from './words.ts';

/** What was measured with one value of the swept number: the makespans of its runs. */
export interface SweepInput {
  readonly x: number;
  readonly makespanMs: readonly number[];
}

export interface SweepPoint {
  readonly x: number;
  readonly runs: number;
  readonly medianMs: number;
  /** Units of work per second: whole runs, or tasks where their number was given; intervals hold 95 of 100 medians. */
  readonly throughput: number;
  readonly throughputInterval: Interval;
  /** Against the smallest value of x, whose own is 1. */
  readonly speedup: number;
  readonly speedupInterval: Interval;
}

type Confidence = 'sure' | 'likely' | 'unsure';

export interface SweepFit {
  /** By x, smallest first. */
  readonly points: readonly SweepPoint[];
  /** Null with too few points to say anything: three for Amdahl's law, four for the USL. */
  readonly amdahl: AmdahlFit | null;
  readonly usl: UslFit | null;
  /** Where more begins to pay little; null where the curve has no bend. */
  readonly knee: { readonly workers: number; readonly reason: string } | null;
  readonly recommended: {
    readonly workers: number;
    readonly confidence: Confidence;
    readonly reason: string;
  };
  /** Relative standard deviation of one run, pooled over all points; null where every point was run once. */
  readonly noise: number | null;
}

/** What one run of an ordinary machine is off by, where repeats do not tell. */
const assumedNoise = 0.05;
/** Differences below this are not worth a worker, however exactly they were measured. */
const leastDifference = 0.02;
/** Beyond this a run says so little that more repeats are the better answer. */
const noisy = 0.15;
/** The median's standard error in those of the mean: the square root of pi / 2, for a normal distribution. */
const medianError = 1.2533;
const twoSided95 = 1.96;
/** A straight line bends by 0, a step at once by 1; less than this is noise or a gentle curve. */
const leastBend = 0.1;

const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle)] as number)) / 2;
};

/** The same x given twice is one point. */
const merged = (inputs: readonly SweepInput[]): readonly SweepInput[] => {
  const byX = Map.groupBy(inputs, ({ x }) => x);
  return [...byX]
    .map(([x, same]) => ({
      x,
      makespanMs: same.flatMap(({ makespanMs }) => makespanMs).filter(ms => Number.isFinite(ms) && ms > 0),
    }))
    .filter(({ x, makespanMs }) => x >= 0 && makespanMs.length > 0)
    .toSorted((a, b) => a.x - b.x);
};

const pooledNoise = (inputs: readonly SweepInput[]): number | null => {
  let squares = 0;
  let freedom = 0;
  for (const { makespanMs } of inputs) {
    const mean = makespanMs.reduce((sum, ms) => sum + ms, 0) / makespanMs.length;
    squares += makespanMs.reduce((sum, ms) => sum + (ms / mean - 1) ** 2, 0);
    freedom += makespanMs.length - 1;
  }
  return freedom > 0 ? Math.sqrt(squares / freedom) : null;
};

/** Half the width of a relative interval of a median of so many runs. */
const marginOf = (noise: number, runs: number): number =>
  (twoSided95 * medianError * noise) / Math.sqrt(runs);

const around = (value: number, margin: number): Interval => ({
  low: value * Math.max(0, 1 - margin),
  high: value * (1 + margin),
});

const pointsOf = (inputs: readonly SweepInput[], perRun: number, noise: number): readonly SweepPoint[] => {
  const baseMs = medianOf(inputs[0]?.makespanMs ?? [1]);
  const baseRuns = inputs[0]?.makespanMs.length ?? 1;
  return inputs.map(({ x, makespanMs }, index) => {
    const medianMs = medianOf(makespanMs);
    const runs = makespanMs.length;
    const throughput = (perRun * 1000) / medianMs;
    const speedup = baseMs / medianMs;
    // Errors of a quotient add up in squares; the first point is 1 by definition.
    const ofQuotient = index === 0 ? 0 : Math.hypot(marginOf(noise, runs), marginOf(noise, baseRuns));
    return {
      x,
      runs,
      medianMs,
      throughput,
      throughputInterval: around(throughput, marginOf(noise, runs)),
      speedup,
      speedupInterval: around(speedup, ofQuotient),
    };
  });
};

const bestOf = (points: readonly SweepPoint[]): SweepPoint =>
  points.reduce((best, point) => (point.throughput > best.throughput ? point : best));

/** Whether `point` cannot be told from the best by these measurements. */
const isAsGood = (point: SweepPoint, best: SweepPoint, noise: number): boolean => {
  const margin = Math.hypot(marginOf(noise, point.runs), marginOf(noise, best.runs));
  return point.throughput >= best.throughput * (1 - Math.max(leastDifference, margin));
};

/** The highest and the lowest of ten differ by 4.47 standard errors (Tukey 1949), where a pair differs by 2.77. */
const rangeOfMany = 1.6;

const isFlat = (points: readonly SweepPoint[], best: SweepPoint, noise: number): boolean =>
  points.every(point => isAsGood(point, best, rangeOfMany * noise));

/**
 * Satopää et al. 2011, "Finding a 'Kneedle' in a Haystack": both axes brought to 0..1, the knee is where the curve
 * lies highest above its chord; here the first point that does so within the noise.
 */
const kneeOf = (points: readonly SweepPoint[], noise: number): SweepFit['knee'] => {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < 3) return null;
  const best = bestOf(points);
  const least = points.reduce((low, { throughput }) => Math.min(low, throughput), Infinity);
  if (isFlat(points, best, noise) || best === first) return null;
  const bends = points.map(
    ({ x, throughput }) =>
      (throughput - least) / (best.throughput - least) - (x - first.x) / (last.x - first.x),
  );
  const most = Math.max(...bends);
  const tolerance = (noise * best.throughput) / (best.throughput - least);
  const knee = points[bends.findIndex(bend => bend >= most - Math.min(tolerance, most / 2))];
  if (!knee || most < leastBend || knee === last) return null;
  const part = percent(knee.throughput / best.throughput);
  return { workers: knee.x, reason: `${part} of the best throughput are reached at ${knee.x}` };
};

const confidenceOf = (
  points: readonly SweepPoint[],
  chosen: SweepPoint,
  best: SweepPoint,
  noise: number | null,
): Confidence => {
  if (noise === null || noise > noisy || points.some(({ runs }) => runs < 2)) return 'unsure';
  // Where it still rises at the end of the sweep, the best number may lie beyond it.
  if (chosen === points.at(-1)) return 'unsure';
  const before = points[points.indexOf(chosen) - 1];
  const isApart = !before || before.throughputInterval.high < best.throughputInterval.low;
  return isApart && points.every(({ runs }) => runs >= 3) ? 'sure' : 'likely';
};

const reasonOf = (
  points: readonly SweepPoint[],
  chosen: SweepPoint,
  best: SweepPoint,
  noise: number,
): string => {
  if (isFlat(points, best, noise)) {
    return `no number is better than another by more than the noise: ${chosen.x} is the smallest`;
  }
  if (chosen === points[0]) return `nothing above ${chosen.x} has a higher throughput`;
  if (chosen === points.at(-1))
    return `throughput still rises at ${chosen.x}, the end of the sweep: try more`;
  if (chosen === best) return `${chosen.x} has the highest throughput, and no smaller number comes near`;
  return `the smallest number whose throughput is within the noise of the best, that of ${best.x}`;
};

const recommendedOf = (points: readonly SweepPoint[], noise: number | null): SweepFit['recommended'] => {
  const assumed = noise ?? assumedNoise;
  const best = bestOf(points);
  const isFirst = isFlat(points, best, assumed);
  const chosen = points.find(point => isFirst || isAsGood(point, best, assumed)) ?? best;
  return {
    workers: chosen.x,
    confidence: confidenceOf(points, chosen, best, noise),
    reason: reasonOf(points, chosen, best, assumed),
  };
};

/**
 * Null with fewer than two different values of x. `perRun`: units of work in a run, to have throughput in these.
 * Every run is a point of the fits, so that well-measured values weigh more.
 */
export const fitSweep = (inputs: readonly SweepInput[], perRun = 1): SweepFit | null => {
  const usable = merged(inputs);
  if (usable.length < 2) return null;
  const noise = pooledNoise(usable);
  const points = pointsOf(usable, perRun, noise ?? assumedNoise);
  // The laws are about workers: they know no zero.
  const observations = usable
    .filter(({ x }) => x > 0)
    .flatMap(({ x, makespanMs }) => makespanMs.map(ms => ({ x, throughput: (perRun * 1000) / ms })));
  return {
    points,
    amdahl: fitAmdahl(observations),
    usl: fitUsl(observations),
    knee: kneeOf(points, noise ?? assumedNoise),
    recommended: recommendedOf(points, noise),
    noise,
  };
};
