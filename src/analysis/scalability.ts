/**
 * Two laws of scalability, fitted to measured throughput by least squares (Levenberg-Marquardt).
 *
 * Amdahl 1967, "Validity of the single processor approach ...": C(n) = n / (1 + sigma (n - 1)).
 * Universal Scalability Law, Gunther 2007, "Guerrilla Capacity Planning", chapter 4:
 * C(n) = n / (1 + sigma (n - 1) + kappa n (n - 1)).
 * Throughput is X(n) = lambda C(n), lambda being that of one worker; sigma is what must happen one after another
 * (contention), kappa what each worker pays for every other one (coherency).
 */
import { levenbergMarquardt } from 'ml-levenberg-marquardt';

/** One run: how many workers, and its throughput. */
export interface Observation {
  readonly x: number;
  readonly throughput: number;
}

export interface AmdahlFit {
  /** 0 to 1. */
  readonly serialFraction: number;
  /** Throughput of one worker by the fit. */
  readonly lambda: number;
  /** Coefficient of determination, 1 = every point on the curve; of a flat curve it says nothing. */
  readonly r2: number;
}

export interface UslFit {
  readonly sigma: number;
  readonly kappa: number;
  readonly lambda: number;
  readonly r2: number;
}

/** A law that explains less than nine tenths of the differences is not quoted. */
const leastR2 = 0.9;
export const tellsEnough = ({ r2 }: { readonly r2: number }): boolean => r2 >= leastR2;

export const amdahlAt = ({ serialFraction, lambda }: AmdahlFit, x: number): number =>
  (lambda * x) / (1 + serialFraction * (x - 1));

export const uslAt = ({ sigma, kappa, lambda }: UslFit, x: number): number =>
  (lambda * x) / (1 + sigma * (x - 1) + kappa * x * (x - 1));

/** Number of workers beyond which throughput falls again (Gunther 2007, equation 4.33); Infinity without a peak. */
export const uslPeak = ({ sigma, kappa }: UslFit): number =>
  kappa > 0 ? Math.sqrt(Math.max(0, 1 - sigma) / kappa) : Infinity;

/** Starts that lie on different sides of the likely shapes: linear, saturated, falling. */
const starts: readonly (readonly [sigma: number, kappa: number])[] = [
  [0.01, 0.01],
  [1, 0.01],
  [0.1, 1],
  [3, 3],
];

interface Fitted {
  readonly lambda: number;
  readonly sigma: number;
  readonly kappa: number;
  readonly squaresLeft: number;
}

const squaresLeft = (observations: readonly Observation[], at: (x: number) => number): number =>
  observations.reduce((sum, { x, throughput }) => sum + (throughput - at(x)) ** 2, 0);

/** The curve in parameters that are all about 1, whatever the number of workers: scaled to the widest point. */
const curveUpTo = (widest: number, hasKappa: boolean) => {
  const perSigma = 1 / (widest - 1);
  const perKappa = 1 / (widest * (widest - 1));
  const below = (s: number, k: number, x: number): number =>
    1 + s * perSigma * (x - 1) + k * perKappa * x * (x - 1);
  const valueOf =
    ([lambda = 0, s = 0, k = 0]: number[]) =>
    (x: number) =>
      (lambda * x) / below(s, k, x);
  const slopesOf =
    ([lambda = 0, s = 0, k = 0]: number[]) =>
    (x: number) => {
      const slope = (-lambda * x) / below(s, k, x) ** 2;
      const slopes = [x / below(s, k, x), slope * perSigma * (x - 1)];
      return hasKappa ? [...slopes, slope * perKappa * x * (x - 1)] : slopes;
    };
  return { perSigma, perKappa, valueOf, slopesOf };
};

const fitFrom = (
  observations: readonly Observation[],
  start: readonly [sigma: number, kappa: number],
  hasKappa: boolean,
): Fitted => {
  const most = observations.reduce((top, { throughput }) => Math.max(top, throughput), 0);
  const widest = observations.reduce((top, { x }) => Math.max(top, x), 2);
  const curve = curveUpTo(widest, hasKappa);
  const count = hasKappa ? 3 : 2;
  const data = {
    x: observations.map(({ x }) => x),
    y: observations.map(({ throughput }) => throughput / most),
  };
  const { parameterValues } = levenbergMarquardt(data, curve.valueOf, {
    initialValues: [1 / widest, ...start].slice(0, count),
    minValues: [0, 0, 0].slice(0, count),
    maxValues: [2, widest - 1, widest * (widest - 1)].slice(0, count),
    jacobianFunction: curve.slopesOf,
    maxIterations: 300,
    improvementThreshold: 1e-9,
    errorTolerance: 1e-12,
  });
  const [lambda = 0, s = 0, k = 0] = parameterValues;
  const at = curve.valueOf(parameterValues);
  return {
    lambda: lambda * most,
    sigma: s * curve.perSigma,
    kappa: k * curve.perKappa,
    squaresLeft: squaresLeft(observations, x => at(x) * most),
  };
};

const bestFit = (observations: readonly Observation[], hasKappa: boolean): Fitted =>
  starts
    .map(start => fitFrom(observations, start, hasKappa))
    .reduce((best, one) => (one.squaresLeft < best.squaresLeft ? one : best));

const determination = (observations: readonly Observation[], left: number): number => {
  const mean = observations.reduce((sum, { throughput }) => sum + throughput, 0) / observations.length;
  const all = squaresLeft(observations, () => mean);
  return all > 0 ? 1 - left / all : 1;
};

/** A curve with so many parameters goes through any so many points: it takes one more to say anything. */
const hasMoreThan = (observations: readonly Observation[], parameters: number): boolean =>
  new Set(observations.map(({ x }) => x)).size > parameters;

/** Null with fewer than three different numbers of workers. */
export const fitAmdahl = (observations: readonly Observation[]): AmdahlFit | null => {
  if (!hasMoreThan(observations, 2)) return null;
  const { lambda, sigma, squaresLeft: left } = bestFit(observations, false);
  return { serialFraction: sigma, lambda, r2: determination(observations, left) };
};

/** Null with fewer than four different numbers of workers. */
export const fitUsl = (observations: readonly Observation[]): UslFit | null => {
  if (!hasMoreThan(observations, 3)) return null;
  const { lambda, sigma, kappa, squaresLeft: left } = bestFit(observations, true);
  return { sigma, kappa, lambda, r2: determination(observations, left) };
};
