/** Several runs of several variants -> who is faster, and which of the differences are real. */
import type { ExperimentPlan, ExperimentRun } from '../state/experiment.ts';
import type { Comparison } from './comparison.ts';
import { compareVariants } from './comparison.ts';
import type { Interval } from './statistics.ts';
import { medianOf, outliersOf, typicalInterval } from './statistics.ts';

/** As shown beside a median: 95 of 100 such intervals hold the true typical makespan. */
export const shownLevel = 0.95;

export interface RankedVariant {
  /** Index in the plan. */
  readonly variant: number;
  readonly label: string;
  /** 1 = fastest. Those that no real difference parts from the first of their place share it. */
  readonly place: number;
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
  /** Whether every two neighbours are known to differ, or known not to differ by more than a few percent. */
  readonly isSettled: boolean;
  /** Whether all runs of the same work gave the same answer; null if none of them gave any. */
  readonly checksumsAgree: boolean | null;
}

/** What the statistics need to know of an experiment. */
export interface Measured {
  readonly plan: ExperimentPlan;
  readonly runs: readonly ExperimentRun[];
}

/** A run whose makespan counts: not the warm-up, and all of its work done. */
export const counts = ({ round, report }: ExperimentRun): boolean =>
  round > 0 &&
  report.ended === 'finished' &&
  report.makespanMs !== null &&
  report.makespanMs > 0 &&
  report.tasks.done === report.tasks.total;

/** Makespans of one variant by round, milliseconds. */
export const makespansOf = (runs: readonly ExperimentRun[], variant: number): ReadonlyMap<number, number> =>
  new Map(
    runs
      .filter(run => run.variant === variant && counts(run))
      .map(({ round, report }) => [round, report.makespanMs as number]),
  );

type Unplaced = Omit<RankedVariant, 'place'>;

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

const between = (comparisons: readonly Comparison[], faster: number, slower: number) =>
  comparisons.find(one => one.faster === faster && one.slower === slower);

/** Who is really slower than the first of a place opens the next one. */
function withPlaces(order: readonly Unplaced[], comparisons: readonly Comparison[]): RankedVariant[] {
  let place = 1;
  let first = order[0]?.variant ?? 0;
  return order.map((entry, index) => {
    if (between(comparisons, first, entry.variant)?.finding === 'different') {
      place = index + 1;
      first = entry.variant;
    }
    return { ...entry, place };
  });
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

/** Ranks what there is so far; may be asked after every round (see `comparison.ts` for what that costs). */
export function rank(measured: Measured): Ranking {
  const { plan, runs } = measured;
  const summaries = plan.variants
    .map((_variant, index) => summaryOf(measured, index))
    .filter(summary => summary !== null)
    .toSorted((a, b) => a.medianMs - b.medianMs);
  const makespans = plan.variants.map((_variant, index) => makespansOf(runs, index));
  const looks = plan.mostRounds - plan.leastRounds + 1;
  const pairCount = (plan.variants.length * (plan.variants.length - 1)) / 2;
  const comparisons = summaries.flatMap((faster, at) =>
    summaries
      .slice(at + 1)
      .map(slower =>
        compareVariants(faster.variant, slower.variant, { makespans, claims: pairCount * looks }),
      ),
  );
  const isSettled =
    summaries.length === plan.variants.length &&
    summaries.slice(1).every((slower, index) => {
      const faster = summaries[index] as Unplaced;
      return between(comparisons, faster.variant, slower.variant)?.finding !== 'undecided';
    });
  return {
    order: withPlaces(summaries, comparisons),
    comparisons,
    isSettled,
    checksumsAgree: checksumsAgree(measured),
  };
}
