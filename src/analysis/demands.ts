/** What each task asks of the machine, as one run has measured it. */
import type { RunState, Task } from '../state/state.ts';
import type { Job } from './schedule.ts';

type EndedTask = Extract<Task, { state: 'done' | 'failed' }>;

const isMeasured = (task: Task): task is EndedTask => task.state === 'done' || task.state === 'failed';

const poolWaitOf = (task: EndedTask): number => task.poolMs ?? 0;

/** CPU where it was measured, else the time on the thread, which also counts the times without a core. */
const cpuOf = (task: EndedTask): number => task.cpuMs ?? task.runMs;

const leastPoolWait = (tasks: readonly EndedTask[]): number =>
  tasks.reduce((least, task) => Math.min(least, poolWaitOf(task)), Infinity);

/**
 * A wait for the libuv pool is work, and queueing for one of its threads: the work alone is what the processes used
 * beyond the tasks' own CPU, shared evenly. Where that is not known the shortest wait stands for it.
 */
const poolWorkPerTask = (run: RunState, tasks: readonly EndedTask[]): number => {
  const pooled = tasks.filter(task => poolWaitOf(task) > 0);
  if (pooled.length === 0) return 0;
  if (run.cpuMs === null) return leastPoolWait(pooled);
  const own = tasks.reduce((sum, task) => sum + cpuOf(task), 0);
  return Math.max(0, run.cpuMs - own) / pooled.length;
};

/** Null unless every task has run to an end: a part of the work predicts nothing about the whole. */
export const demandsOf = (run: RunState): readonly Job[] | null => {
  const tasks = run.tasks.filter(isMeasured);
  if (tasks.length === 0 || tasks.length < run.tasks.length) return null;
  const poolWorkMs = poolWorkPerTask(run, tasks);
  return tasks.map(task => ({
    cpuMs: cpuOf(task),
    waitMs: Math.max(0, task.waitMs - poolWaitOf(task)),
    poolMs: Math.min(poolWaitOf(task), poolWorkMs),
    after: task.after,
    priority: task.priority,
  }));
};
