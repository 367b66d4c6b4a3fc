/** Two variants: are they really different? */
import { mean } from 'simple-statistics';
import type { Interval } from './statistics.ts';
import { meanInterval } from './statistics.ts';

/**
 * How often an experiment may call anything different where nothing is, over all its pairs and all its looks.
 * With 1 %, twenty experiments with identical variants say so more than once in 2 of 100 cases at the very worst.
 */
const mostFalseClaims = 0.01;
/** A smaller difference is nothing to choose a mode by, and the order of the runs alone may make one. */
const leastRatio = 1.02;
/** Who is sure to be within this of each other need not be run again. */
const alikeRatio = 1.05;
/** Three to seven runs often look calmer than the machine is: their ratio is taken to vary by at least 1.5 %. */
const leastDeviation = 0.015;

export interface Comparison {
  /** Indexes of the variants in the plan; `faster` has the smaller median. */
  readonly faster: number;
  readonly slower: number;
  /** How many times longer the slower one takes: geometric mean over the rounds; null without a round of both. */
  readonly ratio: number | null;
  /** Of that ratio, at the level that the claim is made at. Null with fewer than two rounds. */
  readonly interval: Interval | null;
  /** `alike`: sure to be within 5 % of each other. `undecided`: no difference that this machine can show. */
  readonly finding: 'different' | 'alike' | 'undecided';
}

export interface ComparisonInput {
  /** Makespans of every variant, by round. */
  readonly makespans: readonly ReadonlyMap<number, number>[];
  /** How many claims the experiment may make in all: pairs times looks at the figures. */
  readonly claims: number;
}

type Makespans = ReadonlyMap<number, number>;

/** Logarithms of slower : faster, each round's run against the other's of `later` rounds on. */
function ratiosOf(faster: Makespans, slower: Makespans, fasterLater: number, slowerLater: number): number[] {
  return [...faster.keys()].flatMap(round => {
    const one = faster.get(round + fasterLater);
    const other = slower.get(round + slowerLater);
    return one === undefined || other === undefined ? [] : [Math.log(other / one)];
  });
}

/**
 * Within a round the variant with the higher index runs later; against the next round's run of the other it runs
 * earlier. A machine that grows slower or faster all the time makes one of the two ratios look like a difference,
 * but never both.
 */
function holdsAgainstDrift(faster: number, slower: number, makespans: readonly Makespans[]): boolean {
  const [one, other] = [makespans[faster], makespans[slower]];
  if (!one || !other) return false;
  const across = faster < slower ? ratiosOf(one, other, 1, 0) : ratiosOf(one, other, 0, 1);
  return across.length > 0 && mean(across) >= Math.log(leastRatio);
}

const factors = (interval: Interval | null): Interval | null =>
  interval && { low: Math.exp(interval.low), high: Math.exp(interval.high) };

/**
 * Runs of the same round are compared as pairs: what slows the whole machine for a while slows both. Different if
 * Student's interval of the mean log ratio excludes 0, the ratio is at least 1.02, and drift does not explain it.
 *
 * Its level allows for looking again and again: the 1 % of false claims are divided equally among all pairs and all
 * looks (Bonferroni), which holds however strongly looks and pairs depend on each other.
 */
export function compareVariants(faster: number, slower: number, input: ComparisonInput): Comparison {
  const { makespans, claims } = input;
  const ratios = ratiosOf(makespans[faster] ?? new Map(), makespans[slower] ?? new Map(), 0, 0);
  const level = 1 - mostFalseClaims / Math.max(1, claims);
  const interval = meanInterval(ratios, { level, leastDeviation });
  const asMeasured = meanInterval(ratios, { level });
  const middle = ratios.length > 0 ? mean(ratios) : null;
  const isDifferent =
    interval !== null &&
    interval.low > 0 &&
    (middle ?? 0) >= Math.log(leastRatio) &&
    holdsAgainstDrift(faster, slower, makespans);
  const margin = Math.log(alikeRatio);
  const isAlike = asMeasured !== null && asMeasured.low > -margin && asMeasured.high < margin;
  return {
    faster,
    slower,
    ratio: middle === null ? null : Math.exp(middle),
    interval: factors(interval),
    finding: isDifferent ? 'different' : isAlike ? 'alike' : 'undecided',
  };
}
