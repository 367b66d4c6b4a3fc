/** What a mode should take, from what the tasks ask for: the measured demands and the cores are all it knows. */
import type { ModeId } from '../protocol.ts';
import { totalsOf } from './bounds.ts';
import type { Totals } from './bounds.ts';
import { reasonFor } from './reasons.ts';
import { scheduledMs } from './schedule.ts';
import type { Job, Lanes } from './schedule.ts';
import type { Prediction } from './types.ts';

export interface PredictInput {
  readonly jobs: readonly Job[];
  /** May be a fraction. */
  readonly usableCores: number;
  readonly tasksPerWorker: number;
  /** What a new thread costs before it can take a task; null if this was not measured. */
  readonly laneStartupMs: number | null;
}

export interface ModePrediction extends Prediction {
  readonly mode: ModeId;
  readonly workers: number;
}

/** libuv's pool has 4 threads unless UV_THREADPOOL_SIZE says otherwise (libuv documentation, "Thread pool work"). */
export const uvThreads = 4;

/** Above this the play-through costs too long, and one whole task no longer shows in the sum. */
const scheduledMax = 20_000;

/** The lanes that a mode has, for the model. */
const lanesOf = (mode: ModeId, workers: number, input: PredictInput): Lanes => {
  const poolThreads = Math.max(1, Math.min(uvThreads, Math.floor(input.usableCores)));
  if (mode === 'sequential') return { count: 1, slots: 1, poolThreads: null };
  if (mode === 'concurrent') return { count: 1, slots: Infinity, poolThreads };
  if (mode === 'hybrid') return { count: workers, slots: input.tasksPerWorker, poolThreads };
  return { count: workers, slots: 1, poolThreads: null };
};

/** A clone's start-up is CPU work of its own; with less than one core, all work takes longer by that. */
const adjusted = (mode: ModeId, input: PredictInput): readonly Job[] => {
  const extraMs = mode === 'spawn' ? (input.laneStartupMs ?? 0) : 0;
  const stretch = Math.max(1, 1 / input.usableCores);
  if (extraMs === 0 && stretch === 1) return input.jobs;
  return input.jobs.map(job => ({
    ...job,
    cpuMs: (job.cpuMs + extraMs) * stretch,
    poolMs: job.poolMs * stretch,
  }));
};

/** What no schedule on these lanes can beat. */
const leastMs = (totals: Totals, lanes: Lanes, usableCores: number): number => {
  const { cpuMs, waitMs, poolMs, criticalPathMs } = totals;
  const onHands = lanes.poolThreads === null ? cpuMs + poolMs : cpuMs;
  const inPool = lanes.poolThreads === null ? 0 : poolMs / lanes.poolThreads;
  const inSlots = (cpuMs + waitMs + poolMs) / (lanes.count * lanes.slots);
  // Lanes beyond the cores share them: together they get no more than the cores give.
  const onCores = (cpuMs + poolMs) / Math.max(1, usableCores);
  return Math.max(criticalPathMs, onHands / lanes.count, inPool, inSlots, onCores);
};

/**
 * Makespan of a mode. Sequential: the sum of all CPU work and waits. Concurrent and hybrid: waits overlap, CPU work
 * takes turns on the lanes. Parallel, processes, spawn: whole tasks, waits and all, one at a time on each lane.
 */
export const predict = (input: PredictInput, mode: ModeId, workers: number): ModePrediction => {
  const jobs = adjusted(mode, input);
  const lanes = lanesOf(mode, Math.max(1, workers), input);
  const totals = totalsOf(jobs);
  const boundMs = leastMs(totals, lanes, input.usableCores);
  const makespanMs = jobs.length > scheduledMax ? boundMs : Math.max(boundMs, scheduledMs(jobs, lanes));
  const reason = reasonFor({ mode, lanes, totals, makespanMs, input });
  return { mode, workers: lanes.count, makespanMs, reason };
};

const modesWithoutWorkers: readonly ModeId[] = ['sequential', 'concurrent'];
const modesWithWorkers: readonly ModeId[] = ['parallel', 'hybrid', 'processes', 'spawn'];

/** Every mode, those with workers at the number given. Simplest first. */
export const predictAll = (input: PredictInput, workers: number): readonly ModePrediction[] => [
  ...modesWithoutWorkers.map(mode => predict(input, mode, 1)),
  ...modesWithWorkers.map(mode => predict(input, mode, workers)),
];
