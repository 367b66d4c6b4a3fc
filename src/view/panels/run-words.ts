/** How a run is called and how far it is, in the words that header, summary and status line share. */
import type { RunRequest } from '../../protocol.ts';
import { spentBy } from '../../state/effort.ts';
import { isActive, runElapsedMs } from '../../state/selectors.ts';
import type { PastRun, RunState, State } from '../../state/state.ts';

/** Same workload, same size, same seed: only mode and workers may differ. */
const isComparable = (one: RunRequest, other: RunRequest): boolean =>
  one.workloadUrl === other.workloadUrl &&
  one.scale === other.scale &&
  one.seed === other.seed &&
  JSON.stringify(one.options) === JSON.stringify(other.options);

const sequentialBefore = (past: readonly PastRun[], request: RunRequest): PastRun | undefined =>
  past.findLast(run => run.request.mode === 'sequential' && isComparable(run.request, request));

/** Half a second: before that the figure swings too much to mean anything. */
const leastElapsedMs = 500;

interface Speedup {
  readonly factor: number;
  /** Measured against a sequential run, not worked out from the tasks of this one. */
  readonly isMeasured: boolean;
}

/** What one thread would have needed so far. More threads than cores do not run more than the cores can. */
function estimate(run: RunState, state: State, elapsedMs: number): Speedup | null {
  const cores = state.machine?.usableCores ?? state.sample?.cores.length ?? null;
  if (elapsedMs < leastElapsedMs || cores === null) return null;
  const { runMs, waitMs } = spentBy(run.effort, state.nowMs);
  return { factor: (Math.min(runMs, cores * elapsedMs) + waitMs) / elapsedMs, isMeasured: false };
}

/** Against the last sequential run of the same work; while a run goes on, its tasks' own time per elapsed time. */
export function speedup(state: State): Speedup | null {
  const { run, past } = state;
  const elapsedMs = runElapsedMs(state);
  if (run === null || elapsedMs === null) return null;
  const before = sequentialBefore(past, run.request);
  if (run.makespanMs !== null && run.makespanMs > 0 && before !== undefined) {
    return { factor: before.makespanMs / run.makespanMs, isMeasured: true };
  }
  return isActive(run) ? estimate(run, state, elapsedMs) : null;
}
