/** Two variants: are they really different? */
import { mean, sampleVariance } from 'simple-statistics';
import type { Interval } from './statistics.ts';
import { meanInterval, studentT } from './statistics.ts';

/**
 * How often an experiment may call anything different where nothing is, over all its pairs and all its looks.
 * With 1 %, twenty experiments with identical variants say so more than once in 2 of 100 cases at the very worst.
 */
const mostFalseClaims = 0.01;
/** Of all intervals that are shown: beside a median it is of that one, of differences it is of all together. */
export const shownLevel = 1 - mostFalseClaims;
/** A smaller difference is nothing to choose a mode by, and the order of the runs alone may make one. */
const leastRatio = 1.02;
/** Who is sure to be within this of each other need not be run again. */
export const alikeRatio = 1.05;
/**
 * Few runs often look calmer than the machine is: a ratio is taken to vary by at least 1.5 %, and by 6 % with three
 * rounds, which is what keeps three equal runs each of a machine with two speeds from being a proof.
 */
const leastDeviation = (rounds: number): number => Math.max(0.015, 0.24 / (rounds - 1) ** 2);
/** More rounds than this are no advice for somebody who waits. */
const mostRepeats = 30;
/** The same in sentences. */
export const mostRepeatsWord = 'thirty';
/** The least to ask for: that, too, where a single round says nothing of the noise. */
const fewRepeats = 5;
/** The rounds that are asked for should tell more often than not: by that much they are more than the least number. */
const reserve = 1.2;

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
  /** Of the logarithm of that ratio, over the rounds; null with fewer than two. */
  readonly standardError: number | null;
  /** Rounds that both of them were run in. */
  readonly rounds: number;
  /** Of what is undecided: the `--repeat` that should tell; null where thirty would not, and for what is decided. */
  readonly repeatToTell: number | null;
}

/** The most of what each of these needs: the `--repeat` that should tell them; null where none needs, or has, one. */
export const mostRepeatToTell = (comparisons: readonly Comparison[]): number | null => {
  const repeats = comparisons.map(one => one.repeatToTell).filter(repeat => repeat !== null);
  return repeats.length === 0 ? null : Math.max(...repeats);
};

/** That of these two variants, whichever is faster. */
export const between = (
  comparisons: readonly Comparison[],
  one: number,
  other: number,
): Comparison | undefined =>
  comparisons.find(
    ({ faster, slower }) => (faster === one && slower === other) || (faster === other && slower === one),
  );

type Makespans = ReadonlyMap<number, number>;

export interface ComparisonInput {
  /** Makespans of every variant, by round. */
  readonly makespans: readonly Makespans[];
  readonly noise: CommonNoise;
  /** What part of all false claims may be made at this look. */
  readonly share: number;
  /** How many pairs there are to make claims about. */
  readonly pairs: number;
}

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

const logarithmsOf = (makespans: Makespans | undefined): number[] =>
  [...(makespans?.values() ?? [])].map(Math.log);

const varianceOf = (values: readonly number[]): number | null =>
  values.length < 2 ? null : sampleVariance([...values]);

/** What the runs of all variants together say of the noise. */
export interface CommonNoise {
  /** Mean of the variants' own variances of the logarithms; null where nothing was run twice. */
  readonly variance: number | null;
  /** Against a variant's own: as there are others, up to 1; with two variants there is nobody else to learn from. */
  readonly weight: number;
}

export function commonNoise(makespans: readonly Makespans[]): CommonNoise {
  const all = makespans.map(each => varianceOf(logarithmsOf(each))).filter(value => value !== null);
  if (all.length === 0) return { variance: null, weight: 0 };
  return { variance: mean(all), weight: Math.max(0, all.length - 2) / all.length };
}

interface Spread {
  readonly variance: number;
  /** Degrees of freedom that it is known with. */
  readonly freedom: number;
}

/**
 * How much a variant's runs vary, with what those of all variants say mixed in (the moderated variance of Smyth 2004,
 * "Linear Models and Empirical Bayes Methods").
 */
function spreadOf(own: readonly number[], noise: CommonNoise, least: number): Spread | null {
  const variance = varianceOf(own);
  if (variance === null) return null;
  const { weight } = noise;
  const mixed = (weight * (noise.variance ?? variance) + variance) / (1 + weight);
  return { variance: Math.max(least, mixed), freedom: (own.length - 1) * (1 + weight) };
}

