/** Main-thread side of the probe: a stamp every 20 ms, and what only this thread can know about its loop. */
import { PerformanceObserver, performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { nowMs } from '../clock.ts';
import { type BeatMemory, beatMs, pushRecord, stamp, word } from './beat-memory.ts';
import { recordCorrected } from './histogram.ts';

/** Below this a late beat is the timer's own coarseness (1 ms) and a busy machine, not a stall worth a record. */
const noteworthyLagMs = 5;

const loopTurns = (): number => performance.nodeTiming.uvMetricsInfo?.loopCount ?? Number.NaN;

const makeBeat = (memory: BeatMemory): (() => void) => {
  const { words, stamps, lags, late } = memory;
  let turnsBefore = loopTurns();
  return () => {
    const endMs = nowMs();
    const idleMs = performance.eventLoopUtilization().idle;
    const turns = loopTurns();
    const lagMs = Math.max(0, endMs - (stamps[stamp.lastBeatMs] as number) - beatMs);
    recordCorrected(lags, lagMs, beatMs);
    if (lagMs > noteworthyLagMs) {
      const wasIdleMs = idleMs - (stamps[stamp.idleMs] as number);
      const newTurns = Number.isNaN(turns - turnsBefore) ? -1 : turns - turnsBefore;
      pushRecord(late, words, word.lateWritten, [endMs, lagMs, wasIdleMs, newTurns]);
    }
    turnsBefore = turns;
    stamps[stamp.idleMs] = idleMs;
    stamps[stamp.lastBeatMs] = endMs;
    Atomics.add(words, word.beats, 1);
    Atomics.notify(words, word.beats);
  };
};

interface GcEntry {
  readonly startTime: number;
  readonly duration: number;
  readonly detail?: { readonly kind?: number };
}

/** Garbage collections into their ring. Entries carry `performance.now()` stamps of this thread. */
const observeGc = (memory: BeatMemory): PerformanceObserver => {
  const offsetMs = nowMs() - performance.now();
  const observer = new PerformanceObserver(list => {
    for (const entry of list.getEntries() as unknown as GcEntry[]) {
      const record = [entry.startTime + offsetMs, entry.duration, entry.detail?.kind ?? 0];
      pushRecord(memory.gc, memory.words, word.gcWritten, record);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return observer;
};

const tellHeap = ({ stamps }: BeatMemory): void => {
  stamps[stamp.heapUsedBytes] = getHeapStatistics().used_heap_size;
};

/** The present moment stands for a beat, so that a block which begins before the first one is seen. */
const prime = ({ words, stamps }: BeatMemory): void => {
  stamps[stamp.idleMs] = stamps[stamp.primedIdleMs] = performance.eventLoopUtilization().idle;
  stamps[stamp.primedMs] = stamps[stamp.lastBeatMs] = nowMs();
  Atomics.store(words, word.isBeating, 1);
};

/** In beats: what is told of the heap and the handles once a second. */
const beatsPerSecond = Math.round(1000 / beatMs);

/**
 * Beats until `isStopped` is set, or the returned function is called; never keeps the process alive. `everySecond` is
 * called on the main thread, between two of its callbacks.
 */
export const startHeartbeat = (memory: BeatMemory, everySecond: () => void): (() => void) => {
  const beat = makeBeat(memory);
  const observer = observeGc(memory);
  let beats = 0;
  prime(memory);
  const stop = (): void => {
    clearInterval(timer);
    observer.disconnect();
    Atomics.store(memory.words, word.isBeating, 0);
  };
  const timer = setInterval(() => {
    if (Atomics.load(memory.words, word.isStopped) === 1) return stop();
    // Switched off and on again: this timer is about to be replaced by one that begins with a priming.
    if (memory.stamps[stamp.lastBeatMs] === 0) return;
    beat();
    beats += 1;
    if (beats % beatsPerSecond !== 0) return;
    tellHeap(memory);
    everySecond();
  }, beatMs);
  timer.unref();
  return stop;
};
