/** What the tasks of a run have cost so far, kept as sums, so that no picture has to add up 100,000 tasks. */
import type { Effort, Task } from './state.ts';

export const noEffort: Effort = { runMs: 0, running: 0, waitMs: 0, waiting: 0 };

/** One task's part. On a thread: CPU where it was measured, not the time without a core. */
const effortOf = (task: Task): Effort => {
  switch (task.state) {
    case 'done':
    case 'failed':
      return { ...noEffort, runMs: Math.min(task.runMs, task.cpuMs ?? task.runMs), waitMs: task.waitMs };
    case 'running':
      return { runMs: task.runMs - task.sinceMs, running: 1, waitMs: task.waitMs, waiting: 0 };
    case 'waiting':
      return { runMs: task.runMs, running: 0, waitMs: task.waitMs - task.sinceMs, waiting: 1 };
    case 'ready':
      return { ...noEffort, runMs: task.runMs, waitMs: task.waitMs };
    default:
      return noEffort;
  }
};

/** `sum` with a task that has become another; `before` null: the task is new. */
export const effortAfter = (sum: Effort, before: Task | null, after: Task): Effort => {
  const gone = before === null ? noEffort : effortOf(before);
  const come = effortOf(after);
  return {
    runMs: sum.runMs - gone.runMs + come.runMs,
    running: sum.running - gone.running + come.running,
    waitMs: sum.waitMs - gone.waitMs + come.waitMs,
    waiting: sum.waiting - gone.waiting + come.waiting,
  };
};

export const effortOfAll = (tasks: readonly Task[]): Effort =>
  tasks.reduce((sum, task) => effortAfter(sum, null, task), noEffort);

/** Milliseconds that the tasks have run and waited up to `nowMs`. */
export const spentBy = (
  { runMs, running, waitMs, waiting }: Effort,
  nowMs: number,
): { runMs: number; waitMs: number } => ({
  runMs: runMs + running * nowMs,
  waitMs: waitMs + waiting * nowMs,
});
