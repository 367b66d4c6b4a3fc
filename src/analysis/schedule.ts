/**
 * How long a set of tasks takes on a set of lanes: list scheduling, played through on paper.
 *
 * Whenever a lane has room, the first task of the list that may start is put on it (Graham 1966, "Bounds for certain
 * multiprocessing anomalies"; with dependencies: Graham 1969, "Bounds on multiprocessing timing anomalies"): what the
 * pools really do. A task first waits, then computes: the order of fetch and use; how its waits lie between pieces of
 * CPU work is not known. A lane has one pair of hands: its tasks compute in the order in which their waits end.
 */
import { Heap } from './heap.ts';
import type { Demand } from './types.ts';

/** A task as the scheduler sees it. `after`: indexes of tasks that must be done first. */
export interface Job extends Demand {
  readonly after: readonly number[];
  readonly priority: number;
}

export interface Lanes {
  readonly count: number;
  /** Tasks in flight on one lane; 1 where a wait blocks the lane. */
  readonly slots: number;
  /** Threads of the libuv pool that work at once; null where its work is done on the lane itself. */
  readonly poolThreads: number | null;
}

/** For each task the ones that wait for it. */
export const dependentsOf = (jobs: readonly Job[]): number[][] => {
  const dependents: number[][] = jobs.map(() => []);
  jobs.forEach((job, index) => job.after.forEach(other => dependents[other]?.push(index)));
  return dependents;
};

type Stage = 'pool' | 'compute' | 'end';
interface Moment {
  readonly atMs: number;
  readonly order: number;
  readonly stage: Stage;
  readonly job: number;
  readonly lane: number;
}

const leastOf = (values: readonly number[]): number => values.indexOf(Math.min(...values));

const isEarlier = (a: Moment, b: Moment): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** One play-through: what happens next, and who is free when. */
class Play {
  readonly #jobs: readonly Job[];
  readonly #slots: number;
  readonly #inFlight: number[];
  readonly #handsFreeAt: number[];
  /** When each thread of the pool is free again; null without a pool. */
  readonly #poolFreeAt: number[] | null;
  readonly #missing: number[];
  readonly #dependents: number[][];
  /** Tasks that may start, first by priority, then in plan order. */
  readonly #ready: Heap<number>;
  readonly #moments = new Heap<Moment>(isEarlier);
  #order = 0;

  constructor(jobs: readonly Job[], lanes: Lanes) {
    this.#jobs = jobs;
    this.#slots = lanes.slots;
    this.#inFlight = Array.from({ length: lanes.count }, () => 0);
    this.#handsFreeAt = Array.from({ length: lanes.count }, () => 0);
    this.#poolFreeAt = lanes.poolThreads === null ? null : Array.from({ length: lanes.poolThreads }, () => 0);
    this.#missing = jobs.map(job => job.after.length);
    this.#dependents = dependentsOf(jobs);
    this.#ready = new Heap((a, b) => this.#isFirst(a, b));
  }

  run(): number {
    this.#jobs.forEach((job, index) => job.after.length === 0 && this.#ready.push(index));
    this.#start(0);
    let lastMs = 0;
    for (let moment = this.#moments.pop(); moment; moment = this.#moments.pop()) {
      lastMs = moment.atMs;
      if (moment.stage === 'end') this.#end(moment);
      else if (moment.stage === 'pool') this.#usePool(moment);
      else this.#compute(moment);
    }
    return lastMs;
  }

  #isFirst(a: number, b: number): boolean {
    const ahead = this.#job(a).priority - this.#job(b).priority;
    return ahead === 0 ? a < b : ahead > 0;
  }

  #job(index: number): Job {
    return this.#jobs[index] as Job;
  }

  #add(atMs: number, stage: Stage, job: number, lane: number): void {
    this.#moments.push({ atMs, order: this.#order++, stage, job, lane });
  }

  /** Fills the lanes, the emptiest first. */
  #start(atMs: number): void {
    while (this.#ready.peek() !== undefined) {
      const lane = leastOf(this.#inFlight);
      const load = this.#inFlight[lane] as number;
      if (load >= this.#slots) return;
      const job = this.#ready.pop() as number;
      this.#inFlight[lane] = load + 1;
      this.#add(atMs + this.#job(job).waitMs, this.#poolFreeAt ? 'pool' : 'compute', job, lane);
    }
  }

  #usePool({ atMs, job, lane }: Moment): void {
    const { poolMs } = this.#job(job);
    const freeAt = this.#poolFreeAt;
    if (poolMs === 0 || freeAt === null) return this.#add(atMs, 'compute', job, lane);
    const thread = leastOf(freeAt);
    const endMs = Math.max(atMs, freeAt[thread] as number) + poolMs;
    freeAt[thread] = endMs;
    this.#add(endMs, 'compute', job, lane);
  }

  #compute({ atMs, job, lane }: Moment): void {
    const { cpuMs, poolMs } = this.#job(job);
    const workMs = this.#poolFreeAt ? cpuMs : cpuMs + poolMs;
    const endMs = Math.max(atMs, this.#handsFreeAt[lane] as number) + workMs;
    this.#handsFreeAt[lane] = endMs;
    this.#add(endMs, 'end', job, lane);
  }

  #end({ atMs, job, lane }: Moment): void {
    this.#inFlight[lane] = (this.#inFlight[lane] as number) - 1;
    for (const next of this.#dependents[job] as number[]) {
      const missing = (this.#missing[next] as number) - 1;
      this.#missing[next] = missing;
      if (missing === 0) this.#ready.push(next);
    }
    this.#start(atMs);
  }
}

/** Milliseconds from the first start to the last end. */
export const scheduledMs = (jobs: readonly Job[], lanes: Lanes): number => new Play(jobs, lanes).run();
