/** All that the rules of the verdict may ask of a run, worked out once. */
import type { ModeId } from '../protocol.ts';
import { taskCpuMs } from '../state/past.ts';
import type { Machine, PastRun, RunState, State } from '../state/state.ts';
import { askedOf, mainLoop } from '../state/selectors.ts';
import { besideOf } from './beside.ts';
import type { Beside } from './beside.ts';
import { totalsOf } from './bounds.ts';
import type { Totals } from './bounds.ts';
import { calibrate, cloneCpuMs, isSameWork, replyMs } from './calibration.ts';
import { laneCountOf, startupsOf, staysOf, workingLanes } from './costs.ts';
import { demandsOf } from './demands.ts';
import { noiseOf } from './noise.ts';
import type { Noise } from './noise.ts';
import { predict, predictAll } from './predict.ts';
import type { ModePrediction } from './predict.ts';
import { gapOf } from './gap.ts';
import { poolThreadsOf } from './gap-queues.ts';
import { sumBy, sumOf } from './sums.ts';
import type { Gap } from './types.ts';
import type { Job, PredictInput } from './jobs.ts';

export interface Measurements {
  /** With the options that were given only: what is advised names no defaults. */
  readonly request: RunState['request'];
  readonly mode: ModeId;
  readonly workers: number;
  readonly makespanMs: number;
  readonly taskCount: number;
  readonly failedCount: number;
  /** Of the failed task that ended first. */
  readonly firstError: string | null;
  readonly laneCount: number;
  readonly usableCores: number;
  readonly totals: Totals;
  /** CPU (also on the libuv pool) as a part of CPU and waits, 0 to 1; null if the tasks asked for nothing. */
  readonly cpuShare: number | null;
  readonly meanTaskMs: number;
  /** As reported: until all lanes were up. In `spawn`, where they come later, that of the slowest clone. */
  readonly startupMs: number;
  /** Lanes; where the tasks compute no more than there are cores, as the others only share these. */
  readonly places: number;
  /** Time of the places after the last task of each, as a part of all their time. */
  readonly idleAtEndShare: number;
  /** Lane that worked longest, against the mean of all. */
  readonly longestLaneMs: number;
  readonly meanLaneMs: number;
  readonly noise: Noise;
  readonly inFlightMax: number;
  /** Threads of libuv's pool. */
  readonly poolThreads: number;
  /** Start-up of all clones, as a part of the time of the places that they took; 0 in the modes with a pool. */
  readonly cloneStartupShare: number;
  /** The main loop's, over the run; null where not measured. */
  readonly loopBusyMs: number | null;
  /** The tasks' time on a thread, summed. */
  readonly handsMs: number;
  /** Sum of the tasks' CPU here, and in the last sequential run of the same work; null where not measured. */
  readonly taskCpuMs: number | null;
  readonly sequentialTaskCpuMs: number | null;
  readonly own: ModePrediction;
  /** Mode of the earlier run that the predictions come from; null: of this run itself. */
  readonly calibratedBy: ModeId | null;
  readonly gap: Gap;
  /** All modes, with as many workers as there are usable cores. */
  readonly others: readonly ModePrediction[];
}

/** The newest sequential run of the same work: what speedup is measured against. */
export const sequentialBefore = (past: readonly PastRun[], request: RunState['request']): PastRun | null =>
  past.findLast(run => run.request.mode === 'sequential' && isSameWork(run.request, request)) ?? null;

const firstErrorOf = (run: RunState): string | null => {
  const failed = run.tasks.slice().filter(task => task.state === 'failed');
  const first = failed.toSorted((a, b) => a.endMs - b.endMs)[0];
  return first ? first.error : null;
};

const lanesFigures = (run: RunState, laneCount: number, places: number, makespanMs: number) => {
  const byLane = Map.groupBy(staysOf(run), ({ lane }) => lane);
  const endMs = (run.startMs ?? 0) + makespanMs;
  const busy = [...byLane.values()].map(stays =>
    stays.reduce((sum, stay) => sum + stay.runMs + stay.waitMs, 0),
  );
  const lastEnds = [...byLane.values()].map(stays =>
    stays.reduce((last, stay) => Math.max(last, stay.endMs), 0),
  );
  const latest = lastEnds.toSorted((a, b) => b - a).slice(0, places);
  // A place that never got a task was idle from the start.
  const unused = (places - latest.length) * makespanMs;
  const idleMs = unused + sumBy(latest, last => Math.max(0, endMs - last));
  return {
    places,
    idleAtEndShare: run.request.mode === 'spawn' ? 0 : idleMs / (places * makespanMs),
    longestLaneMs: busy.reduce((most, ms) => Math.max(most, ms), 0),
    meanLaneMs: busy.reduce((sum, ms) => sum + ms, 0) / laneCount,
  };
};

