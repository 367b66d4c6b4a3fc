/**
 * Main-thread side of the probe: a stamp every 20 ms while the loop has something to do, none while it has not, and
 * what only this thread can know about its loop.
 */
import { performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { nowMs } from '../clock.ts';
import { type BeatMemory, beatMs, callProbe, pushRecord, rest, stamp, word } from './beat-memory.ts';
import { GcObserver } from './gc.ts';
import type { GcDuty } from './gc-duty.ts';
import { recordCorrected, recordRest } from './histogram.ts';
import { LoopTurns } from './loop-turns.ts';
import { makeRing, type Ring } from './ring.ts';
import { busyAtRestEndMs } from './rest-end.ts';
import { BeatTimes } from './thread-times.ts';

/** Below this a late beat is the timer's own coarseness (1 ms) and a busy machine, not a stall worth a record. */
const noteworthyLagMs = 5;
/** In beats: what is told of the heap and the handles once a second. */
const beatsPerSecond = Math.round(1000 / beatMs);
/** In beats: the loop rests after 200 ms with no more to do than this. Our own beats take 0.1 to 0.2 ms each. */
const quietBeats = 10;
const quietBusyMs = 5;

export class Heartbeat {
  readonly #memory: BeatMemory;
  readonly #tellSecond: () => void;
  readonly #gc: GcObserver;
  readonly #timer: NodeJS.Timeout;
  readonly #ring: Ring;
  readonly #turns = new LoopTurns();
  readonly #times = new BeatTimes(nowMs());
  #turnsBefore = this.#turns.now;
  #beats = 0;
  #beatsToldAt = 0;
  #isStopped = false;
  /** What the loop has waited without libuv's counting it. */
  #uncountedIdleMs = 0;
  /** Begin of the time that is looked at for rest. */
  #quietFrom = { beats: 0, atMs: 0, idleMs: 0 };

  /**
   * Beats until `isStopped` is set in the memory, or `stop` is called; never keeps the process alive. `tellSecond` is
   * called on the main thread, between two of its callbacks, once a second and before a rest. `duty` outlives it: what
   * the one before has found out holds for the next.
   */
  constructor(memory: BeatMemory, duty: GcDuty, tellSecond: () => void) {
    this.#memory = memory;
    this.#tellSecond = tellSecond;
    this.#gc = new GcObserver(memory, duty);
    this.#ring = makeRing(() => this.#isResting() && this.#wake());
    this.#prime();
    this.#timer = setTimeout(() => this.#onTimer(), beatMs);
    this.#timer.unref();
  }

  /** A beat out of turn, so that nothing up to now is left untold. */
  beatNow(): void {
    if (this.#isOver()) return;
    if (this.#isResting()) this.#wake();
    else this.#beat();
  }

  /**
   * To be called from a message of the probe thread's, which has seen this one run at a rest. That it is read before
   * the turn's end rang says that the loop has waited for it: whatever ran came right after the last beat.
   */
  answer(): void {
    if (this.#isResting()) this.#wake(true);
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#ring.disarm();
    this.#turns.stop();
    this.#times.close();
    this.#gc.stop();
    Atomics.store(this.#memory.words, word.isResting, rest.none);
    Atomics.store(this.#memory.words, word.isBeating, 0);
  }

  /** The present moment stands for a beat, so that a block which begins before the first one is seen. */
  #prime(): void {
    const { words, stamps } = this.#memory;
    stamps[stamp.idleMs] = stamps[stamp.primedIdleMs] = this.#idleMs();
    stamps[stamp.primedMs] = stamps[stamp.lastBeatMs] = nowMs();
    stamps[stamp.dueMs] = (stamps[stamp.primedMs] as number) + beatMs;
    this.#lookForQuiet();
    Atomics.store(words, word.isResting, rest.none);
    Atomics.store(words, word.isBeating, 1);
  }

  /** Since the process began. */
  #idleMs(): number {
    return performance.eventLoopUtilization().idle + this.#uncountedIdleMs;
  }

  #onTimer(): void {
    if (this.#isOver()) return;
    this.#beat();
    const isRestDue = this.#isRestDue();
    if (isRestDue || this.#beats - this.#beatsToldAt >= beatsPerSecond) this.#tell();
    if (isRestDue) setImmediate(() => this.#endTurn());
    else this.#timer.refresh();
  }

  #isOver(): boolean {
    const { words, stamps } = this.#memory;
    if (Atomics.load(words, word.isStopped) === 1) this.stop();
    // Switched off and on again: this heartbeat is about to be replaced by one that begins with a priming.
    return this.#isStopped || stamps[stamp.lastBeatMs] === 0;
  }

  #beat(): void {
    const { stamps, lags } = this.#memory;
    const endMs = nowMs();
    const idleMs = this.#idleMs();
    const lagMs = Math.max(0, endMs - (stamps[stamp.lastBeatMs] as number) - beatMs);
    recordCorrected(lags, lagMs, beatMs);
    const isLate = lagMs > noteworthyLagMs;
    const wasIdleMs = idleMs - (stamps[stamp.idleMs] as number);
    this.#times.beat(endMs, wasIdleMs, isLate);
    if (isLate) {
      const turns = this.#turns.now - this.#turnsBefore;
      const newTurns = Number.isNaN(turns) ? -1 : turns;
      this.#tellLate([endMs, lagMs, wasIdleMs, newTurns], this.#times.spent());
    }
    this.#beats += 1;
    this.#turns.stop();
    this.#stamp(endMs, idleMs, endMs + beatMs);
    this.#gc.beat(this.#isHeldUp(lagMs));
    if (lagMs > beatMs) callProbe(this.#memory);
  }

  /** And not only for want of a core. */
  #isHeldUp(lagMs: number): boolean {
    return lagMs > beatMs && lagMs - this.#times.spent().runQueueMs > beatMs;
  }

  /** `timed`: of how long the times are those, and for how much of it the loop was idle. */
  #tellLate(
    beat: readonly [endMs: number, lagMs: number, idleMs: number, turns: number],
    timed: { readonly spanMs: number; readonly idleMs: number },
  ): void {
    const { words, late } = this.#memory;
    const { cpuMs, runQueueMs } = this.#times.spent();
    const times = [cpuMs, runQueueMs, timed.spanMs, timed.idleMs];
    pushRecord(late, words, word.lateWritten, [...beat, ...times]);
  }

  #stamp(atMs: number, idleMs: number, dueMs: number): void {
    const { words, stamps } = this.#memory;
    this.#turnsBefore = this.#turns.now;
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
    if (!this.#mayRest() || this.#beats - beats < quietBeats) return false;
    this.#lookForQuiet();
    return this.#quietFrom.atMs - atMs - (this.#quietFrom.idleMs - idleMs) <= quietBusyMs;
  }

  #mayRest(): boolean {
    return this.#ring.isEarly || Atomics.load(this.#memory.words, word.isSeen) === 1;
  }

  #isResting(): boolean {
    return Atomics.load(this.#memory.words, word.isResting) !== rest.none;
  }

  /** Other timers are due together with ours: what they do would be taken for what ends the rest. */
  #endTurn(): void {
    if (this.#isOver()) return;
    const { atMs, idleMs, busyMs } = this.#sinceBeat();
    if (busyMs <= noteworthyLagMs) return this.#rest(atMs, idleMs);
    this.#beat();
    this.#timer.refresh();
  }

  /** What it has taken to get here is no part of what ends the rest. */
  #rest(atMs: number, idleMs: number): void {
    const { words, stamps } = this.#memory;
    stamps[stamp.idleMs] = idleMs;
    stamps[stamp.lastBeatMs] = atMs;
    stamps[stamp.stirredMs] = 0;
    this.#times.mark(atMs);
    this.#gc.rest();
    Atomics.store(words, word.isResting, this.#ring.isEarly ? rest.heard : rest.watched);
    this.#ring.arm();
  }

  /** Now, and how much time has passed since the last beat: in all, and not waiting for events. */
  #sinceBeat(): { atMs: number; idleMs: number; spanMs: number; busyMs: number } {
    const { stamps } = this.#memory;
    const atMs = nowMs();
    const idleMs = this.#idleMs();
    const spanMs = atMs - (stamps[stamp.lastBeatMs] as number);
    return { atMs, idleMs, spanMs, busyMs: spanMs - (idleMs - (stamps[stamp.idleMs] as number)) };
  }

  #busyAtEndMs(atMs: number, spanMs: number, unwaitedMs: number): number {
    if (unwaitedMs <= noteworthyLagMs) return unwaitedMs;
    const { cpuMs, runQueueMs } = this.#times.spent();
    const stirredMs = this.#memory.stamps[stamp.stirredMs] as number;
    const seenMs = stirredMs === 0 ? 0 : atMs - stirredMs;
    return busyAtRestEndMs({
      spanMs,
      unwaitedMs,
      ownMs: cpuMs + runQueueMs,
      seenMs,
      isHeard: this.#ring.isEarly,
    });
  }

  /**
   * The end of a rest stands for a beat: of one that was due when the loop began to be busy, if it has been. An error
   * here would be the program's own.
   */
  #wake(isAnswer = false): void {
    const { words, stamps, lags } = this.#memory;
    this.#ring.disarm();
    if (this.#isOver()) return;
    const { atMs, idleMs, spanMs, busyMs: unwaitedMs } = this.#sinceBeat();
    recordRest(lags, spanMs, beatMs);
    this.#times.mark(atMs);
    const busyMs = this.#busyAtEndMs(atMs, spanMs, unwaitedMs);
    this.#uncountedIdleMs += unwaitedMs - busyMs;
    if (busyMs > noteworthyLagMs) {
      const endMs = isAnswer ? (stamps[stamp.lastBeatMs] as number) + busyMs : atMs;
      recordCorrected(lags, busyMs, beatMs);
      // At a rest it has not run.
      this.#tellLate([endMs, busyMs, beatMs, -1], { spanMs: busyMs + beatMs, idleMs: beatMs });
    }
    // Mostly it was rung for what comes now, and may block at once.
    this.#turns.count();
    this.#stamp(atMs, idleMs + unwaitedMs - busyMs, atMs);
    this.#lookForQuiet();
    Atomics.store(words, word.isResting, rest.none);
    this.#timer.refresh();
  }
}
