/** Which lanes and tasks share which row of the timeline. */
import type { LaneState, RunState, Segment } from '../../state/state.ts';

export interface TimelineRow {
  /** Lane id in the first row of a lane, '' or the number of tasks put together in those below it. */
  readonly label: string;
  readonly pieces: readonly Segment[];
  /** Task that runs at this moment in this row. */
  readonly openTask: number | null;
  /** Where it died and why; null for all others. */
  readonly lost: { readonly atMs: number; readonly reason: string } | null;
}

export interface TimelineRows {
  readonly rows: readonly TimelineRow[];
  readonly lanesHidden: number;
}

/** Finished pieces of a lane and what its tasks do at this moment. */
function piecesOf(lane: LaneState, run: RunState, nowMs: number): Segment[] {
  const live = lane.inFlight.flatMap((index): Segment[] => {
    const task = run.tasks[index];
    if (task?.state !== 'running' && task?.state !== 'waiting' && task?.state !== 'ready') return [];
    return [{ task: index, phase: task.state, startMs: task.sinceMs, endMs: nowMs }];
  });
  return [...lane.segments, ...live];
}

const lastMoment = (lane: LaneState): number => lane.segments.at(-1)?.endMs ?? lane.openedAtMs;

const lostOf = (lane: LaneState): TimelineRow['lost'] =>
  lane.state === 'lost' ? { atMs: lastMoment(lane), reason: lane.lostReason ?? 'no reason given' } : null;

const rowOf = (lane: LaneState, pieces: readonly Segment[], label = lane.id): TimelineRow => ({
  label,
  pieces,
  openTask: lane.running,
  lost: label === lane.id ? lostOf(lane) : null,
});

/** From a task's first piece to its last; a task in flight goes on for ever. */
function taskSpans(lane: LaneState, pieces: readonly Segment[]): Map<number, [number, number]> {
  const spans = new Map<number, [number, number]>();
  for (const { task, startMs, endMs } of pieces) {
    const known = spans.get(task);
    spans.set(task, [Math.min(startMs, known?.[0] ?? startMs), Math.max(endMs, known?.[1] ?? endMs)]);
  }
  for (const task of lane.inFlight) {
    const known = spans.get(task);
    if (known !== undefined) spans.set(task, [known[0], Number.POSITIVE_INFINITY]);
  }
  return spans;
}

/** First row that is free by then, in order of start: a row number for each span, the same from frame to frame. */
function packed<Key>(spans: ReadonlyMap<Key, readonly [number, number]>): Map<Key, number> {
  const freeFrom: number[] = [];
  const rowOfKey = new Map<Key, number>();
  for (const [key, [from, to]] of [...spans].sort((a, b) => a[1][0] - b[1][0])) {
    const free = freeFrom.findIndex(until => until <= from);
    const row = free === -1 ? freeFrom.length : free;
    freeFrom[row] = to;
    rowOfKey.set(key, row);
  }
  return rowOfKey;
}

interface Stack {
  readonly lane: LaneState;
  readonly pieces: readonly Segment[];
  readonly rowOfTask: ReadonlyMap<number, number>;
  readonly wanted: number;
}

function stackOf(lane: LaneState, run: RunState, nowMs: number): Stack {
  const pieces = piecesOf(lane, run, nowMs);
  const rowOfTask = packed(taskSpans(lane, pieces));
  return { lane, pieces, rowOfTask, wanted: Math.max(1, ...[...rowOfTask.values()].map(row => row + 1)) };
}

/** The tasks of a lane spread over `height` rows; those beyond share the last one, which says how many (`+3`). */
function stackRows({ lane, pieces, rowOfTask, wanted }: Stack, height: number): TimelineRow[] {
  const labelOf = (row: number): string => {
    if (row === 0) return lane.id;
    return row === height - 1 && wanted > height ? `+${wanted - height + 1}` : '';
  };
  return Array.from({ length: height }, (_, row) =>
    rowOf(
      lane,
      pieces.filter(({ task }) => Math.min(height - 1, rowOfTask.get(task) ?? 0) === row),
      labelOf(row),
    ),
  );
}

/** One row each, and what is over to those that want it most. */
function heights(stacks: readonly Stack[], room: number): number[] {
  const given = stacks.map(() => 1);
  for (let spare = room - stacks.length; spare > 0; spare--) {
    const gaps = stacks.map(({ wanted }, index) => wanted - (given[index] ?? 0));
    const most = Math.max(...gaps);
    if (most <= 0) break;
    const at = gaps.indexOf(most);
    given[at] = (given[at] ?? 0) + 1;
  }
  return given;
}

/** Lanes that follow each other share a row, named after the newest of them (a fresh lane for every task). */
function sharedRows(lanes: readonly LaneState[], run: RunState, nowMs: number): TimelineRow[] {
  const lives = new Map(
    lanes.map(lane => [
      lane,
      [lane.openedAtMs, lane.state === 'open' ? Number.POSITIVE_INFINITY : lastMoment(lane)] as const,
    ]),
  );
  const rows: TimelineRow[] = [];
  for (const [lane, row] of packed(lives)) {
    const own = rowOf(lane, piecesOf(lane, run, nowMs));
    rows[row] = { ...own, pieces: [...(rows[row]?.pieces ?? []), ...own.pieces] };
  }
  return rows;
}

/** Modes whose lanes have several tasks in flight. */
const isStacked = ({ request }: RunState): boolean =>
  request.mode === 'concurrent' || request.mode === 'hybrid';

/** Rows for at most `room` rows of screen. Lanes that found no room are counted, never dropped in silence. */
export function timelineRows(run: RunState, nowMs: number, room: number): TimelineRows {
  const { lanes } = run;
  if (lanes.length <= room && isStacked(run)) {
    const stacks = lanes.map(lane => stackOf(lane, run, nowMs));
    const given = heights(stacks, room);
    return { rows: stacks.flatMap((stack, index) => stackRows(stack, given[index] ?? 1)), lanesHidden: 0 };
  }
  if (lanes.length <= room && run.request.mode !== 'spawn') {
    return { rows: lanes.map(lane => rowOf(lane, piecesOf(lane, run, nowMs))), lanesHidden: 0 };
  }
  const used = lanes.filter(lane => lane.segments.length > 0 || lane.inFlight.length > 0);
  const rows = sharedRows(used, run, nowMs);
  if (rows.length <= room) return { rows, lanesHidden: 0 };
  return { rows: rows.slice(0, Math.max(0, room - 1)), lanesHidden: rows.length - Math.max(0, room - 1) };
}
