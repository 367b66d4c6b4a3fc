/** Several runs of several variants -> who is faster, and which of the differences are real. */
import type { ExperimentPlan, ExperimentRun } from '../state/experiment.ts';
import type { Comparison } from './comparison.ts';
import { between, commonNoise, compareVariants, mostRepeatToTell, shownLevel } from './comparison.ts';
import type { Interval } from './statistics.ts';
import { medianOf, outliersOf, typicalInterval } from './statistics.ts';
import type { SweepAdvice } from './sweep-advice.ts';
import { adviceFor } from './sweep-advice.ts';

export interface RankedVariant {
  /** Index in the plan. */
  readonly variant: number;
  readonly label: string;
  /** The best that it can be: 1 + the number of those that are shown to be faster. 1 = nobody is. */
  readonly place: number;
  /** The worst that it can be: all that are not shown to be slower may be faster. */
  readonly lastPlace: number;
  /** Runs that count: measured, and all of their work done. */
  readonly runs: number;
  /** Measured runs that do not count: lost, cancelled, or with tasks that failed. */
  readonly leftOut: number;
  readonly medianMs: number;
  /** Of the typical makespan, milliseconds; null with a single run. */
  readonly interval: Interval | null;
  /** Rounds whose makespan stands apart from the others. They are named, not left out. */
  readonly outliers: readonly { readonly round: number; readonly makespanMs: number }[];
}

export interface Ranking {
  /** Fastest first. Variants without a run that counts are not here. */
  readonly order: readonly RankedVariant[];
  /** Every two of them, the one with the smaller median first. */
  readonly comparisons: readonly Comparison[];
  /**
   * Whether more rounds could change little: of modes, that every two neighbours, and the first and each other one, are
   * known to differ, or known not to differ by more than a few percent; of a sweep, that its advice is not in doubt.
   */
  readonly isSettled: boolean;
  /** The `--repeat` that should tell who is first; null where that is known, or thirty rounds would not tell. */
  readonly repeatToTell: number | null;
  /** Of a sweep: the number to take. Null in a comparison of modes, or with fewer than two numbers measured. */
  readonly advice: SweepAdvice | null;
  /** Whether all runs of the same work gave the same answer; null if none of them gave any. */
  readonly checksumsAgree: boolean | null;
}

/** What the statistics need to know of an experiment. */
export interface Measured {
  readonly plan: ExperimentPlan;
  readonly runs: readonly ExperimentRun[];
}

/** All of its work was done: what it took can be told. */
export const isWhole = ({ report }: ExperimentRun): boolean =>
  report.ended === 'finished' &&
  report.makespanMs !== null &&
  report.makespanMs > 0 &&
  report.tasks.done === report.tasks.total;

/** A run whose makespan counts: not the warm-up, and all of its work done. */
export const counts = (run: ExperimentRun): boolean => run.round > 0 && isWhole(run);

/** Makespans of one variant by round, milliseconds. */
export const makespansOf = (runs: readonly ExperimentRun[], variant: number): ReadonlyMap<number, number> =>
  new Map(
    runs
      .filter(run => run.variant === variant && counts(run))
      .map(({ round, report }) => [round, report.makespanMs as number]),
  );

type Unplaced = Omit<RankedVariant, 'place' | 'lastPlace'>;

function summaryOf({ plan, runs }: Measured, variant: number): Unplaced | null {
  const makespans = [...makespansOf(runs, variant)];
  const values = makespans.map(([, makespanMs]) => makespanMs);
  const medianMs = medianOf(values);
  if (medianMs === null) return null;
  const measured = runs.filter(run => run.variant === variant && run.round > 0);
  return {
    variant,
    label: plan.variants[variant]?.label ?? '',
    runs: values.length,
    leftOut: measured.length - values.length,
    medianMs,
    interval: typicalInterval(values, shownLevel),
    outliers: outliersOf(values).map(index => {
      const [round, makespanMs] = makespans[index] as [number, number];
      return { round, makespanMs };
    }),
  };
}

