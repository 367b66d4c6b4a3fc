/** The tasks of a run with their stamps counted from its start. */
import type { RunState, Task } from '../state/state.ts';
import type { RunReport } from './types.ts';

type TaskTime = RunReport['taskTimes'][number];

const endOf = (task: Task | undefined): number | null => (task && 'endMs' in task ? task.endMs : null);

/** When it could have started: the start of the run, or the end of the last task that it had to wait for. */
const couldStartMs = (run: RunState, task: Task, startMs: number): number =>
  task.after.reduce((latest, other) => Math.max(latest, endOf(run.tasks.at(other)) ?? latest), startMs);

const onLaneOf = (task: Task) => {
  if (task.state === 'queued') return null;
  return task.state === 'cancelled' ? task.started : task;
};

const timeOf = (run: RunState, task: Task, originMs: number): TaskTime => {
  const onLane = onLaneOf(task);
  const endMs = endOf(task);
  const leftQueueMs = onLane?.startMs ?? endMs ?? run.endMs ?? originMs;
  return {
    id: task.index,
    name: task.name,
    state: task.state,
    lane: onLane?.lane ?? null,
    queuedMs: Math.max(0, leftQueueMs - couldStartMs(run, task, originMs)),
    startMs: onLane ? onLane.startMs - originMs : null,
    endMs: endMs === null ? null : endMs - originMs,
    runMs: onLane?.runMs ?? null,
    waitMs: onLane?.waitMs ?? null,
    readyMs: onLane?.readyMs ?? null,
    cpuMs: 'cpuMs' in task ? task.cpuMs : null,
    ...(task.state === 'failed' ? { error: task.error } : {}),
  };
};

/** All tasks, in plan order. */
export const taskTimesOf = (run: RunState): readonly TaskTime[] => {
  const originMs = run.startMs ?? run.askedAtMs;
  return run.tasks.slice().map(task => timeOf(run, task, originMs));
};
