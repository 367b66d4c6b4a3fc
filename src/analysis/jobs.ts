/** Tasks as a scheduler sees them: what each of them does, in which order, and after which others. */
import type { Demand } from './types.ts';

/** What a task does, in its own order. `pool`: for the libuv pool, where the lane does not block. */
export interface TimedStep {
  readonly kind: 'cpu' | 'wait' | 'pool';
  readonly ms: number;
}

/** From a `take` to the next `leave` of the same lock no other task can go on past its own `take`. */
interface LockStep {
  readonly kind: 'take' | 'leave';
  readonly lock: number;
}

export type Step = TimedStep | LockStep;

export const isTimed = (step: Step): step is TimedStep => 'ms' in step;

/** A task as the scheduler sees it. `after`: indexes of tasks that must be done first. */
export interface Job extends Demand {
  readonly after: readonly number[];
  readonly priority: number;
  /** Absent: it first waits, then computes, the order of fetch and use. */
  readonly steps?: readonly Step[];
}

export interface Lanes {
  readonly count: number;
  /** Tasks in flight on one lane; 1 where a wait blocks the lane. */
  readonly slots: number;
  /** Threads of the process's libuv pool; null where its work is done on the lane itself. */
  readonly poolThreads: number | null;
  /** After so much CPU a task lets those go on that stand ready on its lane; absent = it never does. */
  readonly sliceMs?: number;
}

/** CPU that every fresh lane costs beyond the tasks' later, steady work. */
export interface Warmup {
  /** On the lane, in its first tasks. */
  readonly taskMs: number;
  /** On the engine's own threads. */
  readonly engineMs: number;
}

/** What a prediction is made from. */
export interface PredictInput {
  readonly jobs: readonly Job[];
  /** May be a fraction. */
  readonly usableCores: number;
  readonly tasksPerWorker: number;
  /** Of an async lane; absent = tasks compute to their next wait. */
  readonly sliceMs?: number;
  /** CPU that a clone takes beside its task; null if this was not measured. */
  readonly cloneCpuMs: number | null;
  /** What an async lane's loop does by itself for each wait that it ends; absent = not known, and left out. */
  readonly replyMs?: number;
  /** Threads of libuv's pool; absent = its own number. */
  readonly uvThreads?: number;
  /** CPU of the engine's own threads while it did all these tasks; absent = not known, and left out. */
  readonly engineMs?: number;
  /** What a lane takes more until its code is compiled; the figures above hold that of one lane. Absent = nothing. */
  readonly warmup?: Warmup;
  /** Cores' worth of time that is not the tasks': the dashboard's and the probe's. */
  readonly overheadCores?: number;
}

/** For each task the ones that wait for it. */
export const dependentsOf = (jobs: readonly Job[]): number[][] => {
  const dependents: number[][] = jobs.map(() => []);
  jobs.forEach((job, index) => job.after.forEach(other => dependents[other]?.push(index)));
  return dependents;
};

export const stepsOf = ({ steps, waitMs, poolMs, cpuMs }: Job): readonly Step[] =>
  steps ?? [
    { kind: 'wait', ms: waitMs },
    { kind: 'pool', ms: poolMs },
    { kind: 'cpu', ms: cpuMs },
  ];
