/** Garbage collections of this thread into their ring. */
import { PerformanceObserver, performance } from 'node:perf_hooks';
import { nowMs } from '../clock.ts';
import { type BeatMemory, pushRecord, word } from './beat-memory.ts';

interface GcEntry {
  readonly startTime: number;
  readonly duration: number;
  readonly detail?: { readonly kind?: number };
}

/** Entries carry `performance.now()` stamps of this thread. */
export const observeGc = (memory: BeatMemory): PerformanceObserver => {
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
