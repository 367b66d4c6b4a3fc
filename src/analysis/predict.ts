/** What a mode should take, from what the tasks ask for: the measured demands and the cores are all it knows. */
import type { ModeId } from '../protocol.ts';
import { totalsOf } from './bounds.ts';
import type { Totals } from './bounds.ts';
import { reasonFor } from './reasons.ts';
import type { Job, Lanes, PredictInput, Step } from './jobs.ts';
import { isTimed, stepsOf } from './jobs.ts';
import { scheduledMs } from './schedule.ts';
import type { Prediction } from './types.ts';

export interface ModePrediction extends Prediction {
  readonly mode: ModeId;
  readonly workers: number;
}

/** libuv's pool has 4 threads unless UV_THREADPOOL_SIZE says otherwise (libuv documentation, "Thread pool work"). */
export const uvThreads = 4;

/** Above this the play-through costs too long, and one whole task no longer shows in the sum. */
export const scheduledMax = 5_000;

/** The lanes that a mode has, for the model. */
const lanesOf = (mode: ModeId, workers: number, input: PredictInput): Lanes => {
  const { tasksPerWorker, sliceMs = 0 } = input;
  const loop = { poolThreads: input.uvThreads ?? uvThreads, ...(sliceMs > 0 ? { sliceMs } : {}) };
  if (mode === 'sequential') return { count: 1, slots: 1, poolThreads: null };
  if (mode === 'concurrent') return { count: 1, slots: Infinity, ...loop };
  if (mode === 'hybrid') return { count: workers, slots: tasksPerWorker, ...loop };
  return { count: workers, slots: 1, poolThreads: null };
};

/** A clone's start-up is work of its own, before that of its task. */
const withStartup = (jobs: readonly Job[], cloneCpuMs: number): readonly Job[] =>
  cloneCpuMs === 0
    ? jobs
    : jobs.map(job => {
        const cpuMs = job.cpuMs + cloneCpuMs;
        // Nobody looks at the order of so many.
        if (jobs.length > scheduledMax && !job.steps) return { ...job, cpuMs };
        return { ...job, cpuMs, steps: [{ kind: 'cpu', ms: cloneCpuMs }, ...stepsOf(job)] };
      });

/** A makespan counts from the first start of a task: the first clones, which share the cores, have started by then. */
const beforeFirstMs = (
  mode: ModeId,
  lanes: Lanes,
  { jobs, cloneCpuMs, usableCores }: PredictInput,
): number => {
  if (mode !== 'spawn' || cloneCpuMs === null) return 0;
  const first = jobs.reduce((count, { after }) => count + (after.length === 0 ? 1 : 0), 0);
  return cloneCpuMs * Math.max(1, Math.min(lanes.count, first) / usableCores);
};

/** The loop's own work stands in the way of the tasks like theirs. */
const withReplies = (jobs: readonly Job[], replyMs: number): readonly Job[] =>
  jobs.map(job => {
    const reply: Step = { kind: 'cpu', ms: replyMs };
    const steps = stepsOf(job).flatMap(step =>
      step.kind === 'wait' && step.ms > 0 ? [step, reply] : [step],
    );
    const waits = steps.filter(step => step === reply).length;
    return { ...job, cpuMs: job.cpuMs + waits * replyMs, steps };
  });

/** The first `count` tasks that may start at once, in the order in which they do. */
const firstOf = (jobs: readonly Job[], count: number): readonly number[] => {
  const open = jobs.flatMap((job, index) => (job.after.length === 0 ? [index] : []));
  return open
    .toSorted((a, b) => (jobs[b] as Job).priority - (jobs[a] as Job).priority || a - b)
    .slice(0, count);
};

const moreWork = (job: Job, ms: number): Job => {
  const steps = stepsOf(job);
  const at = steps.findIndex(({ kind }) => kind === 'cpu');
  const more = (step: Step): Step => (isTimed(step) ? { ...step, ms: step.ms + ms } : step);
  return {
    ...job,
    cpuMs: job.cpuMs + ms,
    steps:
      at < 0
        ? [...steps, { kind: 'cpu', ms }]
        : steps.map((step, index) => (index === at ? more(step) : step)),
  };
};

