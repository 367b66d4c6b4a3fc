/** Which number of a sweep to take: by the same comparisons that its ranking is made of. */
import type { ExperimentPlan } from '../state/experiment.ts';
import type { Comparison } from './comparison.ts';
import { alikeRatio, mostRepeatToTell } from './comparison.ts';
import { alikeShare, undecidedBetween } from './comparison-words.ts';
import type { RankedVariant } from './ranking.ts';

export interface SweepAdvice {
  /** Index in the plan. */
  readonly variant: number;
  /** The number to take. */
  readonly x: number;
  /** The number with the best median. */
  readonly bestX: number;
  /**
   * `sure`: whatever else may be the best is within 5 % of it. `likely`: nothing shows another to be better, or it is the
   * end of the sweep. `unsure`: too few rounds to tell.
   */
  readonly confidence: 'sure' | 'likely' | 'unsure';
  readonly reason: string;
  /** The `--repeat` that should tell; null where nothing is in doubt, or thirty rounds would not. */
  readonly repeatToTell: number | null;
}

type Place = RankedVariant & { readonly x: number };

/** Ordinary noise: so many standard errors from the best by chance alone are nothing special. */
const usualErrors = 2;
/** Who may lose more than a quarter by an advice should not call it likely. */
const mostLoss = 1.25;

/** Whether the best median is nothing to go by against this one. */
function isNear({ ratio, finding, standardError }: Comparison): boolean {
  if (finding === 'different') return false;
  return Math.log(ratio ?? 1) <= Math.max(Math.log(alikeRatio), usualErrors * (standardError ?? 0));
}

/** Whether the advised number may be much slower than the best, or this rival much faster than that. */
const isOpen = ({ finding, interval }: Comparison, isChosen: boolean): boolean =>
  finding === 'undecided' &&
  (interval === null || (isChosen ? interval.high > mostLoss : interval.low < 1 / mostLoss));

interface Field {
  readonly byX: readonly Place[];
  readonly best: Place;
  readonly chosen: Place;
  /** The best against each other one that may be as good. */
  readonly rivals: readonly Comparison[];
  readonly xOf: (variant: number) => number;
}

/** A single round says nothing of the noise. */
const isRunOnce = ({ rivals }: Field): boolean => rivals.some(({ interval }) => interval === null);

/** Smaller numbers that nothing tells from the best, and all that may make the advice cost more than a quarter. */
const doubtsOf = (field: Field): readonly Comparison[] => {
  const { rivals, chosen, xOf } = field;
  if (isRunOnce(field)) return rivals;
  return rivals.filter(
    rival =>
      (xOf(rival.slower) < chosen.x && rival.finding === 'undecided') ||
      isOpen(rival, xOf(rival.slower) === chosen.x),
  );
};

const isAtEnd = ({ byX, best, chosen }: Field): boolean =>
  chosen === best && chosen === byX.at(-1) && chosen !== byX[0];

function confidenceOf(field: Field, doubts: readonly Comparison[]): SweepAdvice['confidence'] {
  if (doubts.length > 0) return 'unsure';
  const isSure = field.rivals.every(({ finding }) => finding === 'alike');
  return isSure && !isAtEnd(field) ? 'sure' : 'likely';
}

function reasonOf(field: Field, doubts: readonly Comparison[]): string {
  const { byX, best, chosen, rivals, xOf } = field;
  if (doubts.length > 0) {
    const names = [best.x, ...doubts.map(({ slower }) => xOf(slower))].map(String);
    const rounds = Math.max(...doubts.map(one => one.rounds));
    return undecidedBetween(names, rounds);
  }
  if (rivals.length === byX.length - 1 && chosen === byX[0])
    return `no number is better than another by more than this machine can show: ${chosen.x} is the smallest`;
  if (chosen === byX[0] && chosen === best) return `nothing above ${chosen.x} has a higher throughput`;
  if (isAtEnd(field)) return `throughput still rises at ${chosen.x}, the end of the sweep: try more`;
  if (chosen === best) return `${chosen.x} has the highest throughput, and no smaller number comes near`;
  const isAlike = rivals.some(({ slower, finding }) => slower === chosen.variant && finding === 'alike');
  return isAlike
    ? `the smallest number within ${alikeShare} of the best, that of ${best.x}`
    : `the smallest number that nothing shows to be slower than the best, that of ${best.x}`;
}

function fieldOf(
  { variants }: ExperimentPlan,
  order: readonly RankedVariant[],
  comparisons: readonly Comparison[],
): Field | null {
  const xOf = (variant: number): number => variants[variant]?.x ?? 0;
  const places = order.map(ranked => ({ ...ranked, x: xOf(ranked.variant) }));
  const [best] = places;
  if (best === undefined || places.length < 2) return null;
  const rivals = comparisons.filter(
    ({ faster, slower }) =>
      faster === best.variant && places.some(({ variant, place }) => variant === slower && place === 1),
  );
  const byX = places.toSorted((a, b) => a.x - b.x);
  const isFit = ({ variant }: Place): boolean =>
    variant === best.variant || rivals.some(rival => rival.slower === variant && isNear(rival));
  return { byX, best, chosen: byX.find(isFit) ?? best, rivals, xOf };
}

/**
 * The smallest number that is not shown to be slower than the one with the best median, and whose own median is no
 * further from it than noise would have it. Null with fewer than two numbers measured.
 */
export function adviceFor(
  plan: ExperimentPlan,
  order: readonly RankedVariant[],
  comparisons: readonly Comparison[],
): SweepAdvice | null {
  const field = fieldOf(plan, order, comparisons);
  if (field === null) return null;
  const doubts = doubtsOf(field);
  return {
    variant: field.chosen.variant,
    x: field.chosen.x,
    bestX: field.best.x,
    confidence: confidenceOf(field, doubts),
    reason: reasonOf(field, doubts),
    repeatToTell: mostRepeatToTell(doubts),
  };
}
