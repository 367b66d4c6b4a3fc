/** Which lanes and tasks share which row of the timeline. */
import type { LaneState, Outline, RunState, Segment } from '../../state/state.ts';

/** What rows are made of: a run, or what is kept of one that is over. */
export interface LaneSource extends Pick<RunState, 'lanes' | 'tasks'> {
  readonly request: Pick<RunState['request'], 'mode'>;
}

export interface TimelineRow {
  /** Lane id in the first row of a lane, '' or the number of tasks put together in those below it. */
  readonly label: string;
  readonly pieces: readonly Segment[];
  /** What came before the oldest pieces. */
  readonly outlines: readonly Outline[];
  /** Task that runs at this moment in this row. */
  readonly openTask: number | null;
  /** Where it died and why; null for all others. */
  readonly lost: { readonly atMs: number; readonly reason: string } | null;
}

export interface TimelineRows {
  readonly rows: readonly TimelineRow[];
  /** Rows of lanes that found no room, above and below those that are shown. */
  readonly rowsHidden: number;
  /** How many of the hidden ones are above. */
  readonly rowsAbove: number;
  /** Lanes that are left out because they have done nothing yet. */
  readonly lanesIdle: number;
}

/** With more tasks in flight than any screen has rows only the first and the last ones are looked at. */
const inFlightShown = 200;

const shownOf = (inFlight: readonly number[]): readonly number[] =>
  inFlight.length <= 2 * inFlightShown
    ? inFlight
    : [...inFlight.slice(0, inFlightShown), ...inFlight.slice(-inFlightShown)];

/** Finished pieces of a lane and what its tasks do at this moment. */
function piecesOf(lane: LaneState, run: LaneSource, nowMs: number): readonly Segment[] {
  const live = shownOf(lane.inFlight).flatMap((index): Segment[] => {
    const task = run.tasks.at(index);
    if (task?.state !== 'running' && task?.state !== 'waiting' && task?.state !== 'ready') return [];
    return [{ task: index, phase: task.state, startMs: task.sinceMs, endMs: nowMs }];
  });
  return live.length === 0 ? lane.segments : [...lane.segments, ...live];
}

const lastMoment = (lane: LaneState): number => lane.segments.at(-1)?.endMs ?? lane.openedAtMs;

const lostOf = (lane: LaneState): TimelineRow['lost'] =>
  lane.state === 'lost' ? { atMs: lastMoment(lane), reason: lane.lostReason ?? 'no reason given' } : null;

const outlinesOf = ({ outline }: LaneState): readonly Outline[] => (outline === undefined ? [] : [outline]);

