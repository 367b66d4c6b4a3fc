/** What the views say of a comparison or sweep: worked out once for every run that ends, not for every frame. */
import { fitSweep } from '../../analysis/fit.ts';
import type { SweepFit } from '../../analysis/fit.ts';
import { counts, makespansOf, rank } from '../../analysis/ranking.ts';
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
  readonly checksum: string | null;
  /** Why the newest run has no result, where it has none. */
  readonly failure: string | null;
}

export interface ExperimentFacts {
  readonly variants: readonly VariantFacts[];
  readonly ranking: Ranking;
  /** Null in a comparison, and while there are too few points. */
  readonly fit: SweepFit | null;
  /** Measured runs that the rest of the machine disturbed, in words; null where there is none. */
  readonly disturbed: string | null;
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
  const warmUp = present(own.map(({ report }) => report.makespanMs));
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
    checksum: told.at(-1)?.report.checksum ?? null,
    failure: failureOf(own.at(-1)?.report),
  };
}

/** By the verdict of each run, which knows what is too much. */
function disturbedWords(runs: readonly ExperimentRun[]): string | null {
  const measured = runs.filter(({ round }) => round > 0);
  const noisy = measured.filter(({ report }) => report.verdict.kind === 'noisy').length;
  return noisy === 0
    ? null
    : `Noisy: ${noisy} of ${measured.length} runs were disturbed by other work on the machine.`;
}

function workedOut(experiment: ExperimentState): ExperimentFacts {
  const { plan, runs } = experiment;
  const ranking = rank({ plan, runs });
  return {
    variants: plan.variants.map((_variant, index) => variantFacts(experiment, index)),
    ranking,
    fit: fitSweep(experiment, ranking),
    disturbed: disturbedWords(runs),
  };
}

const known = new WeakMap<readonly ExperimentRun[], ExperimentFacts>();

export function experimentFacts(experiment: ExperimentState): ExperimentFacts {
  const found = known.get(experiment.runs) ?? workedOut(experiment);
  known.set(experiment.runs, found);
  return found;
}