/**
 * Who differs is known of some pairs only, and not in one row: A may not be told apart from B, nor B from C, and C be
 * slower than A all the same. So everybody has a range of places, by the pairs that are known.
 */
function withPlaces(order: readonly Unplaced[], comparisons: readonly Comparison[]): RankedVariant[] {
  const known = comparisons.filter(({ finding }) => finding === 'different');
  return order.map(entry => ({
    ...entry,
    place: 1 + known.filter(({ slower }) => slower === entry.variant).length,
    lastPlace: order.length - known.filter(({ faster }) => faster === entry.variant).length,
  }));
}

/** A workload that cuts its work by the number of workers gives other answers, piece by piece, for other numbers. */
const workOf = ({ report, variant }: ExperimentRun, { variants }: ExperimentPlan): string =>
  JSON.stringify([report.tasks.total, variants[variant]?.choice.workers]);

function checksumsAgree({ plan, runs }: Measured): boolean | null {
  const counted = runs.filter(counts);
  if (counted.every(({ report }) => report.checksum === null)) return null;
  const answers = new Map<string, string | null>();
  return counted.every(run => {
    const work = workOf(run, plan);
    const { checksum } = run.report;
    if (!answers.has(work)) answers.set(work, checksum);
    return checksum !== null && answers.get(work) === checksum;
  });
}

/** Half of the false claims may be made at the last look, for most experiments need it; the others share the rest. */
function shareOfLook({ leastRounds, mostRounds }: ExperimentPlan, rounds: number): number {
  const earlier = mostRounds - leastRounds;
  if (earlier === 0) return 1;
  return rounds >= mostRounds ? 1 / 2 : 1 / 2 / earlier;
}

const isDecided = (comparison: Comparison | undefined): boolean =>
  comparison !== undefined && comparison.finding !== 'undecided';

function isOrderSettled(order: readonly Unplaced[], comparisons: readonly Comparison[]): boolean {
  const [first] = order;
  return order.slice(1).every((slower, index) => {
    const before = order[index] as Unplaced;
    return (
      isDecided(between(comparisons, before.variant, slower.variant)) &&
      isDecided(between(comparisons, (first as Unplaced).variant, slower.variant))
    );
  });
}

/** Of those that may be the first, the longest that it takes to tell one of them from the first by its median. */
function repeatFor([first, ...others]: readonly RankedVariant[], comparisons: readonly Comparison[]) {
  const open = others
    .filter(({ place }) => place === 1)
    .map(({ variant }) => between(comparisons, first?.variant ?? 0, variant))
    .filter(comparison => comparison !== undefined);
  return mostRepeatToTell(open);
}

const pairsOf = <Each>(list: readonly Each[]): (readonly [Each, Each])[] =>
  list.flatMap((one, at) => list.slice(at + 1).map(other => [one, other] as const));

/** Ranks what there is so far; may be asked after every round (see `comparison.ts` for what that costs). */
export function rank(measured: Measured): Ranking {
  const { plan, runs } = measured;
  const summaries = plan.variants
    .map((_variant, index) => summaryOf(measured, index))
    .filter(summary => summary !== null)
    .toSorted((a, b) => a.medianMs - b.medianMs);
  const makespans = plan.variants.map((_variant, index) => makespansOf(runs, index));
  const share = shareOfLook(plan, Math.max(0, ...runs.map(({ round }) => round)));
  const pairs = pairsOf(plan.variants).length;
  const noise = commonNoise(makespans);
  const comparisons = pairsOf(summaries).map(([faster, slower]) =>
    compareVariants(faster.variant, slower.variant, { makespans, noise, share, pairs }),
  );
  const order = withPlaces(summaries, comparisons);
  const advice = plan.kind === 'sweep' ? adviceFor(plan, order, comparisons) : null;
  const isSettled = advice ? advice.confidence !== 'unsure' : isOrderSettled(summaries, comparisons);
  return {
    order,
    comparisons,
    isSettled: isSettled && summaries.length === plan.variants.length,
    repeatToTell: advice ? advice.repeatToTell : repeatFor(order, comparisons),
    advice,
    checksumsAgree: checksumsAgree(measured),
  };
}
