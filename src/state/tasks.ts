/** One step in the life of one task: (task, record) -> task. Knows nothing of lanes and counts. */
import { waitReasons } from '../protocol.ts';
import type { PlannedTaskInfo, TraceRecord } from '../protocol.ts';
import type { Task, TaskOnLane } from './state.ts';

export type InFlightTask = Extract<Task, { state: 'running' | 'waiting' | 'ready' }>;
type EndPhase = 'done' | 'failed' | 'cancelled';
type Step = Pick<TraceRecord, 'atMs' | 'value'>;

export const queuedTask = (info: PlannedTaskInfo, index: number): Task => ({
  index,
  name: info.name,
  after: info.after,
  priority: info.priority,
  state: 'queued',
});

export const isInFlight = (task: Task): task is InFlightTask =>
  task.state === 'running' || task.state === 'waiting' || task.state === 'ready';

const baseOf = ({ index, name, after, priority }: Task) => ({ index, name, after, priority });

/**
 * The stamps of a task in flight with the time since its last step put to where it belongs. A stamp before the last
 * step (a record was dropped, or `ready` carries a past moment) counts as no time.
 */
const settled = (task: InFlightTask, atMs: number): TaskOnLane => {
  const spanMs = Math.max(0, atMs - task.sinceMs);
  const { lane, startMs, runMs, waitMs, readyMs, poolMs, error } = task;
  const isPool = task.state === 'waiting' && task.reason === 'pool';
  return {
    lane,
    startMs,
    runMs: runMs + (task.state === 'running' ? spanMs : 0),
    waitMs: waitMs + (task.state === 'waiting' ? spanMs : 0),
    readyMs: readyMs + (task.state === 'ready' ? spanMs : 0),
    ...(poolMs !== undefined || isPool ? { poolMs: (poolMs ?? 0) + (isPool ? spanMs : 0) } : {}),
    ...(error === undefined ? {} : { error }),
  };
};

const started = (lane: string, startMs: number): TaskOnLane => ({
  lane,
  startMs,
  runMs: 0,
  waitMs: 0,
  readyMs: 0,
});

/** Stamps up to `atMs`; a task whose first record was dropped starts with the first one that came. */
const onLane = (task: Task, lane: string, atMs: number): TaskOnLane =>
  isInFlight(task) ? settled(task, atMs) : started(lane, atMs);

const moved = (task: Task, phase: InFlightTask['state'], lane: string, step: Step): Task => {
  const known = isInFlight(task) ? task : null;
  const common = {
    ...baseOf(task),
    ...onLane(task, lane, step.atMs),
    sinceMs: Math.max(step.atMs, known?.sinceMs ?? step.atMs),
    progress: known?.progress ?? null,
  };
  if (phase === 'waiting') return { ...common, state: phase, reason: waitReasons[step.value] ?? 'other' };
  const mark = phase === 'running' && step.value > 0 ? { mark: step.value } : {};
  return { ...common, state: phase, ...mark };
};

/** The task as it ended. `error` is used for `failed` only. */
export const ended = (task: Task, phase: EndPhase, lane: string, step: Step, error = ''): Task => {
  const base = baseOf(task);
  const endMs = isInFlight(task) ? Math.max(step.atMs, task.sinceMs) : step.atMs;
  if (phase === 'cancelled') {
    return { ...base, state: phase, endMs, started: isInFlight(task) ? settled(task, endMs) : null };
  }
  const stamps = onLane(task, lane, endMs);
  const cpuMs = step.value >= 0 ? step.value : null;
  return phase === 'done'
    ? { ...base, ...stamps, state: phase, endMs, cpuMs }
    : { ...base, ...stamps, state: phase, endMs, cpuMs, error: stamps.error ?? error };
};

/** What the record makes of the task; the very same object where it says nothing new (it has ended already). */
export const advanced = (task: Task, record: TraceRecord): Task => {
  if (task.state !== 'queued' && !isInFlight(task)) return task;
  const { phase, lane } = record;
  // Its lane is lost: it starts again from its beginning.
  if (phase === 'queued') return isInFlight(task) ? { ...baseOf(task), state: phase } : task;
  if (phase === 'progress') return isInFlight(task) ? { ...task, progress: record.value } : task;
  if (phase === 'done' || phase === 'failed' || phase === 'cancelled')
    return ended(task, phase, lane, record);
  return moved(task, phase, lane, record);
};

/** The error text that came for a task, kept with it; after its end only where the end was a failure. */
export const withError = (task: Task, error: string): Task =>
  task.state === 'failed' || isInFlight(task) ? { ...task, error } : task;
