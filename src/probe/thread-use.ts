/** How busy a thread is that tells nothing of itself: by what the kernel counts of it, and where it sleeps. */
import type { ThreadReading } from '../protocol.ts';
import { procText } from './proc-file.ts';
import type { Stacks } from './stacks.ts';

/** Where it sleeps between runs is looked at once a reading: so long back looks count, as one alone would jump. */
const memoryMs = 4000;
/** With so little sleep it does not matter where. */
const sleeplessShare = 0.95;
/** Readings may follow each other at once; shares of so little would jump. */
const leastSpanMs = 200;

/** Where a thread sleeps: for want of work, or held up in the middle of it; null if it runs, or nothing tells. */
type Sleep = 'waits' | 'held' | null;

/** libuv's name for those of its pool, where it gives them one. */
const poolName = 'libuv-worker';

export class ThreadUse {
  readonly #folder: string;
  readonly #stacks: Stacks;
  #isWorker: boolean | null = null;
  #atMs = 0;
  #activeMs: number | null = null;
  #sleep: Sleep = null;
  /** Of its sleep, as looks have found it. */
  #heldShare: number | null = null;
  #utilization: number | null = null;

  /** The thread's own in /proc. */
  constructor(folder: string, stacks: Stacks) {
    this.#folder = folder;
    this.#stacks = stacks;
  }

  /** One of Node's; not known of one that has not been seen asleep. */
  get isWorker(): boolean {
    return this.#isWorker === true;
  }

  /**
   * Share of the time since the reading before that it was on a core, in line for one or held up, 0 to 1. Null before
   * there are two, and where the kernel does not tell.
   */
  utilization(atMs: number, reading: ThreadReading): number | null {
    if (reading.runQueueMs === null) return null;
    if (this.#activeMs !== null && atMs - this.#atMs < leastSpanMs) return this.#utilization;
    const activeMs = reading.cpuMs + reading.runQueueMs;
    const ranMs = activeMs - (this.#activeMs ?? activeMs);
    const spanMs = atMs - this.#atMs;
    if (ranMs !== 0 || this.#sleep === null) this.#sleep = this.#look(reading);
    // Who has not run has slept in one place.
    this.#weigh(ranMs === 0 ? 1 : Math.min(1, spanMs / memoryMs));
    if (this.#activeMs !== null) this.#utilization = this.#shareOf(ranMs / spanMs);
    [this.#atMs, this.#activeMs] = [atMs, activeMs];
    return this.#utilization;
  }

  /**
   * A worker whose loop waits for events has nothing to do; one that sleeps elsewhere (a lock, Atomics.wait, execSync) is
   * held up, and its loop with it. Threads of a pool wait for work at a lock. Of others no more is known than that they
   * sleep.
   */
  #look({ state, name }: ThreadReading): Sleep {
    if (state === 'D') return 'held';
    const place = procText(`${this.#folder}/wchan`);
    if (place === '' || place === '0') return null;
    this.#isWorker ??= this.#stacks.isWorkers(procText(`${this.#folder}/syscall`));
    if (/epoll|ep_poll/.test(place)) return 'waits';
    return this.isWorker || (name === poolName && !place.includes('futex')) ? 'held' : 'waits';
  }

  #weigh(newest: number): void {
    if (this.#sleep === null) return;
    const isHeld = this.#sleep === 'held' ? 1 : 0;
    const before = this.#heldShare ?? isHeld;
    this.#heldShare = before + (isHeld - before) * newest;
  }

  #shareOf(ranShare: number): number | null {
    const activeShare = Math.min(1, Math.max(0, ranShare));
    if (this.#heldShare === null) return activeShare >= sleeplessShare ? activeShare : null;
    return activeShare + (1 - activeShare) * this.#heldShare;
  }
}
