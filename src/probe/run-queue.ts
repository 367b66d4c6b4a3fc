/** How long the main thread stood in line for a core: what it was late for then is not its own doing. */
import { closeSync, openSync, readSync } from 'node:fs';
import { nowMs } from '../clock.ts';
import type { EndedBlock } from './judge.ts';
import { parseSchedstat } from './threads.ts';

/** So much a timer's callback, or a turn of the loop that finds nothing, may use of a core. More is somebody's code. */
const nextToNothingMs = 2;
/** The rest is the way into the kernel and out of it: who slept for longer was not waiting for a core. */
const nearlyAll = 0.9;
/** A block that goes on for longer leaves out the looks within it: only those around it count. */
const keptReadings = 64;

interface Reading {
  /** It was taken between these two: this thread may lose its core, too. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly cpuMs: number;
  readonly runQueueMs: number;
}

export class RunQueue {
  readonly #now: () => number;
  #file: number | null;
  readonly #buffer = Buffer.alloc(128);
  #readings: Reading[] = [];
  /** As of the last look. It also counts how often the thread was given a core: who has slept on has not changed it. */
  #text = '';

  /** `path`: the main thread's `schedstat`. */
  constructor(path: string, now: () => number = nowMs) {
    this.#file = opened(path);
    this.#now = now;
  }

  look(): void {
    if (this.#file === null) return;
    const fromMs = this.#now();
    this.#text = this.#read(this.#file);
    const times = parseSchedstat(this.#text);
    if (!times) return;
    this.#readings.push({ fromMs, toMs: this.#now(), ...times });
    if (this.#readings.length > keptReadings) this.#readings.splice(1, 1);
  }

  /** Whether looks tell anything. A kernel that does not count says zero all the time. */
  get isCounting(): boolean {
    const [newest] = this.#readings.slice(-1);
    return newest !== undefined && newest.cpuMs > 0;
  }

  /** Whether the thread has run since the last look, be it for an instant. */
  get hasRun(): boolean {
    return this.#file !== null && this.#read(this.#file) !== this.#text;
  }

  /** A look: how long the thread has been on a core, or in line for one, since the last. */
  ranMs(): number {
    const [before] = this.#readings.slice(-1);
    this.look();
    const [after] = this.#readings.slice(-1);
    if (!before || !after) return 0;
    return after.cpuMs - before.cpuMs + after.runQueueMs - before.runQueueMs;
  }

  /** No block will be asked about that began before this moment. */
  forgetBefore(atMs: number): void {
    const oldest = this.#readings.findLastIndex(({ toMs }) => toMs <= atMs);
    if (oldest > 0) this.#readings.splice(0, oldest);
  }

  /**
   * The thread ran practically no code from the last look before the block to the first one after, and stood in line
   * for a core for nearly as long as the block took. Of code that did run, however seldom it got a core, the block is
   * the program's own; so it is where the readings do not reach around it.
   */
  isStarved({ startMs, endMs, durationMs }: EndedBlock): boolean {
    const before = this.#readings.findLast(({ toMs }) => toMs <= startMs);
    const after = this.#readings.find(({ fromMs }) => fromMs >= endMs);
    if (!before || !after) return false;
    return (
      after.cpuMs - before.cpuMs < nextToNothingMs &&
      after.runQueueMs - before.runQueueMs >= durationMs * nearlyAll
    );
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #read(file: number): string {
    try {
      return this.#buffer.toString('latin1', 0, readSync(file, this.#buffer, 0, this.#buffer.length, 0));
    } catch {
      return '';
    }
  }
}

const opened = (path: string): number | null => {
  try {
    return openSync(path, 'r');
  } catch {
    // No Linux, or no /proc.
    return null;
  }
};
