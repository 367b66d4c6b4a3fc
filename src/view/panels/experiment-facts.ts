/** What the views say of a comparison or sweep: worked out once for every run that ends, not for every frame. */
import { boundOfCompare } from '../../analysis/compare-verdict.ts';
import { disturbedWords, reportsOf } from '../../analysis/experiment-common.ts';
import { verdictOf } from '../../analysis/experiment-result.ts';
import { fitSweep } from '../../analysis/fit.ts';
import { experimentMisses } from '../../analysis/gap-words.ts';
import type { SweepFit } from '../../analysis/fit.ts';
import { counts, isWhole, makespansOf, rank } from '../../analysis/ranking.ts';
import { oversubscriptionText } from '../../analysis/oversubscription.ts';
import type { Ranking } from '../../analysis/ranking.ts';
import { medianOf } from '../../analysis/statistics.ts';
import type { RunReport } from '../../analysis/types.ts';
import type { ExperimentRun, ExperimentState } from '../../state/experiment.ts';

export interface VariantFacts {
  /** Index in the plan. */
  readonly variant: number;
  readonly label: string;
  /** The swept value; null in a comparison. */
  readonly x: number | null;
  /** Makespans of the measured runs, in their order; of the warm-up while there is no other. */
  readonly values: readonly number[];
  readonly isWarmUpOnly: boolean;
  readonly medianMs: number | null;
  readonly predictedMs: number | null;
  readonly lagP99Ms: number | null;
  readonly rssBytes: number | null;
  readonly checksum: string | null;
  /** Why the newest run has no result, where it has none. */
  readonly failure: string | null;
}

export interface ExperimentFacts {
  readonly variants: readonly VariantFacts[];
  readonly ranking: Ranking;
  /** Null in a comparison, and while there are too few points. */
  readonly fit: SweepFit | null;
  /** What bounds the one to take, of a comparison: `cpu-bound: ...`; null where nothing was measured. */
  readonly bound: string | null;
  /** What too many workers cost, of a sweep over workers; null where they were not too many. */
  readonly price: string | null;
  /** What would change that, and the command to try. */
  readonly next: string;
  /** Measured runs that the rest of the machine disturbed, in words; null where there is none. */
  readonly disturbed: string | null;
  /** Predictions that were missed, each with its variant and why. */
  readonly misses: readonly string[];
}

const failureOf = (report: RunReport | undefined): string | null => {
  if (report === undefined || report.ended !== 'finished')
    return report === undefined ? null : (report.reason ?? report.ended);
  return report.tasks.failed > 0 ? `${report.tasks.failed} of ${report.tasks.total} tasks failed` : null;
};

const present = (values: readonly (number | null | undefined)[]): number[] =>
  values.filter(value => value !== null && value !== undefined);

function variantFacts(experiment: ExperimentState, variant: number): VariantFacts {
  const { plan, runs } = experiment;
  const own = runs.filter(run => run.variant === variant);
  const measured = [...makespansOf(runs, variant).values()];
  const warmUp = present(own.filter(isWhole).map(({ report }) => report.makespanMs));
  const values = measured.length > 0 ? measured : warmUp.slice(0, 1);
  const counted = own.filter(counts);
  const told = counted.length > 0 ? counted : own;
  return {
    variant,
    label: plan.variants[variant]?.label ?? '',
    x: plan.variants[variant]?.x ?? null,
    values,
    isWarmUpOnly: measured.length === 0 && values.length > 0,
    medianMs: medianOf(values),
    predictedMs: medianOf(present(told.map(({ report }) => report.predicted?.makespanMs))),
    lagP99Ms: medianOf(present(told.map(({ report }) => report.loop.lagP99Ms))),
    rssBytes: medianOf(present(told.map(({ report }) => report.memory?.rssBytes))),
    checksum: told.at(-1)?.report.checksum ?? null,
    failure: failureOf(own.at(-1)?.report),
  };
}

function boundOf(experiment: ExperimentState, ranking: Ranking): string | null {
  const bound = experiment.plan.kind === 'compare' ? boundOfCompare(experiment, ranking) : null;
  return bound && `${bound.kind}: ${bound.text}`;
}

function priceOf(experiment: ExperimentState, fit: SweepFit | null): string | null {
  if (fit === null || experiment.plan.swept !== 'workers') return null;
  return oversubscriptionText(experiment, fit.recommended.workers) || null;
}

function workedOut(experiment: ExperimentState): ExperimentFacts {
  const { plan, runs } = experiment;
  const ranking = rank({ plan, runs });
  const fit = fitSweep(experiment, ranking);
  const disturbed = disturbedWords(reportsOf(experiment));
  return {
    variants: plan.variants.map((_variant, index) => variantFacts(experiment, index)),
    ranking,
    fit,
    bound: boundOf(experiment, ranking),
    price: priceOf(experiment, fit),
    next: verdictOf(experiment, ranking, fit).recommendation,
    misses: experimentMisses(experiment).map(
      ({ label, round, words }) => `${label} in round ${round} off its prediction by ${words}.`,
    ),
    disturbed: disturbed === null ? null : `Noisy: ${disturbed}.`,
  };
}

const known = new WeakMap<readonly ExperimentRun[], ExperimentFacts>();

export function experimentFacts(experiment: ExperimentState): ExperimentFacts {
  const found = known.get(experiment.runs) ?? workedOut(experiment);
  known.set(experiment.runs, found);
  return found;
}
