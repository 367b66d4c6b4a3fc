/**
 * Applies a batch of task steps to a run. All that grows is copied once per batch and only where it changes, never per
 * record.
 */
import { taskPhases } from '../protocol.ts';
import type { TaskPhase, TraceRecord } from '../protocol.ts';
import { ChunksDraft } from './chunks.ts';
import type { ListOf } from './chunks.ts';
import { addEffort } from './effort.ts';
import type { EffortDraft } from './effort.ts';
import type { LaneDraft } from './lanes.ts';
import { followTask, laneDraft, laneOf, segmentsMax } from './lanes.ts';
import { logEntriesMax } from './log.ts';
import type { Counts, LogEntry, RunState, Task } from './state.ts';
import { advanced, isInFlight, withError } from './tasks.ts';

export interface RunDraft {
  readonly before: RunState;
  readonly tasks: ChunksDraft<Task>;
  readonly counts: Record<TaskPhase, number>;
  readonly laneIndexes: ReadonlyMap<string, number>;
  readonly lanes: Map<string, LaneDraft>;
  readonly log: LogEntry[];
  readonly effort: EffortDraft;
  inFlightMax: number;
  runningNowMax: number;
}

const phaseNames = taskPhases.filter((phase): phase is TaskPhase => phase !== 'progress');

export const countsOf = (tasks: ListOf<Task>): Counts => {
  const counts = Object.fromEntries(phaseNames.map(phase => [phase, 0])) as Record<TaskPhase, number>;
  for (const task of tasks.slice()) counts[task.state] += 1;
  return counts;
};

/** The tasks, with the errors that were told since the last steps. */
const tasksOf = (run: RunState): ChunksDraft<Task> => {
  const tasks = new ChunksDraft(run.tasks);
  for (const { task, text } of run.errorTexts?.slice() ?? []) {
    const before = tasks.at(task);
    if (before) tasks.set(task, withError(before, text));
  }
  return tasks;
};

export const runDraft = (run: RunState): RunDraft => ({
  before: run,
  tasks: tasksOf(run),
  effort: { ...run.effort },
  counts: { ...run.counts },
  laneIndexes: new Map(run.lanes.map((lane, index) => [lane.id, index])),
  lanes: new Map(),
  log: [],
  inFlightMax: run.inFlightMax,
  runningNowMax: run.runningNowMax,
});

export const runOf = (draft: RunDraft): RunState => {
  const lanes = draft.before.lanes.slice();
  const most = segmentsMax(lanes.length);
  for (const [id, lane] of draft.lanes) lanes[draft.laneIndexes.get(id) as number] = laneOf(lane, most);
  const { errorTexts: _told, ...before } = draft.before;
  return {
    ...before,
    tasks: draft.tasks.list(),
    counts: draft.counts,
    effort: draft.effort,
    lanes,
    inFlightMax: draft.inFlightMax,
    runningNowMax: draft.runningNowMax,
  };
};

const laneIn = (draft: RunDraft, id: string): LaneDraft | null => {
  const known = draft.lanes.get(id);
  if (known) return known;
  const index = draft.laneIndexes.get(id);
  const state = index === undefined ? undefined : draft.before.lanes[index];
  if (!state) return null;
  const lane = laneDraft(state);
  draft.lanes.set(id, lane);
  return lane;
};

/** Replaces a task by what it has become, and keeps counts, peaks and its lane in step. */
export const replaceTask = (draft: RunDraft, after: Task, lane: LaneDraft | null, atMs: number): void => {
  const before = draft.tasks.at(after.index) as Task;
  const { counts } = draft;
  draft.tasks.set(after.index, after);
  counts[before.state] -= 1;
  counts[after.state] += 1;
  addEffort(draft.effort, before, -1);
  addEffort(draft.effort, after, 1);
  if (lane) followTask(lane, before, after, atMs);
  draft.inFlightMax = Math.max(draft.inFlightMax, counts.running + counts.waiting + counts.ready);
  draft.runningNowMax = Math.max(draft.runningNowMax, counts.running);
};

/**
 * A thread has one pair of hands: when it takes up a task while another still counts as running there, that one has
 * left by an await that its context did not see, or the record of it was dropped. It waits, for what is not known.
 */
const putAside = (draft: RunDraft, lane: LaneDraft, record: TraceRecord): void => {
  const other = lane.running;
  if (record.phase !== 'running' || other === null || other === record.task) return;
  const step: TraceRecord = { ...record, phase: 'waiting', task: other, value: 0 };
  replaceTask(draft, advanced(draft.tasks.at(other) as Task, step), lane, record.atMs);
};

const durationOf = (task: Task): number | null => {
  if (task.state === 'done' || task.state === 'failed') return task.endMs - task.startMs;
  return task.state === 'cancelled' && task.started ? task.endMs - task.started.startMs : null;
};

const noteOf = (task: Task): string => {
  if (task.state === 'waiting') return `${task.name}: ${task.reason}`;
  return task.state === 'queued' ? `${task.name}: again, its lane is lost` : task.name;
};

const noted = (draft: RunDraft, before: Task, after: Task, lane: string, atMs: number): void => {
  const isResumed = after.state === 'running' && before.state !== 'queued';
  if (isResumed || after.state === 'ready') return;
  // Only the newest entries survive the log's bound anyway.
  if (draft.log.length >= 2 * logEntriesMax) draft.log.splice(0, logEntriesMax);
  draft.log.push({
    atMs,
    lane,
    task: after.index,
    kind: after.state === 'running' ? 'started' : after.state,
    text: noteOf(after),
    durationMs: durationOf(after),
  });
};

/** One record. Unknown tasks and lanes are passed over: they belong to a run or a lane that is gone. */
export const applyRecord = (draft: RunDraft, record: TraceRecord): void => {
  const before = draft.tasks.at(record.task);
  if (!before) return;
  // Once started a task stays with its lane, also if another one (the pool's owner) reports its end.
  const laneId = isInFlight(before) ? before.lane : record.lane;
  // A lane that goes on as before stays the same object: panels draw it anew only if it has changed.
  if (record.phase === 'progress') {
    if (draft.laneIndexes.has(laneId)) draft.tasks.set(record.task, advanced(before, record));
    return;
  }
  const lane = laneIn(draft, laneId);
  if (!lane && record.phase !== 'cancelled') return;
  const after = advanced(before, record);
  if (after === before) return;
  if (lane) putAside(draft, lane, record);
  const isNeverStarted = after.state === 'cancelled' && after.started === null;
  replaceTask(draft, after, isNeverStarted ? null : lane, record.atMs);
  noted(draft, before, after, laneId, record.atMs);
};
