/**
 * Why a run took another time than predicted: counter by counter, and what no counter tells is left unexplained.
 *
 * What the tasks themselves did is put into the model one thing after another: their CPU as measured here, then the
 * engine's, their time on the thread, their waits, their queues. What each changes in the play-through is its part of
 * the gap, so that a task that was slow where nothing waited for it explains nothing. The rest is read off the lanes.
 */
import type { RunState } from '../state/state.ts';
import { laneCountOf } from './costs.ts';
import { addClones, addLastLane, addOffCore, addOthers } from './gap-lanes.ts';
import { Ledger } from './gap-ledger.ts';
import { addLoop } from './gap-loop.ts';
import type { PoolQueue } from './gap-queues.ts';
import { lockQueueOf, poolQueueOf } from './gap-queues.ts';
import { withOwnCpu, withOwnHands, withOwnLocks, withOwnWaits, workOf } from './gap-stages.ts';
import type { Job, PredictInput } from './jobs.ts';
import type { Noise } from './noise.ts';
import { predict, uvThreads } from './predict.ts';
import { sumBy, sumOf } from './sums.ts';
import type { Gap } from './types.ts';
import { counted, duration } from './words.ts';

export interface GapInput {
  readonly run: RunState;
  readonly predictedMs: number;
  readonly measuredMs: number;
  /** What the prediction was made from. */
  readonly input: PredictInput;
  /** What the tasks of this very run asked for. */
  readonly ownJobs: readonly Job[];
  readonly noise: Noise;
  /** Busy share of the main loop over the run, 0 to 1; null if not measured. */
  readonly loopUtilization: number | null;
}

/** Less than this part of the run is not worth a word. */
const leastPart = 0.01;

const isAsync = ({ mode }: RunState['request']): boolean => mode === 'concurrent' || mode === 'hybrid';

/** The model, played through again and again with more and more of what was measured. */
class Stages {
  readonly #from: GapInput;
  readonly #ledger: Ledger;
  #input: PredictInput;
  playedMs: number;

  constructor(from: GapInput, ledger: Ledger) {
    this.#from = from;
    this.#ledger = ledger;
    this.#input = from.input;
    this.playedMs = from.predictedMs;
  }

  /** Answers by how much the makespan changes. */
  put(more: Partial<PredictInput>): number {
    const { mode, workers } = this.#from.run.request;
    const beforeMs = this.playedMs;
    this.#input = { ...this.#input, ...more };
    this.playedMs = predict(this.#input, mode, workers).makespanMs;
    return this.playedMs - beforeMs;
  }

  cpu(): void {
    const { input, ownJobs } = this.#from;
    const warmup = input.warmup && { ...input.warmup, taskMs: 0 };
    const ms = this.put({ jobs: withOwnCpu(input.jobs, ownJobs), ...(warmup ? { warmup } : {}) });
    this.#ledger.add('cpu', ms, cpuEvidence(this.#from));
  }

  engine(): void {
    const { run, input } = this.#from;
    const { engineCpuMs } = run.usage;
    if (engineCpuMs === undefined || input.engineMs === undefined) return;
    const fresh = (laneCountOf(run) - 1) * (input.warmup?.engineMs ?? 0);
    const ms = this.put({ engineMs: engineCpuMs, warmup: { taskMs: 0, engineMs: 0 } });
    this.#ledger.add(
      'engine',
      ms,
      `the engine's own threads (compiling, collecting garbage) used ${duration(engineCpuMs)}, ${duration(input.engineMs + fresh)} were expected`,
    );
  }

  /** The pool was narrower or wider than the model had it. */
  poolWidth(pool: PoolQueue): number {
    return pool.threads === this.#threadsAssumed ? 0 : this.put({ uvThreads: pool.threads });
  }

