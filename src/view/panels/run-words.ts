/** How a run is called and how far it is, in the words that header, summary and status line share. */
import { modes } from '../../modes.ts';
import type { ModeId, RunRequest } from '../../protocol.ts';
import { isActive, runElapsedMs } from '../../state/selectors.ts';
import type { PastRun, RunState, State, Task } from '../../state/state.ts';

/** `parallel ×2`, `sequential`. */
export const modeAndWorkers = (mode: ModeId, workers: number): string =>
  modes.find(({ id }) => id === mode)?.hasWorkers === true ? `${mode} ×${workers}` : mode;

/** The same with the tasks in flight in each worker: `hybrid ×2·4`. */
export const modeWords = ({ mode, workers, tasksPerWorker }: RunRequest): string =>
  modeAndWorkers(mode, workers) + (mode === 'hybrid' ? `·${tasksPerWorker}` : '');

/** Same workload, same size, same seed: only mode and workers may differ. */
const isComparable = (one: RunRequest, other: RunRequest): boolean =>
  one.workloadUrl === other.workloadUrl &&
  one.scale === other.scale &&
  one.seed === other.seed &&
  JSON.stringify(one.options) === JSON.stringify(other.options);

const sequentialBefore = (past: readonly PastRun[], request: RunRequest): PastRun | undefined =>
  past.findLast(run => run.request.mode === 'sequential' && isComparable(run.request, request));

/** What a task would have cost one thread so far: its CPU where measured (not the time without a core), and waits. */
function aloneMs(task: Task, nowMs: number): number {
  if (task.state === 'done' || task.state === 'failed') {
    return Math.min(task.runMs, task.cpuMs ?? task.runMs) + task.waitMs;
  }
  if (task.state === 'running') return task.runMs + task.waitMs + nowMs - task.sinceMs;
  if (task.state === 'waiting') return task.runMs + task.waitMs + nowMs - task.sinceMs;
  if (task.state === 'ready') return task.runMs + task.waitMs;
  return 0;
}

/** Half a second: before that the figure swings too much to mean anything. */
const leastElapsedMs = 500;

export interface Speedup {
  readonly factor: number;
  /** Measured against a sequential run, not worked out from the tasks of this one. */
  readonly isMeasured: boolean;
}

function estimate(run: RunState, elapsedMs: number, nowMs: number): Speedup | null {
  if (elapsedMs < leastElapsedMs) return null;
  const alone = run.tasks.reduce((sum, task) => sum + aloneMs(task, nowMs), 0);
  return { factor: alone / elapsedMs, isMeasured: false };
}

/** Against the last sequential run of the same work; while a run goes on, its tasks' own time per elapsed time. */
export function speedup(state: State): Speedup | null {
  const { run, past, nowMs } = state;
  const elapsedMs = runElapsedMs(state);
  if (run === null || elapsedMs === null) return null;
  const before = sequentialBefore(past, run.request);
  if (run.makespanMs !== null && run.makespanMs > 0 && before !== undefined) {
    return { factor: before.makespanMs / run.makespanMs, isMeasured: true };
  }
  return isActive(run) ? estimate(run, elapsedMs, nowMs) : null;
}