/** The places' time begins when the first clone is asked for. */
const cloneStartupShare = (run: RunState, places: number): number => {
  if (run.request.mode !== 'spawn') return 0;
  const askedMs = workingLanes(run).map(({ openedAtMs, startupMs }) => openedAtMs - (startupMs ?? 0));
  const firstMs = askedMs.reduce((first, ms) => Math.min(first, ms), Infinity);
  const lastMs = staysOf(run).reduce((last, { endMs }) => Math.max(last, endMs), -Infinity);
  return lastMs > firstMs ? sumOf(startupsOf(run)) / (places * (lastMs - firstMs)) : 0;
};

const loopBusyMs = (state: State, makespanMs: number): number | null => {
  const share = mainLoop(state)?.utilizationTotal ?? null;
  return share === null ? null : share * makespanMs;
};

/** Without a machine's figures the lanes that were asked for stand for its cores. */
const coresOf = (machine: Machine | null, run: RunState): number =>
  machine?.usableCores ?? Math.max(1, run.request.workers);

/** What every mode is predicted from. */
const predictInputOf = (
  { past }: State,
  run: RunState,
  jobs: readonly Job[],
  usableCores: number,
  { engineMs, warmup, overheadCores }: Beside,
): PredictInput => ({
  jobs,
  usableCores,
  overheadCores,
  ...(engineMs === null ? {} : { engineMs }),
  ...(warmup === null ? {} : { warmup }),
  tasksPerWorker: run.request.tasksPerWorker,
  sliceMs: run.request.sliceMs,
  cloneCpuMs: cloneCpuMs(past, run),
  replyMs: replyMs(past, run) ?? 0,
  ...(run.request.uvThreads === undefined ? {} : { uvThreads: run.request.uvThreads }),
});

const predictionsOf = (state: State, run: RunState, ownJobs: readonly Job[], measuredMs: number) => {
  const { mode, workers } = run.request;
  const usableCores = coresOf(state.machine, run);
  const { jobs, from } = calibrate(state.past, run) ?? { jobs: ownJobs, from: null };
  const input = predictInputOf(state, run, jobs, usableCores, besideOf(from ?? run));
  const own = predict(input, mode, workers);
  const loopUtilization = mainLoop(state)?.utilizationTotal ?? null;
  const noise = noiseOf(run);
  return {
    own,
    calibratedBy: from?.request.mode ?? null,
    gap: gapOf({ run, predictedMs: own.makespanMs, measuredMs, input, ownJobs, noise, loopUtilization }),
    others: predictAll(input, Math.max(1, Math.floor(usableCores))),
  };
};

const shareOf = ({ cpuMs, poolMs, waitMs }: Totals): number | null => {
  const all = cpuMs + poolMs + waitMs;
  return all > 0 ? (cpuMs + poolMs) / all : null;
};

/** Half of it or more: then cores are what the tasks are short of. */
export const isMostlyCpu = (cpuShare: number | null): boolean => (cpuShare ?? 0) >= 0.5;

/** Null unless the run has finished and every task has run to an end. */
export const measure = (state: State): Measurements | null => {
  const { run, machine, past } = state;
  const jobs = run && run.phase === 'finished' && !run.wasCancelled ? demandsOf(run) : null;
  if (!run || !jobs || run.makespanMs === null || run.makespanMs <= 0) return null;
  const totals = totalsOf(jobs);
  const laneCount = Math.max(1, laneCountOf(run));
  const usableCores = coresOf(machine, run);
  const cpuShare = shareOf(totals);
  const places = Math.min(laneCount, isMostlyCpu(cpuShare) ? Math.ceil(usableCores) : Infinity);
  return {
    request: askedOf(run),
    mode: run.request.mode,
    workers: run.request.workers,
    makespanMs: run.makespanMs,
    taskCount: run.tasks.length,
    failedCount: run.counts.failed,
    firstError: firstErrorOf(run),
    laneCount,
    usableCores,
    totals,
    cpuShare,
    meanTaskMs: (totals.cpuMs + totals.waitMs + totals.poolMs) / jobs.length,
    startupMs:
      run.request.mode === 'spawn'
        ? startupsOf(run).reduce((most, ms) => Math.max(most, ms), 0)
        : (run.startupMs ?? 0),
    ...lanesFigures(run, laneCount, places, run.makespanMs),
    noise: noiseOf(run),
    inFlightMax: run.inFlightMax,
    poolThreads: poolThreadsOf(run),
    cloneStartupShare: cloneStartupShare(run, laneCount),
    loopBusyMs: loopBusyMs(state, run.makespanMs),
    handsMs: sumOf(staysOf(run).map(({ runMs }) => runMs)),
    taskCpuMs: taskCpuMs(run),
    sequentialTaskCpuMs: sequentialBefore(past, run.request)?.taskCpuMs ?? null,
    ...predictionsOf(state, run, jobs, run.makespanMs),
  };
};
