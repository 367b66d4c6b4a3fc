/** What a comparison or sweep has shown, worked out once: for the document, the plain text and the screens. */
import type { ExperimentRun, ExperimentState } from '../state/experiment.ts';
import { baseOf } from './assertions/variants.ts';
import type { SweepFit } from './fit.ts';
import { verdictOfCompare } from './compare-verdict.ts';
import { isGuessRight, leadersOf } from './experiment-guess.ts';
import { fitSweep } from './fit.ts';
import type { Ranking } from './ranking.ts';
import { counts, rank } from './ranking.ts';
import { medianOf } from './statistics.ts';
import { verdictOfSweep } from './sweep-verdict.ts';
import type { RunReport, Verdict } from './types.ts';

/** Figures of one variant; null where they were not measured, or no run of it counts. */
export interface VariantFigures {
  readonly variant: number;
  readonly label: string;
  readonly x: number | null;
  /** Medians over its runs that count. */
  readonly medianMs: number | null;
  readonly predictedMs: number | null;
  readonly lagP99Ms: number | null;
  readonly startupMs: number | null;
  readonly rssBytes: number | null;
  readonly speedup: number | null;
  /** Its newest run that counts. */
  readonly report: RunReport | null;
}

interface GuessAnswer {
  readonly guessed: string;
  readonly guessedFactor: number | null;
  /** Labels of all that nobody really beats. */
  readonly winners: readonly string[];
  /** Null while it is open: nothing parts the guessed one from the fastest, or from nobody at all. */
  readonly isRight: boolean | null;
  /** How many times faster than the first variant the guessed one was; null where that is not known. */
  readonly factor: number | null;
}

export interface ExperimentResult {
  readonly ranking: Ranking;
  /** In the order of the plan. */
  readonly figures: readonly VariantFigures[];
  /** Index of the variant that speedup is measured against. */
  readonly base: number;
  /** Of a sweep whose number is one of lanes or of tasks at once. */
  readonly fit: SweepFit | null;
  /** Who or how many, what bounds it, what would change that, and the command to try. */
  readonly verdict: Verdict;
  /** Null if nobody guessed, or nothing was measured. */
  readonly guess: GuessAnswer | null;
  /** Measured rounds that are complete. */
  readonly rounds: number;
}

const medianBy = (runs: readonly ExperimentRun[], figure: (report: RunReport) => number | null) =>
  medianOf(runs.map(({ report }) => figure(report)).filter(value => value !== null));

function figuresOf({ plan, runs }: ExperimentState, base: number): VariantFigures[] {
  const counted = plan.variants.map((_, index) => runs.filter(run => run.variant === index && counts(run)));
  const medians = counted.map(own => medianBy(own, ({ makespanMs }) => makespanMs));
  const baseMs = medians[base] ?? null;
  return plan.variants.map(({ label, x }, variant) => {
    const own = counted[variant] ?? [];
    const medianMs = medians[variant] ?? null;
    return {
      variant,
      label,
      x,
      medianMs,
      predictedMs: medianBy(own, ({ predicted }) => predicted?.makespanMs ?? null),
      lagP99Ms: medianBy(own, ({ loop }) => loop.lagP99Ms),
      startupMs: medianBy(own, ({ startupMs }) => startupMs),
      rssBytes: medianBy(own, ({ memory }) => memory?.rssBytes ?? null),
      speedup: baseMs === null || medianMs === null ? null : baseMs / medianMs,
      report: own.at(-1)?.report ?? null,
    };
  });
}

function guessOf({ plan, guess }: ExperimentState, ranking: Ranking, figures: readonly VariantFigures[]) {
  if (!guess || ranking.order.length === 0) return null;
  const firstMs = figures[0]?.medianMs ?? null;
  const guessedMs = figures[guess.variant]?.medianMs ?? null;
  return {
    guessed: plan.variants[guess.variant]?.label ?? '',
    guessedFactor: guess.factor,
    winners: leadersOf(ranking).map(({ label }) => label),
    isRight: isGuessRight(ranking, guess.variant),
    factor: firstMs === null || guessedMs === null ? null : firstMs / guessedMs,
  };
}

function completeRounds({ plan, runs }: ExperimentState): number {
  const last = plan.variants.length - 1;
  return Math.max(0, ...runs.filter(run => run.variant === last).map(({ round }) => round));
}

/** Who or how many, what bounds it, and what to try; `curve` is that of a sweep, whatever its number counts. */
export const verdictOf = (experiment: ExperimentState, ranking: Ranking, curve: SweepFit | null): Verdict =>
  experiment.plan.kind === 'sweep'
    ? verdictOfSweep(experiment, ranking, curve)
    : verdictOfCompare(experiment, ranking);

/** May be asked at any moment; what has not been measured yet is null. */
export function resultOf(experiment: ExperimentState): ExperimentResult {
  const { plan } = experiment;
  const base = baseOf(plan);
  const ranking = rank(experiment);
  const figures = figuresOf(experiment, base);
  const curve = fitSweep(experiment, ranking);
  return {
    ranking,
    figures,
    base,
    // Yielding more or less often is no scaling: there is nothing to fit.
    fit: plan.swept === 'slice' ? null : curve,
    verdict: verdictOf(experiment, ranking, curve),
    guess: guessOf(experiment, ranking, figures),
    rounds: completeRounds(experiment),
  };
}
