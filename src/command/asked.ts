/** From the command line to what is run: one choice, or the plan of a comparison or sweep. */
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

/** @throws {UsageError} if a sweep has nothing to sweep, or a mode for which it means nothing. */
export function planFrom(options: CompareOptions | SweepOptions, usual: Usual): ExperimentPlan {
  const workloadTitle = titleOf(options.workload);
  if (options.command === 'compare') {
    // The pool's default for all of them, so that they do the same work.
    const choice = choiceFrom(options, 'parallel', usual);
    return comparePlan({ ...options, choice, workloadTitle });
  }
  const { tasksPerWorker, sliceMs, usableCores } = usual;
  const lanes = { workers: null, tasksPerWorker, sliceMs, uvThreads: null };
  const choice = choiceFrom({ ...options, ...lanes }, 'parallel', usual);
  return sweepPlan({ ...options, choice, workloadTitle, usableCores });
}
