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