/** Code is compiled in each thread anew: what that takes in all is shared by the first tasks of the lanes. */
const withWarmup = (jobs: readonly Job[], first: readonly number[], taskMs: number): readonly Job[] => {
  const places = new Set(first);
  const eachMs = (taskMs * (first.length - 1)) / first.length;
  return eachMs > 0 ? jobs.map((job, index) => (places.has(index) ? moreWork(job, eachMs) : job)) : jobs;
};

/**
 * What the tasks have of the cores: dashboard and probe take theirs, and for each millisecond of a task the engine's
 * threads take a part of one, at the same time.
 */
const coresFor = (input: PredictInput, { cpuMs, poolMs }: Totals, freshLanes: number): number => {
  const { usableCores, engineMs = 0, warmup, overheadCores = 0 } = input;
  const workMs = cpuMs + poolMs;
  const allEngineMs = engineMs + freshLanes * (warmup?.engineMs ?? 0);
  const leftCores = usableCores - Math.min(overheadCores, usableCores / 2);
  return workMs > 0 ? leftCores / (1 + allEngineMs / workMs) : leftCores;
};

const jobsFor = (mode: ModeId, { jobs, cloneCpuMs, replyMs = 0 }: PredictInput): readonly Job[] => {
  if (mode === 'spawn') return withStartup(jobs, cloneCpuMs ?? 0);
  const isAsync = mode === 'concurrent' || mode === 'hybrid';
  return isAsync && replyMs > 0 ? withReplies(jobs, replyMs) : jobs;
};

/** What a clone takes beside its task holds the engine's part and that of cold code already. */
const inputFor = (mode: ModeId, input: PredictInput): PredictInput => {
  if (mode !== 'spawn' || input.cloneCpuMs === null) return input;
  const { engineMs: _, warmup: __, ...others } = input;
  return others;
};

/** What no schedule on these lanes can beat. */
const leastMs = (totals: Totals, lanes: Lanes, cores: number): number => {
  const { cpuMs, waitMs, poolMs, criticalPathMs, lockedMs } = totals;
  const onHands = lanes.poolThreads === null ? cpuMs + poolMs : cpuMs;
  const inPool = lanes.poolThreads === null ? 0 : poolMs / lanes.poolThreads;
  const inSlots = (cpuMs + waitMs + poolMs) / (lanes.count * lanes.slots);
  const onCores = (cpuMs + poolMs) / cores;
  return Math.max(criticalPathMs, lockedMs, onHands / lanes.count, inPool, inSlots, onCores);
};

/**
 * Makespan of a mode. Sequential: the sum of all CPU work and waits. Concurrent and hybrid: waits overlap, CPU work
 * takes turns on the lanes. Parallel, processes, spawn: whole tasks, waits and all, one at a time on each lane. Work
 * for the libuv pool is done on the lane where it blocks, else on the pool's threads. All that computes shares the
 * usable cores, with the engine's own threads, the dashboard and the probe; a lock is held by one task at a time.
 */
export const predict = (measured: PredictInput, mode: ModeId, workers: number): ModePrediction => {
  const input = inputFor(mode, measured);
  const lanes = lanesOf(mode, Math.max(1, workers), input);
  const compiled = jobsFor(mode, input);
  const first = input.warmup && lanes.count > 1 ? firstOf(compiled, lanes.count) : [];
  const jobs = withWarmup(compiled, first, input.warmup?.taskMs ?? 0);
  const totals = totalsOf(jobs);
  const cores = coresFor(input, totals, Math.max(0, first.length - 1));
  const boundMs = leastMs(totals, lanes, cores);
  const wholeMs = jobs.length > scheduledMax ? boundMs : Math.max(boundMs, scheduledMs(jobs, lanes, cores));
  const reason = reasonFor({ mode, lanes, totals, wholeMs, input, cores });
  const makespanMs = Math.max(0, wholeMs - beforeFirstMs(mode, lanes, input));
  return { mode, workers: lanes.count, makespanMs, reason };
};

const modesWithoutWorkers: readonly ModeId[] = ['sequential', 'concurrent'];
const modesWithWorkers: readonly ModeId[] = ['parallel', 'hybrid', 'processes', 'spawn'];

/** Every mode, those with workers at the number given. Simplest first. */
export const predictAll = (input: PredictInput, workers: number): readonly ModePrediction[] => [
  ...modesWithoutWorkers.map(mode => predict(input, mode, 1)),
  ...modesWithWorkers.map(mode => predict(input, mode, workers)),
];
