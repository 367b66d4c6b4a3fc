/**
 * How long a set of tasks takes on a set of lanes: list scheduling, played through on paper.
 *
 * Whenever a lane has room, the first task of the list that may start is put on it (Graham 1966, "Bounds for certain
 * multiprocessing anomalies"; with dependencies: Graham 1969, "Bounds on multiprocessing timing anomalies"): what the
 * pools really do. A lane has one pair of hands: its tasks compute in the order in which their waits end, a slice at a
 * time where there are slices (round robin, Kleinrock 1967, "Time-shared systems: a theoretical treatment"). Whoever
 * computes gets the same share of the cores, one core at most (processor sharing, the same paper).
 */
import { Heap } from './heap.ts';
import { dependentsOf, isTimed, stepsOf } from './jobs.ts';
import type { Job, Lanes, Step } from './jobs.ts';

/** Something that ends: a wait at a moment, a piece of work when so much work was given to everybody. */
interface Ending {
  readonly at: number;
  readonly order: number;
  readonly job: number;
}

const isEarlier = (a: Ending, b: Ending): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

interface Hands {
  inFlight: number;
  holder: number | null;
  readonly queue: number[];
}

interface Lock {
  isTaken: boolean;
  readonly queue: number[];
}

const leastLoaded = (lanes: readonly Hands[]): number =>
  lanes.reduce(
    (least, { inFlight }, index) => (inFlight < (lanes[least] as Hands).inFlight ? index : least),
    0,
  );

/** One play-through: what happens next, and who is free when. */
class Play {
  readonly #jobs: readonly Job[];
  readonly #steps: (readonly Step[])[];
  /** Next step of each task. */
  readonly #position: number[];
  readonly #laneOf: number[];
  /** What each task still has to compute of its step. */
  readonly #leftMs: number[];
  readonly #sliceMs: number;
  readonly #slots: number;
  readonly #cores: number;
  readonly #lanes: Hands[];
  readonly #poolQueue: number[] = [];
  /** Null without a pool. */
  #poolFree: number | null;
  readonly #inPool = new Set<number>();
  readonly #locks = new Map<number, Lock>();
  readonly #missing: number[];
  readonly #dependents: number[][];
  /** Tasks that may start, first by priority, then in plan order. */
  readonly #ready: Heap<number>;
  readonly #waits = new Heap<Ending>(isEarlier);
  readonly #works = new Heap<Ending>(isEarlier);
  #isStarting = false;
  #working = 0;
  #order = 0;
  #nowMs = 0;
  /** Work that anybody who computed all along would have got done by now. */
  #givenMs = 0;
  #lastEndMs = 0;

  constructor(jobs: readonly Job[], lanes: Lanes, cores: number) {
    this.#jobs = jobs;
    this.#steps = jobs.map(stepsOf);
    this.#position = jobs.map(() => 0);
    this.#laneOf = jobs.map(() => 0);
    this.#leftMs = jobs.map(() => 0);
    this.#sliceMs = lanes.sliceMs ?? Infinity;
    this.#slots = lanes.slots;
    this.#cores = cores;
    this.#lanes = Array.from({ length: lanes.count }, () => ({ inFlight: 0, holder: null, queue: [] }));
    this.#poolFree = lanes.poolThreads;
    this.#missing = jobs.map(job => job.after.length);
    this.#dependents = dependentsOf(jobs);
    this.#ready = new Heap((a, b) => this.#isFirst(a, b));
  }

