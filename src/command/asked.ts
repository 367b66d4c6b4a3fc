/** From the command line to what is run: one choice, or the plan of a comparison or sweep. */
import { variantNamed } from '../analysis/assertions/variants.ts';
import { UsageError } from '../errors.ts';
import type { CompareOptions, LaneOptions, SweepOptions, WorkOptions } from '../options.ts';
import type { ModeId } from '../protocol.ts';
import type { ExperimentPlan } from '../state/experiment.ts';
import type { RunChoice } from '../state/state.ts';
import { titleOf } from './catalog.ts';
import { defaultWorkersFor } from './choice.ts';
import { comparePlan } from './compare.ts';
import { sweepPlan } from './sweep.ts';

/** What the machine and the product decide where the command line says nothing. */
export interface Usual {
  readonly usableCores: number;
  readonly tasksPerWorker: number;
  readonly sliceMs: number;
}

export function choiceFrom(
  options: WorkOptions & LaneOptions,
  mode: ModeId,
  { usableCores }: Usual,
): RunChoice {
  const { workload, workers, tasksPerWorker, sliceMs, uvThreads, seed, scale, settings } = options;
  return {
    workloadId: workload,
    mode,
    workers: workers ?? defaultWorkersFor(mode, usableCores),
    tasksPerWorker,
    sliceMs,
    seed,
    scale,
    ...(uvThreads === null ? {} : { uvThreads }),
    options: settings,
  };
}

/** @throws {UsageError} if what is guessed is not among what is compared, or needs no factor. */
function withGuess(plan: ExperimentPlan, guess: CompareOptions['guess']): ExperimentPlan {
  if (guess === null) return plan;
  const { name, factor } = guess;
  const isNumber = plan.kind === 'sweep' && /^\d+$/.test(name);
  const variant = variantNamed(plan, isNumber ? Number(name) : name, '--guess');
  if (variant === 0 && factor !== null) {
    throw new UsageError(
      `--guess: factors count from ${plan.variants[0]?.label}: expected it without one, or another`,
    );
  }
  return { ...plan, guess: { variant, factor } };
}

/** @throws {UsageError} if a sweep has nothing to sweep, or a mode for which it means nothing. */
export function planFrom(options: CompareOptions | SweepOptions, usual: Usual): ExperimentPlan {
  const workloadTitle = titleOf(options.workload);
  if (options.command === 'compare') {
    // The pool's default for all of them, so that they do the same work.
    const choice = choiceFrom(options, 'parallel', usual);
    return withGuess(comparePlan({ ...options, choice, workloadTitle }), options.guess);
  }
  const { tasksPerWorker, sliceMs, usableCores } = usual;
  const lanes = { workers: null, tasksPerWorker, sliceMs, uvThreads: null };
  const choice = choiceFrom({ ...options, ...lanes }, 'parallel', usual);
  return withGuess(sweepPlan({ ...options, choice, workloadTitle, usableCores }), options.guess);
}
