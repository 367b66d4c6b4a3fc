/** Where the lanes' time went. */
import type { LaneState, RunState, Task, TaskOnLane } from '../state/state.ts';
import { kept } from './kept.ts';
import { sumBy, sumOf } from './sums.ts';
import type { CostSplit } from './types.ts';

interface Stay extends TaskOnLane {
  readonly endMs: number;
}

const stayOf = (task: Task): Stay | null => {
  if (task.state === 'done' || task.state === 'failed') return task;
  return task.state === 'cancelled' && task.started ? { ...task.started, endMs: task.endMs } : null;
};

/** Asked for by everybody; of the newest run, and of those that it is compared with. */
const staysAmong = kept((tasks: RunState['tasks']): readonly Stay[] =>
  tasks
    .slice()
    .map(stayOf)
    .filter(stay => stay !== null),
);

/** Tasks that ended, with their time on a lane. */
export const staysOf = ({ tasks }: RunState): readonly Stay[] => staysAmong(tasks);

/** The lanes that the mode puts tasks on: a pool's owner, the main thread, only looks on. */
export const workingLanes = ({ request: { mode }, lanes }: RunState): readonly LaneState[] =>
  mode === 'sequential' || mode === 'concurrent'
    ? lanes.filter(({ kind }) => kind === 'main')
    : lanes.filter(({ kind }) => kind !== 'main');

/** How long each lane took to start; none for the main thread, which was there already. */
export const startupsOf = (run: RunState): readonly number[] =>
  workingLanes(run)
    .map(({ startupMs }) => startupMs)
    .filter(ms => ms !== null);

/** Start-ups of clones as far as they lie after the first start of a task, where the makespan begins. */
export const startupWithinMs = (run: RunState): number => {
  const firstMs = staysOf(run).reduce((first, { startMs }) => Math.min(first, startMs), Infinity);
  return sumBy(workingLanes(run), ({ startupMs, openedAtMs }) =>
    Math.min(startupMs ?? 0, Math.max(0, openedAtMs - firstMs)),
  );
};

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

/** Less is the rounding of stamps. */
const leastReadyOnlyMs = 1;

/** A lane cannot have waited for longer than its tasks did: in the rest, one that was ready had not gone on yet. */
const inFlightOf = (stays: readonly Stay[]) => {
  const computeMs = sumBy(stays, ({ runMs }) => runMs);
  const besideMs = Math.max(0, coveredMs(stays) - computeMs);
  const waitMs = Math.min(
    besideMs,
    sumBy(stays, stay => stay.waitMs),
  );
  return { computeMs, waitMs, readyOnlyMs: besideMs - waitMs };
};

/** Null before the end, or where no lane is known. */
export const costsOf = (run: RunState): CostSplit | null => {
  const laneCount = laneCountOf(run);
  if (run.startMs === null || run.endMs === null || laneCount === 0) return null;
  const stays = staysOf(run);
  const inFlight = [...Map.groupBy(stays, ({ lane }) => lane).values()].map(inFlightOf);
  const inFlightMs = sumBy(
    inFlight,
    ({ computeMs, waitMs, readyOnlyMs }) => computeMs + waitMs + readyOnlyMs,
  );
  const readyOnlyMs = sumBy(inFlight, one => one.readyOnlyMs);
  const lanesMs = laneCount * (run.makespanMs ?? run.endMs - run.startMs);
  const withinMs = run.request.mode === 'spawn' ? startupWithinMs(run) : 0;
  return {
    computeMs: sumBy(inFlight, ({ computeMs }) => computeMs),
    waitMs: sumBy(inFlight, ({ waitMs }) => waitMs),
    readyMs: sumBy(stays, ({ readyMs }) => readyMs),
    ...(readyOnlyMs >= leastReadyOnlyMs ? { readyOnlyMs } : {}),
    idleMs: Math.max(0, lanesMs - inFlightMs - withinMs),
    startupMs: sumOf(startupsOf(run)),
  };
};
