/** Where the lanes' time went. */
import type { LaneState, RunState, Task, TaskOnLane } from '../state/state.ts';
import type { CostSplit } from './types.ts';

interface Stay extends TaskOnLane {
  readonly endMs: number;
}

const stayOf = (task: Task): Stay | null => {
  if (task.state === 'done' || task.state === 'failed') return task;
  return task.state === 'cancelled' && task.started ? { ...task.started, endMs: task.endMs } : null;
};

/** Tasks that ended, with their time on a lane. */
export const staysOf = (run: RunState): readonly Stay[] =>
  run.tasks.map(stayOf).filter(stay => stay !== null);

/** The lanes that the mode puts tasks on: a pool's owner, the main thread, only looks on. */
export const workingLanes = ({ request: { mode }, lanes }: RunState): readonly LaneState[] =>
  mode === 'sequential' || mode === 'concurrent'
    ? lanes.filter(({ kind }) => kind === 'main')
    : lanes.filter(({ kind }) => kind !== 'main');

/** Clones come and go: what counts is how many there may be at once. */
export const laneCountOf = (run: RunState): number => {
  const { mode, workers } = run.request;
  return mode === 'spawn' ? Math.min(workers, Math.max(1, run.tasks.length)) : workingLanes(run).length;
};

/** Length of the union of the stays: the time with at least one task in flight. */
const coveredMs = (stays: readonly Stay[]): number => {
  let untilMs = -Infinity;
  let sum = 0;
  for (const { startMs, endMs } of stays.toSorted((a, b) => a.startMs - b.startMs)) {
    sum += Math.max(0, endMs - Math.max(startMs, untilMs));
    untilMs = Math.max(untilMs, endMs);
  }
  return sum;
};

const sumOf = <Item>(items: Iterable<Item>, value: (item: Item) => number): number => {
  let sum = 0;
  for (const item of items) sum += value(item);
  return sum;
};

/** Null before the end, or where no lane is known. */
export const costsOf = (run: RunState): CostSplit | null => {
  const laneCount = laneCountOf(run);
  if (run.startMs === null || run.endMs === null || laneCount === 0) return null;
  const stays = staysOf(run);
  const inFlightMs = sumOf(Map.groupBy(stays, ({ lane }) => lane).values(), coveredMs);
  const computeMs = sumOf(stays, ({ runMs }) => runMs);
  const startupMs = sumOf(workingLanes(run), lane => lane.startupMs ?? 0);
  const lanesMs = laneCount * (run.makespanMs ?? run.endMs - run.startMs);
  const withinMs = run.request.mode === 'spawn' ? startupMs : 0;
  return {
    computeMs,
    waitMs: Math.max(0, inFlightMs - computeMs),
    readyMs: sumOf(stays, ({ readyMs }) => readyMs),
    idleMs: Math.max(0, lanesMs - inFlightMs - withinMs),
    startupMs,
  };
};