  get #threadsAssumed(): number {
    return this.#from.input.uvThreads ?? uvThreads;
  }

  hands(pool: PoolQueue | null): void {
    const { run } = this.#from;
    const jobs = withOwnHands(this.#input.jobs, run, pool);
    addOffCore(this.#ledger, this.#from, this.put({ jobs, usableCores: Infinity }), pool);
  }

  waits(pool: PoolQueue | null): void {
    const { input, ownJobs } = this.#from;
    const ms = this.put({ jobs: withOwnWaits(this.#input.jobs, ownJobs, pool?.fileQueueMs) });
    const waits = (jobs: readonly Job[], lessMs: number): string =>
      duration(sumBy(jobs, ({ waitMs }) => waitMs) - lessMs);
    const queuedMs = sumOf(pool?.fileQueueMs.values() ?? []);
    this.#ledger.add(
      'waits',
      ms,
      `the tasks waited ${waits(ownJobs, queuedMs)} here, ${waits(input.jobs, 0)} in the calibration`,
    );
  }

  /** `widthMs`: what the pool's width has changed already. */
  poolQueue(pool: PoolQueue, widthMs: number): void {
    const { ownJobs } = this.#from;
    const filesMs =
      pool.fileQueueMs.size === 0 ? 0 : this.put({ jobs: withOwnWaits(this.#input.jobs, ownJobs) });
    const assumed = this.#threadsAssumed;
    const expected = pool.threads === assumed ? '' : `, where ${assumed} were expected`;
    this.#ledger.add(
      'pool',
      widthMs + filesMs,
      `libuv's pool has ${counted(pool.threads, 'thread')}${expected}: up to ${pool.mostAtOnce} operations were at it at once, and stood in its queue for ${duration(pool.queuedMs)} in all`,
    );
  }

  locks(): void {
    const { run } = this.#from;
    const queuedMs = sumBy(lockQueueOf(run).values(), sumOf);
    const ms = this.put({ jobs: withOwnLocks(this.#input.jobs, run) });
    this.#ledger.add('lock', ms, `the tasks stood at locks for ${duration(queuedMs)} in all`);
  }
}

const cpuEvidence = ({ input, ownJobs, run }: GapInput): string => {
  const figures = `the same tasks took ${duration(sumBy(ownJobs, workOf))} of CPU here, ${duration(sumBy(input.jobs, workOf))} in the calibration`;
  return laneCountOf(run) > 1
    ? `${figures}: memory, a shared physical core or a lower clock`
    : `${figures}: a lower clock, cold caches or work between the tasks' steps`;
};

/** What the tasks did, up to where only the lanes and their loops are left. */
const addTasks = (stages: Stages, { run, input }: GapInput): void => {
  stages.cpu();
  stages.engine();
  const pool = isAsync(run.request) ? poolQueueOf(run) : null;
  const usesPool = isAsync(run.request) && input.jobs.some(({ poolMs }) => poolMs > 0);
  const widthMs = pool && usesPool ? stages.poolWidth(pool) : 0;
  // Where the trace of what was at the pool is not whole, only the CPU can be told.
  if (!usesPool || (pool?.serviceMs.size ?? 0) > 0) {
    stages.hands(pool);
    stages.waits(pool);
  }
  if (pool) stages.poolQueue(pool, widthMs);
  stages.locks();
};

/** Parts add up, with the unexplained rest, to measured minus predicted; negative ones made the run shorter. */
export const gapOf = (from: GapInput): Gap => {
  const { run, predictedMs, measuredMs } = from;
  const ms = measuredMs - predictedMs;
  const ledger = new Ledger(ms, Math.max(1, leastPart * measuredMs));
  const stages = new Stages(from, ledger);
  addTasks(stages, from);
  if (isAsync(run.request)) addLoop(ledger, from, stages.playedMs);
  else if (run.request.mode === 'spawn') addClones(ledger, from);
  else addLastLane(ledger, from, stages.playedMs);
  addOthers(ledger, from);
  return {
    ms,
    percent: predictedMs > 0 ? (100 * ms) / predictedMs : 0,
    parts: ledger.parts,
    unexplainedMs: ledger.leftMs,
  };
};