const rowOf = (lane: LaneState, pieces: readonly Segment[], label = lane.id): TimelineRow => ({
  label,
  pieces,
  outlines: label === lane.id ? outlinesOf(lane) : [],
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
  for (const task of shownOf(lane.inFlight)) {
    const known = spans.get(task);
    if (known !== undefined) spans.set(task, [known[0], Number.POSITIVE_INFINITY]);
  }
  return spans;
}

/** More rows than the tallest screen has; what finds no free one is put in the row after them. */
const rowsMost = 200;

/** First row that is free by then, in order of start: a row number for each span, the same from frame to frame. */
function packed<Key>(spans: ReadonlyMap<Key, readonly [number, number]>): Map<Key, number> {
  const freeFrom = new Float64Array(rowsMost).fill(Number.NEGATIVE_INFINITY);
  const rowOfKey = new Map<Key, number>();
  for (const [key, [from, to]] of [...spans].sort((a, b) => a[1][0] - b[1][0])) {
    let row = 0;
    while (row < rowsMost && (freeFrom[row] as number) > from) row += 1;
    if (row < rowsMost) freeFrom[row] = to;
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

function stackOf(lane: LaneState, run: LaneSource, nowMs: number): Stack {
  const pieces = piecesOf(lane, run, nowMs);
  const rowOfTask = packed(taskSpans(lane, pieces));
  const rows = [...rowOfTask.values()].reduce((most, row) => Math.max(most, row + 1), 1);
  return { lane, pieces, rowOfTask, wanted: Math.max(rows, lane.inFlight.length) };
}

/** The tasks of a lane spread over `height` rows; those beyond share the last one, which says how many (`+3`). */
function stackRows({ lane, pieces, rowOfTask, wanted }: Stack, height: number): TimelineRow[] {
  const labelOf = (row: number): string => {
    if (row === 0) return lane.id;
    return row === height - 1 && wanted > height ? `+${wanted - height + 1}` : '';
  };
  const byRow = Map.groupBy(pieces, ({ task }) => Math.min(height - 1, rowOfTask.get(task) ?? 0));
  return Array.from({ length: height }, (_, row) => rowOf(lane, byRow.get(row) ?? [], labelOf(row)));
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

/** Lanes that follow each other (a fresh lane for every task), by the row that they share. */
function lanesByRow(lanes: readonly LaneState[]): readonly LaneState[][] {
  const lives = new Map(
    lanes.map(lane => [
      lane,
      [lane.openedAtMs, lane.state === 'open' ? Number.POSITIVE_INFINITY : lastMoment(lane)] as const,
    ]),
  );
  const rows: LaneState[][] = [];
  for (const [lane, row] of packed(lives)) (rows[row] ??= []).push(lane);
  return rows;
}

/** One row for them all, named after the newest of them. */
function sharedRow(lanes: readonly LaneState[], run: LaneSource, nowMs: number): TimelineRow[] {
  const newest = lanes.at(-1);
  if (newest === undefined) return [];
  return [
    {
      ...rowOf(newest, lanes.length === 1 ? piecesOf(newest, run, nowMs) : allPieces(lanes, run, nowMs)),
      outlines: lanes.flatMap(outlinesOf),
    },
  ];
}

const allPieces = (lanes: readonly LaneState[], run: LaneSource, nowMs: number): readonly Segment[] =>
  lanes.flatMap(lane => piecesOf(lane, run, nowMs));

/** Modes whose lanes have several tasks in flight. */
const isStacked = ({ request }: LaneSource): boolean =>
  request.mode === 'concurrent' || request.mode === 'hybrid';

function stackedRows(run: LaneSource, nowMs: number, room: number): TimelineRow[] {
  const stacks = run.lanes.map(lane => stackOf(lane, run, nowMs));
  const given = heights(stacks, room);
  return stacks.flatMap((stack, index) => stackRows(stack, given[index] ?? 1));
}

const hasWorked = ({ tasksEnded, segments, inFlight }: LaneState): boolean =>
  tasksEnded > 0 || segments.length > 0 || inFlight.length > 0;

/** The main thread of a pool is meant to be idle; of fresh lanes for every task one without is only about to begin. */
const isIdle = (lane: LaneState, run: LaneSource): boolean =>
  !hasWorked(lane) && lane.kind !== 'main' && run.request.mode !== 'spawn';

/** With so many rows one of them can be spared to say that there are more. */
export const roomToTell = 4;

/** Lanes that have done something, in shared rows; pieces are looked at only for the rows that are shown. */
function usedRows(run: LaneSource, nowMs: number, room: number, scroll: number): TimelineRows {
  const rows = lanesByRow(run.lanes.filter(hasWorked));
  const most = rows.length <= room || room < roomToTell ? room : room - 1;
  const above = Math.max(0, Math.min(scroll, rows.length - most));
  const shown = rows.slice(above, above + most);
  return {
    rows: shown.flatMap(lanes => sharedRow(lanes, run, nowMs)),
    rowsHidden: rows.length - shown.length,
    rowsAbove: above,
    lanesIdle: run.lanes.filter(lane => isIdle(lane, run)).length,
  };
}

/**
 * Rows for at most `room` rows of screen, `scroll` of them passed over. Lanes that found no room are counted, never
 * dropped in silence.
 */
export function timelineRows(run: LaneSource, nowMs: number, room: number, scroll = 0): TimelineRows {
  const { lanes } = run;
  if (lanes.length > room || run.request.mode === 'spawn') return usedRows(run, nowMs, room, scroll);
  const rows = isStacked(run)
    ? stackedRows(run, nowMs, room)
    : lanes.map(lane => rowOf(lane, piecesOf(lane, run, nowMs)));
  return { rows, rowsHidden: 0, rowsAbove: 0, lanesIdle: 0 };
}
