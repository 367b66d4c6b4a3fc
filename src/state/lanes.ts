/** A lane while one message is applied: copied once, then changed in place, then made immutable again. */
import type { LaneInfo } from '../protocol.ts';
import { outlined } from './outline.ts';
import type { LaneState, Segment, Task } from './state.ts';
import { isInFlight } from './tasks.ts';
import type { InFlightTask } from './tasks.ts';

/** Of all lanes together: some 2 MB, and gone through for every picture. */
const segmentsOfAll = 20_000;
/** Ten minutes of a lane at three changes a second; a screen row shows a few hundred at most. */
const segmentsMost = 2_000;
/** A run of hundreds of lanes keeps the last stretch of each. */
const segmentsLeast = 100;

/** Pieces that each of so many lanes keeps; those before are an outline. */
export const segmentsMax = (lanes: number): number =>
  Math.max(segmentsLeast, Math.min(segmentsMost, Math.floor(segmentsOfAll / Math.max(1, lanes))));

/** A thread wanders; the last few cores are what a reader can use. */
const coresMax = 64;

export interface LaneDraft {
  readonly before: LaneState;
  /** Tasks taken up and not ended within this message, and those of before that have ended. */
  readonly joined: Set<number>;
  readonly left: Set<number>;
  readonly segments: Segment[];
  running: number | null;
  tasksEnded: number;
  busyMs: number;
  waitMs: number;
}

export const openedLane = (info: LaneInfo): LaneState => ({
  id: info.id,
  kind: info.kind,
  pid: info.pid,
  tid: info.tid,
  startupMs: info.startupMs,
  openedAtMs: info.openedAtMs,
  state: 'open',
  lostReason: null,
  inFlight: [],
  running: null,
  tasksEnded: 0,
  busyMs: 0,
  waitMs: 0,
  segments: [],
  segmentsDropped: 0,
  cores: [],
});

export const laneDraft = (lane: LaneState): LaneDraft => ({
  before: lane,
  joined: new Set(),
  left: new Set(),
  segments: [...lane.segments],
  running: lane.running,
  tasksEnded: lane.tasksEnded,
  busyMs: lane.busyMs,
  waitMs: lane.waitMs,
});

/** Tasks mostly end in the order in which they began: behind the last that left nobody has to be asked. */
const without = (tasks: readonly number[], left: ReadonlySet<number>): readonly number[] => {
  if (left.size === 0) return tasks;
  const kept: number[] = [];
  let at = 0;
  for (let found = 0; found < left.size && at < tasks.length; at += 1) {
    const task = tasks[at] as number;
    if (left.has(task)) found += 1;
    else kept.push(task);
  }
  return kept.concat(tasks.slice(at));
};

const inFlightOf = ({ before, joined, left }: LaneDraft): readonly number[] => {
  const kept = without(before.inFlight, left);
  return joined.size === 0 ? kept : kept.concat([...joined]);
};

const segmentsOf = (
  { before, segments }: LaneDraft,
  most: number,
): Pick<LaneState, 'segments' | 'segmentsDropped' | 'outline'> => {
  const excess = Math.max(0, segments.length - most);
  const { segmentsDropped } = before;
  if (excess === 0) return { segments, segmentsDropped };
  const outline = outlined(before.outline, segments.slice(0, excess));
  return {
    segments: segments.slice(excess),
    segmentsDropped: segmentsDropped + excess,
    ...(outline && { outline }),
  };
};

/** `most`: how many pieces it may keep. */
export const laneOf = (draft: LaneDraft, most: number): LaneState => ({
  ...draft.before,
  inFlight: inFlightOf(draft),
  running: draft.running,
  tasksEnded: draft.tasksEnded,
  busyMs: draft.busyMs,
  waitMs: draft.waitMs,
  ...segmentsOf(draft, most),
});

/** What the piece that ends now was about, where that is of note. */
const noteOf = (task: InFlightTask): Pick<Segment, 'mark' | 'reason'> => {
  if (task.state !== 'waiting') return task.mark === undefined ? {} : { mark: task.mark };
  const { reason } = task;
  return reason === 'lock' || reason === 'pool' || reason === 'file' ? { reason } : {};
};

/**
 * Puts the piece of time between two steps of a task on its lane's line; pieces without length are left out, unless
 * they are marked: the moment counts.
 */
const closeSegment = (lane: LaneDraft, before: Task, atMs: number): void => {
  if (!isInFlight(before)) return;
  const note = noteOf(before);
  const endMs = Math.max(atMs, before.sinceMs);
  if (endMs === before.sinceMs && note.mark === undefined) return;
  const spanMs = endMs - before.sinceMs;
  if (before.state === 'running') lane.busyMs += spanMs;
  if (before.state === 'waiting') lane.waitMs += spanMs;
  lane.segments.push({ task: before.index, phase: before.state, startMs: before.sinceMs, endMs, ...note });
};

/** The lane's side of a task's step. A progress report is no step: task and lane go on as they were. */
export const followTask = (lane: LaneDraft, before: Task, after: Task, atMs: number): void => {
  closeSegment(lane, before, atMs);
  if (lane.running === before.index) lane.running = null;
  if (after.state === 'running') lane.running = after.index;
  if (isInFlight(after)) {
    if (!isInFlight(before)) lane.joined.add(after.index);
  } else {
    if (!lane.joined.delete(after.index)) lane.left.add(after.index);
    if (after.state !== 'queued') lane.tasksEnded += 1;
  }
};

export const seenOnCore = (lane: LaneState, core: number): LaneState =>
  lane.cores.at(-1) === core
    ? lane
    : { ...lane, cores: [...lane.cores.filter(id => id !== core), core].slice(-coresMax) };