/** Welch 1947: the difference of two means whose runs vary unlike, with Satterthwaite's degrees of freedom. */
function apartInterval(
  one: readonly number[],
  other: readonly number[],
  input: ComparisonInput,
  { level, least }: { readonly level: number; readonly least: number },
): Interval | null {
  const [first, second] = [one, other].map(own => spreadOf(own, input.noise, least / 2));
  if (!first || !second) return null;
  const [a, b] = [first.variance / one.length, second.variance / other.length];
  // No runs that differ at all: any degrees of freedom do.
  const freedom = a + b > 0 ? (a + b) ** 2 / (a ** 2 / first.freedom + b ** 2 / second.freedom) : 1;
  const half = studentT(level, freedom) * Math.sqrt(a + b);
  const middle = mean([...other]) - mean([...one]);
  return { low: middle - half, high: middle + half };
}

const narrower = (one: Interval | null, other: Interval | null): Interval | null => {
  if (one === null || other === null) return one ?? other;
  return other.high - other.low < one.high - one.low ? other : one;
};

/** The narrower of both ways to see it; either of them is wrong half as often as they may be together. */
function logInterval(
  faster: Makespans,
  slower: Makespans,
  input: ComparisonInput,
  isFloored: boolean,
): Interval | null {
  const level = 1 - (mostFalseClaims * input.share) / Math.max(1, input.pairs) / 2;
  const ratios = ratiosOf(faster, slower, 0, 0);
  if (ratios.length < 2) return null;
  const deviation = isFloored ? leastDeviation(ratios.length) : 0;
  const paired = meanInterval(ratios, { level, leastDeviation: deviation });
  const both = [...faster.keys()].filter(round => slower.has(round));
  const own = (makespans: Makespans) => both.map(round => Math.log(makespans.get(round) as number));
  return narrower(paired, apartInterval(own(faster), own(slower), input, { level, least: deviation ** 2 }));
}

/** The least `--repeat` whose interval would be narrow enough, if the runs go on varying as they did. */
function repeatToTell(ratios: readonly number[], pairs: number): number | null {
  if (ratios.length < 2) return fewRepeats;
  const middle = Math.abs(mean([...ratios]));
  const deviation = Math.sqrt(sampleVariance([...ratios]));
  const room = Math.max(middle < Math.log(leastRatio) ? 0 : middle, Math.log(alikeRatio) - middle);
  const level = 1 - mostFalseClaims / Math.max(1, pairs) / 2;
  for (let rounds = Math.max(fewRepeats, ratios.length + 2); rounds <= mostRepeats; rounds += 1) {
    const half =
      (studentT(level, 2 * (rounds - 1)) * Math.max(deviation, leastDeviation(rounds))) / Math.sqrt(rounds);
    if (reserve * half < room) return rounds;
  }
  return null;
}

const factors = (interval: Interval | null): Interval | null =>
  interval && { low: Math.exp(interval.low), high: Math.exp(interval.high) };

/**
 * Different if an interval of the mean log ratio excludes 0, the ratio is at least 1.02, and drift does not explain it.
 *
 * The interval is the narrower one of two, each at half of the error: Student's over the ratios within the rounds (what
 * slows the whole machine for a while slows both), and Welch's over the runs of each (with three rounds it knows the
 * noise from twice as many figures).
 *
 * Its level allows for looking again and again: the 1 % of false claims are divided among all pairs and all looks
 * (Bonferroni), which holds however strongly looks and pairs depend on each other. Every word that a ranking, a verdict,
 * an advice or the answer to a guess says of a difference comes from here.
 */
export function compareVariants(faster: number, slower: number, input: ComparisonInput): Comparison {
  const { makespans, pairs } = input;
  const [one, other] = [makespans[faster] ?? new Map(), makespans[slower] ?? new Map()];
  const ratios = ratiosOf(one, other, 0, 0);
  const interval = logInterval(one, other, input, true);
  const asMeasured = logInterval(one, other, input, false);
  const middle = ratios.length > 0 ? mean(ratios) : null;
  const isDifferent =
    interval !== null &&
    interval.low > 0 &&
    (middle ?? 0) >= Math.log(leastRatio) &&
    holdsAgainstDrift(faster, slower, makespans);
  const margin = Math.log(alikeRatio);
  const isAlike = asMeasured !== null && asMeasured.low > -margin && asMeasured.high < margin;
  const finding = isDifferent ? 'different' : isAlike ? 'alike' : 'undecided';
  return {
    faster,
    slower,
    ratio: middle === null ? null : Math.exp(middle),
    interval: factors(interval),
    finding,
    standardError: ratios.length < 2 ? null : Math.sqrt(sampleVariance(ratios) / ratios.length),
    rounds: ratios.length,
    repeatToTell: finding === 'undecided' ? repeatToTell(ratios, pairs) : null,
  };
}