  run(): number {
    this.#jobs.forEach((job, index) => job.after.length === 0 && this.#ready.push(index));
    this.#start();
    while (this.#next());
    return this.#lastEndMs;
  }

  #isFirst(a: number, b: number): boolean {
    const ahead = (this.#jobs[a] as Job).priority - (this.#jobs[b] as Job).priority;
    return ahead === 0 ? a < b : ahead > 0;
  }

  /** Goes on to whatever ends first; false when nothing is left. */
  #next(): boolean {
    const wait = this.#waits.peek();
    const work = this.#works.peek();
    const rate = Math.min(1, this.#cores / this.#working);
    const waitAtMs = wait?.at ?? Infinity;
    const workAtMs = work ? this.#nowMs + (work.at - this.#givenMs) / rate : Infinity;
    if (wait === undefined && work === undefined) return false;
    if (work && workAtMs <= waitAtMs) {
      this.#nowMs = workAtMs;
      this.#givenMs = work.at;
      this.#works.pop();
      this.#working -= 1;
      this.#worked(work.job);
    } else if (wait) {
      if (work) this.#givenMs += (wait.at - this.#nowMs) * rate;
      this.#nowMs = wait.at;
      this.#waits.pop();
      this.#goOn(wait.job);
    }
    return true;
  }

  /** Fills the lanes, the emptiest first. */
  #start(): void {
    // A task that takes no time ends within its start: the loop that is under way takes the next one.
    if (this.#isStarting) return;
    this.#isStarting = true;
    while (this.#ready.peek() !== undefined) {
      const lane = leastLoaded(this.#lanes);
      const hands = this.#lanes[lane] as Hands;
      if (hands.inFlight >= this.#slots) break;
      const job = this.#ready.pop() as number;
      hands.inFlight += 1;
      this.#laneOf[job] = lane;
      this.#goOn(job);
    }
    this.#isStarting = false;
  }

  /** Through all steps that take no time, to the next one that does, or to the end. */
  #goOn(job: number): void {
    for (;;) {
      const step = this.#steps[job]?.[this.#position[job] as number];
      if (step === undefined) return this.#end(job);
      if (!this.#isPassed(job, step)) return;
      this.#position[job] = (this.#position[job] as number) + 1;
    }
  }

  /** Begins a step; true if that was all of it. The position moves on before a step that takes time. */
  #isPassed(job: number, step: Step): boolean {
    if (!isTimed(step)) return step.kind === 'take' ? this.#take(job, step.lock) : this.#leave(step.lock);
    if (step.ms <= 0) return true;
    if (step.kind === 'wait') {
      this.#letGo(job);
      this.#position[job] = (this.#position[job] as number) + 1;
      this.#waits.push({ at: this.#nowMs + step.ms, order: this.#order++, job });
      return false;
    }
    this.#leftMs[job] = step.ms;
    if (step.kind === 'pool' && this.#poolFree !== null) {
      this.#letGo(job);
      this.#toPool(job);
    } else this.#toHands(job);
    return false;
  }

  #toHands(job: number): void {
    const hands = this.#handsOf(job);
    if (hands.holder !== null && hands.holder !== job) {
      hands.queue.push(job);
      return;
    }
    hands.holder = job;
    this.#work(job);
  }

  #toPool(job: number): void {
    if (this.#poolFree === 0) {
      this.#poolQueue.push(job);
      return;
    }
    this.#poolFree = (this.#poolFree as number) - 1;
    this.#inPool.add(job);
    this.#work(job);
  }

  #work(job: number): void {
    const leftMs = this.#leftMs[job] as number;
    const ms = this.#inPool.has(job) ? leftMs : Math.min(leftMs, this.#sliceMs);
    this.#leftMs[job] = leftMs - ms;
    this.#working += 1;
    this.#works.push({ at: this.#givenMs + ms, order: this.#order++, job });
  }

  #worked(job: number): void {
    if ((this.#leftMs[job] as number) > 0) return this.#giveWay(job);
    this.#position[job] = (this.#position[job] as number) + 1;
    if (this.#inPool.delete(job)) {
      this.#poolFree = (this.#poolFree as number) + 1;
      const next = this.#poolQueue.shift();
      if (next !== undefined) this.#toPool(next);
    }
    this.#goOn(job);
  }

  /** Its slice is used up: whoever stands ready goes first. */
  #giveWay(job: number): void {
    this.#letGo(job);
    this.#toHands(job);
  }

  /** The thread is for the next one that queues for it. */
  #letGo(job: number): void {
    const hands = this.#handsOf(job);
    if (hands.holder !== job) return;
    hands.holder = null;
    const next = hands.queue.shift();
    if (next !== undefined) this.#toHands(next);
  }

  #take(job: number, number: number): boolean {
    const lock = this.#locks.get(number) ?? { isTaken: false, queue: [] };
    this.#locks.set(number, lock);
    if (!lock.isTaken) {
      lock.isTaken = true;
      return true;
    }
    lock.queue.push(job);
    this.#letGo(job);
    return false;
  }

  /** Hands the lock on to the first that queues for it. */
  #leave(number: number): boolean {
    const lock = this.#locks.get(number);
    const next = lock?.queue.shift();
    if (lock && next === undefined) lock.isTaken = false;
    if (next !== undefined) {
      this.#position[next] = (this.#position[next] as number) + 1;
      this.#goOn(next);
    }
    return true;
  }

  #handsOf(job: number): Hands {
    return this.#lanes[this.#laneOf[job] as number] as Hands;
  }

  #end(job: number): void {
    this.#lastEndMs = this.#nowMs;
    this.#letGo(job);
    this.#handsOf(job).inFlight -= 1;
    for (const next of this.#dependents[job] as number[]) {
      const missing = (this.#missing[next] as number) - 1;
      this.#missing[next] = missing;
      if (missing === 0) this.#ready.push(next);
    }
    this.#start();
  }
}

/** Milliseconds from the first start to the last end. `cores` may be a fraction. */
export const scheduledMs = (jobs: readonly Job[], lanes: Lanes, cores: number): number =>
  new Play(jobs, lanes, cores).run();
