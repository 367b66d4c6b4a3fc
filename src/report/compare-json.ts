/** A comparison or sweep as one JSON document. */
import type { Comparison } from '../analysis/comparison.ts';
import { toldInterval } from '../analysis/experiment-interval.ts';
import type { ExperimentResult } from '../analysis/experiment-result.ts';
import { resultOf } from '../analysis/experiment-result.ts';
import { shownLevel } from '../analysis/comparison.ts';
import { withSeedClaims } from './claims.ts';
import { guessText } from './compare-words.ts';
import type { ExperimentPlan, ExperimentState } from '../state/experiment.ts';

const labelIn = ({ variants }: ExperimentPlan, variant: number): string => variants[variant]?.label ?? '';

const comparisonFields = (plan: ExperimentPlan, comparison: Comparison) => {
  const { faster, slower, ratio, interval, finding, rounds, repeatToTell } = comparison;
  return {
    faster: labelIn(plan, faster),
    slower: labelIn(plan, slower),
    ratio,
    interval: toldInterval(interval),
    finding,
    isReal: finding === 'different',
    rounds,
    repeatToTell,
  };
};

const rankingFields = (plan: ExperimentPlan, { ranking, figures }: ExperimentResult) => ({
  level: shownLevel,
  isSettled: ranking.isSettled,
  repeatToTell: ranking.repeatToTell,
  checksumsAgree: ranking.checksumsAgree,
  order: ranking.order.map(({ variant, ...ranked }) => ({
    ...ranked,
    interval: toldInterval(ranked.interval),
    predictedMs: figures[variant]?.predictedMs ?? null,
    speedup: figures[variant]?.speedup ?? null,
  })),
  comparisons: ranking.comparisons.map(comparison => comparisonFields(plan, comparison)),
});

/** The value to give to `toJson`. Every run is a document as `run --json` prints it, with its variant and round. */
export function experimentDocument(experiment: ExperimentState, hasSeedClaims = false) {
  const { plan, runs, phase, endReason } = experiment;
  const result = resultOf(experiment);
  return {
    schema: 1,
    kind: plan.kind,
    workload: plan.variants[0]?.choice.workloadId ?? null,
    title: plan.workloadTitle,
    swept: plan.swept,
    ended: phase,
    endReason,
    rounds: { least: plan.leastRounds, most: plan.mostRounds, measured: result.rounds },
    variants: plan.variants.map(({ label, choice, x }) => ({
      label,
      mode: choice.mode,
      workers: choice.workers,
      x,
    })),
    ranking: rankingFields(plan, result),
    speedupAgainst: labelIn(plan, result.base),
    fit: result.fit,
    verdict: result.verdict,
    guess: result.guess && { ...result.guess, answer: guessText(experiment, result) },
    runs: runs.map(({ variant, round, report }) => ({
      variant: labelIn(plan, variant),
      round,
      isWarmUp: round === 0,
      ...(hasSeedClaims ? withSeedClaims(report) : report),
    })),
  };
}
