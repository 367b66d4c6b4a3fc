/** Who runs in a race: each variant's newest run, or the one that goes on, and how many rows each of them gets. */
import type { ExperimentRun, ExperimentState, Variant } from '../../state/experiment.ts';
import type { RunState, State } from '../../state/state.ts';
import { duration } from '../format.ts';
import type { LaneSource } from './timeline-rows.ts';

export interface Racer {
  readonly variant: Variant;
  /** `now`: it runs; `done`: in this round; `earlier`: in the round before; `waiting`: not yet at all. */
  readonly standing: 'now' | 'done' | 'earlier' | 'waiting';
  /** Its lanes, and the moment on their clock that is the start of the race. Null before there are any. */
  readonly track: {
    readonly source: LaneSource;
    readonly startMs: number;
    readonly elapsedMs: number;
  } | null;
  /** What stands at its front: a time, or why there is none. */
  readonly words: string;
  readonly isBroken: boolean;
}

const elapsedOf = (run: RunState, nowMs: number): number =>
  run.startMs === null ? 0 : Math.max(0, (run.endMs ?? nowMs) - run.startMs);

/** A lane that never had a task says nothing where others do all the work. */
const usedLanes = (lanes: LaneSource['lanes']): LaneSource['lanes'] => {
  const used = lanes.filter(({ segments, inFlight }) => segments.length > 0 || inFlight.length > 0);
  return used.length > 0 ? used : lanes;
};

function liveRacer(variant: Variant, run: RunState | null, nowMs: number): Racer {
  const base = { variant, standing: 'now', isBroken: false } as const;
  if (run === null || run.startMs === null) return { ...base, track: null, words: 'getting ready' };
  const elapsedMs = elapsedOf(run, nowMs);
  return {
    ...base,
    track: { source: { ...run, lanes: usedLanes(run.lanes) }, startMs: run.startMs, elapsedMs },
    words: duration(run.makespanMs ?? elapsedMs),
  };
}

const lastEndOf = (run: ExperimentRun): number =>
  Math.max(0, ...run.lanes.map(({ segments }) => (segments.at(-1)?.endMs ?? run.startMs) - run.startMs));

function pastRacer(variant: Variant, run: ExperimentRun, round: number): Racer {
  const { makespanMs, mode, reason, ended } = run.report;
  const elapsedMs = makespanMs ?? lastEndOf(run);
  const isOver = makespanMs !== null && ended === 'finished';
  return {
    variant,
    standing: run.round < round ? 'earlier' : 'done',
    track: {
      source: { lanes: usedLanes(run.lanes), tasks: [], request: { mode } },
      startMs: run.startMs,
      elapsedMs,
    },
    words: isOver ? duration(makespanMs) : `${ended}${reason === null ? '' : `: ${reason}`}`,
    isBroken: !isOver,
  };
}

/** The run of the state, unless it is an earlier one whose place the next has not taken yet. */
const currentRun = ({ run }: State, { runs }: ExperimentState): RunState | null =>
  run === null || runs.some(({ startMs }) => startMs === run.startMs) ? null : run;

/** The round that goes on, or went on last; 0 = warm-up. */
export const roundOf = ({ current, runs }: ExperimentState): number =>
  current?.round ?? runs.at(-1)?.round ?? 0;

/** In the order of the plan. */
export function racersOf(state: State, experiment: ExperimentState): Racer[] {
  const { plan, current, runs } = experiment;
  const round = roundOf(experiment);
  return plan.variants.map((variant, index): Racer => {
    if (current?.variant === index) return liveRacer(variant, currentRun(state, experiment), state.nowMs);
    const newest = runs.findLast(run => run.variant === index);
    if (newest !== undefined) return pastRacer(variant, newest, round);
    return { variant, standing: 'waiting', track: null, words: 'waits for its turn', isBroken: false };
  });
}

/** More rows than this of tasks on one thread tell no more in a race. */
const mostStacked = 4;

const lanesOf = ({ choice: { mode, workers } }: Variant): number => {
  if (mode === 'sequential' || mode === 'concurrent') return 1;
  return mode === 'spawn' ? Math.min(mostStacked, workers) : workers;
};

const stackedRows = (variant: Variant): number => {
  const { mode, tasksPerWorker } = variant.choice;
  if (mode === 'concurrent') return mostStacked;
  const lanes = lanesOf(variant);
  return mode === 'hybrid' ? Math.max(lanes, Math.min(mostStacked, lanes * tasksPerWorker)) : lanes;
};

/** Raises what was given towards what is wanted, those first that lack most. */
function raised(given: readonly number[], wanted: readonly number[], room: number): number[] {
  const rows = [...given];
  for (let spare = room - rows.reduce((sum, each) => sum + each, 0); spare > 0; spare--) {
    const gaps = wanted.map((each, index) => each - (rows[index] ?? 0));
    const most = Math.max(...gaps);
    if (most <= 0) break;
    const at = gaps.indexOf(most);
    rows[at] = (rows[at] ?? 0) + 1;
  }
  return rows;
}

/** One row each, then one for every lane, then for tasks in flight. Known before the first run: nothing jumps. */
export const rowsFor = (variants: readonly Variant[], room: number): number[] => {
  const one = variants.map(() => 1);
  return raised(raised(one, variants.map(lanesOf), room), variants.map(stackedRows), room);
};
