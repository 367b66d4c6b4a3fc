/** How long the main thread stood in line for a core: what it was late for then is not its own doing. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { EndedBlock } from './judge.ts';
import { parseSchedstat } from './threads.ts';

/** Of the threshold: more time on a core than that is work, and work may be slow. */
const nextToNothing = 0.2;
/** Three seconds of looks; a longer block finds the oldest. */
const keptReadings = 64;

interface Reading {
  readonly atMs: number;
  readonly cpuMs: number;
  readonly runQueueMs: number;
}

export class RunQueue {
  #file: number | null;
  readonly #buffer = Buffer.alloc(128);
  #readings: Reading[] = [];

  /** `path`: the main thread's `schedstat`. */
  constructor(path: string) {
    this.#file = opened(path);
  }

  look(atMs: number): void {
    const times = this.#file === null ? null : parseSchedstat(this.#text(this.#file));
    if (!times) return;
    this.#readings.push({ atMs, ...times });
    if (this.#readings.length > keptReadings) this.#readings.shift();
  }

  /**
   * The block was nothing but the wait for a core: the rest of it is below `thresholdMs`, and it did next to nothing on
   * the core that it got. Both are known from the last look before it to the first one after.
   */
  isStarved({ startMs, endMs, durationMs }: EndedBlock, thresholdMs: number): boolean {
    const before = this.#readings.findLast(({ atMs }) => atMs <= startMs) ?? this.#readings[0];
    const after = this.#readings.find(({ atMs }) => atMs >= endMs);
    if (!before || !after) return false;
    const ownMs = durationMs - (after.runQueueMs - before.runQueueMs);
    return ownMs < thresholdMs && after.cpuMs - before.cpuMs < thresholdMs * nextToNothing;
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #text(file: number): string {
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
