/** How busy a worker's loop is: stamped by the worker once a second while it has something to do, read by the probe. */
import { performance } from 'node:perf_hooks';
import { nowMs } from '../clock.ts';
import { makeRing } from './ring.ts';

const workerBeatMs = 1000;
/** A timer that has been due for so long waits for a loop that does not turn. */
const lateMs = 100;
/** Of a second: with no more to do than this the loop is let rest. */
const quietBusyMs = 5;

/** Int32 words. `beats`: stamps written so far; the newest lies in slot `beats` modulo 2, the one before stays whole. */
const word = { beats: 0, isResting: 1 } as const;
const wordBytes = 8;
/** atMs, idleMs since the loop began. */
const slotFloats = 2;

interface LoopMemory {
  readonly words: Int32Array;
  readonly slots: Float64Array;
}

const openLoopMemory = (buffer: SharedArrayBuffer): LoopMemory => ({
  words: new Int32Array(buffer, 0, wordBytes / 4),
  slots: new Float64Array(buffer, wordBytes, 2 * slotFloats),
});

const makeLoopBuffer = (): SharedArrayBuffer => new SharedArrayBuffer(wordBytes + 2 * slotFloats * 8);

const isQuiet = (slots: Float64Array): boolean => {
  const spanMs = Math.abs((slots[0] as number) - (slots[slotFloats] as number));
  const idleMs = Math.abs((slots[1] as number) - (slots[slotFloats + 1] as number));
  return spanMs - idleMs <= quietBusyMs;
};

/** Begins to stamp the calling worker's loop. Never keeps it alive. */
export const meterLoop = (): SharedArrayBuffer => {
  const buffer = makeLoopBuffer();
  const { words, slots } = openLoopMemory(buffer);
  const beat = (): void => {
    const beats = Atomics.load(words, word.beats) + 1;
    slots.set([nowMs(), performance.eventLoopUtilization().idle], (beats & 1) * slotFloats);
    Atomics.store(words, word.beats, beats);
  };
  const ring = makeRing(() => {
    ring.disarm();
    beat();
    Atomics.store(words, word.isResting, 0);
    timer.refresh();
  });
  const rest = (): void => {
    Atomics.store(words, word.isResting, 1);
    ring.arm();
  };
  beat();
  const timer = setTimeout(() => {
    beat();
    // A late ring would leave a block at the end of a rest untold until it is over.
    if (ring.isEarly && isQuiet(slots)) rest();
    else timer.refresh();
  }, workerBeatMs);
  timer.unref();
  return buffer;
};

/** The probe's side of one worker's loop. */
export class WorkerLoop {
  readonly #memory: LoopMemory;
  #last: readonly [number, number] | null = null;
  #utilization: number | null = null;

  constructor(buffer: SharedArrayBuffer) {
    this.#memory = openLoopMemory(buffer);
  }

  /** Busy share between the last two stamps, 0 to 1: all of it while it does not turn. Null before there are two. */
  utilization(now: number): number | null {
    const { words, slots } = this.#memory;
    const at = (Atomics.load(words, word.beats) & 1) * slotFloats;
    const [atMs, idleMs] = [slots[at] as number, slots[at + 1] as number];
    if (this.#last && atMs > this.#last[0]) {
      const idleShare = (idleMs - this.#last[1]) / (atMs - this.#last[0]);
      this.#utilization = Math.min(1, Math.max(0, 1 - idleShare));
    }
    this.#last = [atMs, idleMs];
    if (Atomics.load(words, word.isResting) === 1) return 0;
    return now - atMs > workerBeatMs + lateMs ? 1 : this.#utilization;
  }
}
