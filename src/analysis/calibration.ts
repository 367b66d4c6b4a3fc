/** Which run the demands of a prediction are measured in: what one run's tasks ask for holds for every mode. */
import type { ModeId } from '../protocol.ts';
import { taskCpuMs } from '../state/past.ts';
import type { PastRun, RunState } from '../state/state.ts';
import { startupsOf, staysOf, workingLanes } from './costs.ts';
import { demandsOf } from './demands.ts';
import { stepsOf } from './jobs.ts';
import type { Job } from './jobs.ts';

export interface Calibration {
  readonly jobs: readonly Job[];
  /** The run that they were measured in; null: the very run that is judged. */
  readonly from: RunState | null;
}

/** The same tasks: what one run of them measures holds for the others. */
export const isSameWork = (one: RunState['request'], other: RunState['request']): boolean =>
  one.workloadUrl === other.workloadUrl &&
  one.scale === other.scale &&
  one.seed === other.seed &&
  JSON.stringify(one.options) === JSON.stringify(other.options);

/**
 * How much the tasks of a run hold each other up while they are measured. One after another: not at all. On one
 * thread: replies and timers are seen late, and work on the libuv pool shares the cores. On several: that, and memory.
 */
const contention = ({ mode, workers }: RunState['request']): number => {
  if (mode === 'sequential') return 0;
  return mode === 'concurrent' ? 1 : 1 + workers;
};

/** The middle one, so that neither a disturbed run nor a lucky one is what others are predicted from. */
const middleOf = (runs: readonly RunState[]): RunState | undefined =>
  runs.toSorted((a, b) => (a.makespanMs ?? 0) - (b.makespanMs ?? 0))[Math.floor((runs.length - 1) / 2)];

const leastContended = (runs: readonly RunState[]): readonly RunState[] => {
  const least = runs.reduce((low, { request }) => Math.min(low, contention(request)), Infinity);
  return runs.filter(({ request }) => contention(request) === least);
};

/** Complete runs of the same tasks; a plan that follows the number of workers may be another with another number. */
const candidates = (past: readonly PastRun[], run: RunState): readonly RunState[] =>
  past
    .map(before => before.run)
    .filter(before => before !== undefined)
    .filter(before => isSameWork(before.request, run.request) && before.tasks.length === run.tasks.length);

/** An earlier run that is no more contended than this one; else this one itself. Null where neither was measured. */
export const calibrate = (past: readonly PastRun[], run: RunState): Calibration | null => {
  const from = middleOf(leastContended(candidates(past, run)));
  if (from && contention(from.request) <= contention(run.request)) {
    const jobs = demandsOf(from);
    if (jobs) return { jobs, from };
  }
  const jobs = demandsOf(run);
  return jobs && { jobs, from: null };
};

/** Waits that the loop itself ends: replies and timers. */
export const waitCount = (jobs: readonly Job[]): number =>
  jobs.reduce((sum, job) => sum + stepsOf(job).filter(({ kind }) => kind === 'wait').length, 0);

const replyMsIn = (run: RunState, loopUtilization: number): number | null => {
  const jobs = run.request.mode === 'concurrent' ? demandsOf(run) : null;
  const waits = jobs ? waitCount(jobs) : 0;
  if (waits === 0 || run.makespanMs === null) return null;
  const handsMs = staysOf(run).reduce((sum, { runMs }) => sum + runMs, 0);
  const busyMs = loopUtilization * run.makespanMs - handsMs;
  return Math.max(0, Math.min(busyMs, besideTasksMs(run) ?? busyMs)) / waits;
};

/** CPU of the one lane's thread that was not its tasks'. */
const besideTasksMs = (run: RunState): number | null => {
  const cpuMs = workingLanes(run)[0]?.cpuMs;
  const tasksMs = taskCpuMs(run);
  return cpuMs === undefined || tasksMs === null ? null : cpuMs - tasksMs;
};

/**
 * What the event loop does by itself for each wait that it ends, measured where all of them share one loop: in the
 * newest concurrent run of the same work: what the loop was busy beyond the tasks, but no more than the thread's CPU, for
 * a loop that has no core counts as busy. A blocking lane cannot tell: there another thread does it meanwhile. Null
 * if there was none.
 */
export const replyMs = (past: readonly PastRun[], run: RunState): number | null => {
  for (const before of past.toReversed()) {
    const { run: same, loopUtilization } = before;
    if (!same || loopUtilization === undefined || !isSameWork(same.request, run.request)) continue;
    const ms = replyMsIn(same, loopUtilization);
    if (ms !== null) return ms;
  }
  return null;
};

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** What the subject used while clones came and went beyond its tasks and the probe, shared evenly. */
const cloneShareMs = (run: RunState, startups: readonly number[]): number | null => {
  const tasksMs = taskCpuMs(run);
  if (run.request.mode !== 'spawn' || run.cpuMs === null || tasksMs === null) return null;
  return Math.max(0, run.cpuMs - run.usage.probeCpuMs - tasksMs) / startups.length;
};

const hasThreads: ReadonlySet<ModeId> = new Set(['parallel', 'hybrid', 'spawn']);

const cloneCpuMsIn = (run: RunState): number | null => {
  const startups = startupsOf(run);
  if (!hasThreads.has(run.request.mode) || startups.length === 0) return null;
  const shareMs = cloneShareMs(run, startups);
  return Math.min(
    shareMs ?? startups.reduce((least, ms) => Math.min(least, ms), Infinity),
    meanOf(startups) ?? Infinity,
  );
};

/**
 * CPU that a clone takes beside its task, in this run, else in the newest one of the same work; null if never
 * measured. In `spawn` it is the CPU of the subject without that of tasks and probe, divided by the clones, but no
 * more than they took to start on average: the rest is the engine's helper threads. Elsewhere the shortest start-up of a
 * thread stands for it: threads that start at once wait for each other, so that the others' times are not work.
 */
export const cloneCpuMs = (past: readonly PastRun[], run: RunState): number | null => {
  for (const measured of [run, ...candidates(past, run).toReversed()]) {
    const ms = cloneCpuMsIn(measured);
    if (ms !== null) return ms;
  }
  return null;
};
