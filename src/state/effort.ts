/** What the tasks of a run have cost so far, kept as sums, so that no picture has to add up 100,000 tasks. */
import type { ListOf } from './chunks.ts';
import type { Effort, Task } from './state.ts';

export const noEffort: Effort = { runMs: 0, running: 0, waitMs: 0, waiting: 0 };

/**
 * A kernel that counts at each tick (4 ms at 250 Hz) tells next to nothing of a task that came and went between two: a
 * worker that sleeps after it has its time booked when it goes to sleep, which is after the task.
 */
const tickMs = 4;

/** CPU of a task on its thread: what was measured, else and for the shortest ones its time there, a core or not. */
export const cpuOfTask = (task: { readonly runMs: number; readonly cpuMs: number | null }): number =>
  task.cpuMs === null || task.runMs < tickMs ? task.runMs : task.cpuMs;

/** Sums while a message is applied: changed in place, for this is done for every step of every task. */
export type EffortDraft = { -readonly [Field in keyof Effort]: Effort[Field] };

/** Adds one task's part (`sign` -1 takes it away). On a thread: CPU where it was measured, not the time without a core. */
export const addEffort = (sums: EffortDraft, task: Task, sign: 1 | -1): void => {
  if (task.state === 'queued' || task.state === 'cancelled') return;
  const hasEnded = task.state === 'done' || task.state === 'failed';
  const runMs = hasEnded ? Math.min(task.runMs, cpuOfTask(task)) : task.runMs;
  sums.runMs += sign * runMs;
  sums.waitMs += sign * task.waitMs;
  if (task.state === 'running') {
    sums.running += sign;
    sums.runMs -= sign * task.sinceMs;
  }
  if (task.state === 'waiting') {
    sums.waiting += sign;
    sums.waitMs -= sign * task.sinceMs;
  }
};

export const effortOfAll = (tasks: ListOf<Task>): Effort => {
  const sums: EffortDraft = { ...noEffort };
  for (const task of tasks.slice()) addEffort(sums, task, 1);
  return sums;
};

/** Milliseconds that the tasks have run and waited up to `nowMs`. */
export const spentBy = (
  { runMs, running, waitMs, waiting }: Effort,
  nowMs: number,
): { runMs: number; waitMs: number } => ({
  runMs: runMs + running * nowMs,
  waitMs: waitMs + waiting * nowMs,
});
