/**
 * Main-thread side of the probe: a stamp every 20 ms while the loop has something to do, none while it has not, and
 * what only this thread can know about its loop.
 */
import { performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { nowMs } from '../clock.ts';
import { type BeatMemory, beatMs, pushRecord, stamp, word } from './beat-memory.ts';
import { observeGc } from './gc.ts';
import { recordCorrected, recordRest } from './histogram.ts';
import { makeRing, type Ring } from './ring.ts';

/** Below this a late beat is the timer's own coarseness (1 ms) and a busy machine, not a stall worth a record. */
const noteworthyLagMs = 5;
/** In beats: what is told of the heap and the handles once a second. */
const beatsPerSecond = Math.round(1000 / beatMs);
/** In beats: the loop rests after 200 ms with no more to do than this. Our own beats take 0.1 to 0.2 ms each. */
const quietBeats = 10;
const quietBusyMs = 5;

const loopTurns = (): number => performance.nodeTiming.uvMetricsInfo?.loopCount ?? Number.NaN;
const idleSinceStartMs = (): number => performance.eventLoopUtilization().idle;

export class Heartbeat {
  readonly #memory: BeatMemory;
  readonly #tellSecond: () => void;
  readonly #observer: { disconnect(): void };
  readonly #timer: NodeJS.Timeout;
  readonly #ring: Ring | null;
  #turnsBefore = loopTurns();
  #beats = 0;
  #beatsToldAt = 0;
  #isStopped = false;
  /** Begin of the time that is looked at for rest. */
  #quietFrom = { beats: 0, atMs: 0, idleMs: 0 };

  /**
   * Beats until `isStopped` is set in the memory, or `stop` is called; never keeps the process alive. `tellSecond` is
   * called on the main thread, between two of its callbacks, once a second and before a rest.
   */
  constructor(memory: BeatMemory, tellSecond: () => void) {
    this.#memory = memory;
    this.#tellSecond = tellSecond;
    this.#observer = observeGc(memory);
    this.#ring = makeRing(() => this.#wake());
    this.#prime();
    this.#timer = setTimeout(() => this.#onTimer(), beatMs);
    this.#timer.unref();
  }

  /** A beat out of turn, so that nothing up to now is left untold. */
  beatNow(): void {
    if (this.#isOver()) return;
    if (Atomics.load(this.#memory.words, word.isResting) === 1) this.#wake();
    else this.#beat();
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#ring?.disarm();
    this.#observer.disconnect();
    Atomics.store(this.#memory.words, word.isResting, 0);
    Atomics.store(this.#memory.words, word.isBeating, 0);
  }

  /** The present moment stands for a beat, so that a block which begins before the first one is seen. */
  #prime(): void {
    const { words, stamps } = this.#memory;
    stamps[stamp.idleMs] = stamps[stamp.primedIdleMs] = idleSinceStartMs();
    stamps[stamp.primedMs] = stamps[stamp.lastBeatMs] = nowMs();
    stamps[stamp.dueMs] = (stamps[stamp.primedMs] as number) + beatMs;
    this.#lookForQuiet();
    Atomics.store(words, word.isResting, 0);
    Atomics.store(words, word.isBeating, 1);
  }

  #onTimer(): void {
    if (this.#isOver()) return;
    this.#beat();
    const isRestDue = this.#isRestDue();
    if (isRestDue || this.#beats - this.#beatsToldAt >= beatsPerSecond) this.#tell();
    if (isRestDue) this.#rest();
    else this.#timer.refresh();
  }

  #isOver(): boolean {
    const { words, stamps } = this.#memory;
    if (Atomics.load(words, word.isStopped) === 1) this.stop();
    // Switched off and on again: this heartbeat is about to be replaced by one that begins with a priming.
    return this.#isStopped || stamps[stamp.lastBeatMs] === 0;
  }

  #beat(): void {
    const { words, stamps, lags, late } = this.#memory;
    const endMs = nowMs();
    const idleMs = idleSinceStartMs();
    const lagMs = Math.max(0, endMs - (stamps[stamp.lastBeatMs] as number) - beatMs);
    recordCorrected(lags, lagMs, beatMs);
    if (lagMs > noteworthyLagMs) {
      const wasIdleMs = idleMs - (stamps[stamp.idleMs] as number);
      const turns = loopTurns() - this.#turnsBefore;
      const newTurns = Number.isNaN(turns) ? -1 : turns;
      pushRecord(late, words, word.lateWritten, [endMs, lagMs, wasIdleMs, newTurns]);
    }
    this.#beats += 1;
    this.#stamp(endMs, idleMs, endMs + beatMs);
  }

  #stamp(atMs: number, idleMs: number, dueMs: number): void {
    const { words, stamps } = this.#memory;
    this.#turnsBefore = loopTurns();
    stamps[stamp.dueMs] = dueMs;
    stamps[stamp.idleMs] = idleMs;
    stamps[stamp.lastBeatMs] = atMs;
    Atomics.add(words, word.beats, 1);
    Atomics.notify(words, word.beats);
  }

  #tell(): void {
    this.#beatsToldAt = this.#beats;
    this.#memory.stamps[stamp.heapUsedBytes] = getHeapStatistics().used_heap_size;
    this.#tellSecond();
  }

  // ---------------------------------------------------------------- rest

  #lookForQuiet(): void {
    const { stamps } = this.#memory;
    const [atMs, idleMs] = [stamps[stamp.lastBeatMs] as number, stamps[stamp.idleMs] as number];
    this.#quietFrom = { beats: this.#beats, atMs, idleMs };
  }

  #isRestDue(): boolean {
    const { beats, atMs, idleMs } = this.#quietFrom;
    if (!this.#ring || this.#beats - beats < quietBeats) return false;
    this.#lookForQuiet();
    return this.#quietFrom.atMs - atMs - (this.#quietFrom.idleMs - idleMs) <= quietBusyMs;
  }

  #rest(): void {
    Atomics.store(this.#memory.words, word.isResting, 1);
    this.#ring?.arm();
  }

  /**
   * The end of a rest stands for a beat: of one that was due when the loop began to be busy, if it has been. An error
   * here would be the program's own.
   */
  #wake(): void {
    const { words, stamps, lags, late } = this.#memory;
    this.#ring?.disarm();
    if (this.#isOver()) return;
    const endMs = nowMs();
    const idleMs = idleSinceStartMs();
    const restMs = endMs - (stamps[stamp.lastBeatMs] as number);
    const busyMs = restMs - (idleMs - (stamps[stamp.idleMs] as number));
    recordRest(lags, restMs, beatMs);
    if (busyMs > noteworthyLagMs) {
      recordCorrected(lags, busyMs, beatMs);
      pushRecord(late, words, word.lateWritten, [endMs, busyMs, beatMs, -1]);
    }
    this.#stamp(endMs, idleMs, endMs);
    this.#lookForQuiet();
    Atomics.store(words, word.isResting, 0);
    this.#timer.refresh();
  }
}
