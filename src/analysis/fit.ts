/** A sweep's points -> throughput and speedup with their intervals, both fits, the knee, the number to take. */
import { between, shownLevel } from './comparison.ts';
import type { Measured, Ranking } from './ranking.ts';
import { makespansOf } from './ranking.ts';
import { fitAmdahl, fitUsl } from './scalability.ts';
import type { AmdahlFit, UslFit } from './scalability.ts';
import type { Interval } from './statistics.ts';
import { medianOf, typicalInterval } from './statistics.ts';
import type { SweepAdvice } from './sweep-advice.ts';
import { percent } from './words.ts';

export interface SweepPoint {
  readonly x: number;
  readonly runs: number;
  readonly medianMs: number;
  /** Whole runs per second. */
  readonly throughput: number;
  /** Of this point alone, at the level of the ranking; null with a single run. */
  readonly throughputInterval: Interval | null;
  /** Against the smallest value of x, whose own is 1. */
  readonly speedup: number;
  /** That of the ranking's comparison with the smallest value; null with fewer than two rounds of both. */
  readonly speedupInterval: Interval | null;
}

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
    readonly confidence: SweepAdvice['confidence'];
    readonly reason: string;
    /** The `--repeat` that should tell, where it is unsure. */
    readonly repeatToTell: number | null;
  };
  /** Relative standard deviation of one run, pooled over all points; null where every point was run once. */
  readonly noise: number | null;
}

/** What one run of an ordinary machine is off by, where repeats do not tell. */
const assumedNoise = 0.05;
/** A straight line bends by 0, a step at once by 1; less than this is noise or a gentle curve. */
const leastBend = 0.1;

/** What was measured with one value of the swept number. */
interface Point {
  readonly variant: number;
  readonly x: number;
  readonly makespanMs: readonly number[];
}

const pooledNoise = (inputs: readonly Point[]): number | null => {
  let squares = 0;
  let freedom = 0;
  for (const { makespanMs } of inputs) {
    const mean = makespanMs.reduce((sum, ms) => sum + ms, 0) / makespanMs.length;
    squares += makespanMs.reduce((sum, ms) => sum + (ms / mean - 1) ** 2, 0);
    freedom += makespanMs.length - 1;
  }
  return freedom > 0 ? Math.sqrt(squares / freedom) : null;
};

const inverse = ({ low, high }: Interval): Interval => ({ low: 1 / high, high: 1 / low });

/** Of how many times as fast `variant` is as `base`. */
const speedupInterval = ({ comparisons }: Ranking, variant: number, base: number): Interval | null => {
  if (variant === base) return { low: 1, high: 1 };
  const found = between(comparisons, variant, base);
  if (!found?.interval) return null;
  return found.faster === variant ? found.interval : inverse(found.interval);
};

const throughputInterval = (makespanMs: readonly number[]): Interval | null => {
  const interval = typicalInterval(makespanMs, shownLevel);
  return interval && { low: 1000 / interval.high, high: 1000 / interval.low };
};

const pointsOf = (inputs: readonly Point[], ranking: Ranking): readonly SweepPoint[] => {
  const [base] = inputs;
  const baseMs = medianOf(base?.makespanMs ?? []) ?? 1;
  return inputs.map(({ variant, x, makespanMs }) => {
    const medianMs = medianOf(makespanMs) ?? 1;
    return {
      x,
      runs: makespanMs.length,
      medianMs,
      throughput: 1000 / medianMs,
      throughputInterval: throughputInterval(makespanMs),
      speedup: baseMs / medianMs,
      speedupInterval: speedupInterval(ranking, variant, base?.variant ?? 0),
    };
  });
};

const bestOf = (points: readonly SweepPoint[]): SweepPoint =>
  points.reduce((best, point) => (point.throughput > best.throughput ? point : best));

/**
 * Satopää et al. 2011, "Finding a 'Kneedle' in a Haystack": both axes brought to 0..1, the knee is where the curve
 * lies highest above its chord; here the first point that does so within the noise.
 */
const kneeOf = (points: readonly SweepPoint[], ranking: Ranking, noise: number): SweepFit['knee'] => {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < 3) return null;
  const best = bestOf(points);
  const least = points.reduce((low, { throughput }) => Math.min(low, throughput), Infinity);
  const isFlat = ranking.order.every(({ place }) => place === 1);
  if (isFlat || best === first) return null;
  const bends = points.map(
    ({ x, throughput }) =>
      (throughput - least) / (best.throughput - least) - (x - first.x) / (last.x - first.x),
  );
  const most = Math.max(...bends);
  const tolerance = (noise * best.throughput) / (best.throughput - least);
  const knee = points[bends.findIndex(bend => bend >= most - Math.min(tolerance, most / 2))];
  if (!knee || most < leastBend || knee === last) return null;
  const part = knee === best ? 'the' : `${percent(knee.throughput / best.throughput)} of the`;
  return { workers: knee.x, reason: `${part} best throughput is reached at ${knee.x}` };
};

const inputsOf = ({ plan, runs }: Measured): Point[] =>
  plan.variants
    .map(({ x }, variant) => ({ variant, x: x ?? 0, makespanMs: [...makespansOf(runs, variant).values()] }))
    .filter(({ makespanMs }) => makespanMs.length > 0)
    .toSorted((a, b) => a.x - b.x);

/**
 * Null with fewer than two values of x that were measured. Every run is a point of the fits, so that well-measured
 * values weigh more; intervals and advice are those of the ranking.
 */
export const fitSweep = (measured: Measured, ranking: Ranking): SweepFit | null => {
  const inputs = inputsOf(measured);
  const { advice } = ranking;
  if (inputs.length < 2 || advice === null) return null;
  const noise = pooledNoise(inputs);
  const points = pointsOf(inputs, ranking);
  // The laws are about workers: they know no zero.
  const observations = inputs
    .filter(({ x }) => x > 0)
    .flatMap(({ x, makespanMs }) => makespanMs.map(ms => ({ x, throughput: 1000 / ms })));
  const { confidence, reason, repeatToTell } = advice;
  return {
    points,
    amdahl: fitAmdahl(observations),
    usl: fitUsl(observations),
    knee: kneeOf(points, ranking, noise ?? assumedNoise),
    recommended: { workers: advice.x, confidence, reason, repeatToTell },
    noise,
  };
};
