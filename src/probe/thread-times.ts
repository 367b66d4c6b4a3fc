/** What the kernel counts for the thread that asks, between two moments: its time on a core, and in line for one. */
import * as fs from 'node:fs';
import { openedProcFile } from './proc-file.ts';
import { parseSchedstat } from './threads.ts';

// The program may put other functions in their place later.
const { closeSync, readSync } = fs;

export interface SpentTimes {
  readonly cpuMs: number;
  readonly runQueueMs: number;
}

const nothing: SpentTimes = { cpuMs: 0, runQueueMs: 0 };
/** Three numbers of nanoseconds. */
const longestText = 64;

export class ThreadTimes {
  #file: number | null;
  #newest = Buffer.alloc(longestText);
  #before = Buffer.alloc(longestText);

  constructor(path = '/proc/thread-self/schedstat') {
    this.#file = openedProcFile(path);
    this.mark();
  }

  /** A microsecond: what it reads is kept as it is, since hardly anyone asks for it. */
  mark(): void {
    if (this.#file === null) return;
    [this.#newest, this.#before] = [this.#before, this.#newest];
    try {
      readSync(this.#file, this.#newest, 0, longestText, 0);
    } catch {
      this.#newest.fill(0);
    }
  }

  /** Between the last two marks; nothing where the kernel does not tell. */
  spent(): SpentTimes {
    const [before, newest] = [this.#before, this.#newest].map(text =>
      parseSchedstat(text.toString('latin1')),
    );
    if (!before || !newest) return nothing;
    return { cpuMs: newest.cpuMs - before.cpuMs, runQueueMs: newest.runQueueMs - before.runQueueMs };
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}

export type MarkedTimes = Pick<ThreadTimes, 'mark' | 'spent' | 'close'>;

/** In beats: where the thread has a core when it wants one, its times are asked for so seldom. */
const seldomBeats = 10;
/** And at every beat for so long after it has been seen to stand in line. */
const carefulBeats = 50;
/** Of the time between two marks: with less in line than this, what was before a block does not count. */
const inLineShare = 0.1;

/**
 * A thread's times from beat to beat. A mark in the midst of other people's work takes 20 us, a third of all that a beat
 * does, so it is left out where nobody will ask: a thread that begins to stand in line is first seen by a late beat.
 */
export class BeatTimes {
  readonly #times: MarkedTimes;
  #markedMs: number;
  #spanMs = 0;
  #idleMs = 0;
  #idleSinceMarkMs = 0;
  #beats = 0;
  #carefulBeats = 0;

  constructor(nowMs: number, times: MarkedTimes = new ThreadTimes()) {
    this.#times = times;
    this.#markedMs = nowMs;
  }

  /** A beat has come, and the loop was idle for `idleMs` since the last; of one that is late, `spent` tells afterwards. */
  beat(nowMs: number, idleMs: number, isLate: boolean): void {
    this.#beats += 1;
    this.#idleSinceMarkMs += idleMs;
    if (!isLate && this.#carefulBeats === 0 && this.#beats < seldomBeats) return;
    this.mark(nowMs);
    if (isLate || this.#isInLine()) this.#carefulBeats = carefulBeats;
    else if (this.#carefulBeats > 0) this.#carefulBeats -= 1;
  }

  mark(nowMs: number): void {
    this.#times.mark();
    this.#spanMs = nowMs - this.#markedMs;
    this.#markedMs = nowMs;
    this.#idleMs = this.#idleSinceMarkMs;
    this.#idleSinceMarkMs = 0;
    this.#beats = 0;
  }

  /** Between the last two marks, which are `spanMs` apart; `idleMs`: as the beats between them said. */
  spent(): SpentTimes & { readonly spanMs: number; readonly idleMs: number } {
    return { ...this.#times.spent(), spanMs: this.#spanMs, idleMs: this.#idleMs };
  }

  close(): void {
    this.#times.close();
  }

  #isInLine(): boolean {
    return this.#times.spent().runQueueMs > this.#spanMs * inLineShare;
  }
}
