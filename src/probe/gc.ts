/** Garbage collections of this thread into their ring, and the gaps in which they are not observed. */
import { PerformanceObserver, performance } from 'node:perf_hooks';
import { nowMs } from '../clock.ts';
import { type BeatMemory, gcGapKind, pushRecord, word } from './beat-memory.ts';
import type { GcDuty } from './gc-duty.ts';

interface GcEntry {
  readonly startTime: number;
  readonly duration: number;
  readonly detail?: { readonly kind?: number };
}

type Duty = Pick<GcDuty, 'isObserving' | 'count' | 'beat' | 'rest'>;

export class GcObserver {
  readonly #memory: BeatMemory;
  readonly #duty: Duty;
  readonly #observer = new PerformanceObserver(list => this.#take(list.getEntries()));
  /** Entries carry `performance.now()` stamps of this thread. */
  readonly #offsetMs = nowMs() - performance.now();
  #isWanted: boolean;
  #pause: NodeJS.Immediate | undefined;
  /** Since when nothing is observed; null = it is. */
  #gapFromMs: number | null = null;

  constructor(memory: BeatMemory, duty: Duty) {
    this.#memory = memory;
    this.#duty = duty;
    this.#isWanted = duty.isObserving;
    if (this.#isWanted) this.#observe();
    else this.#gapFromMs = nowMs();
  }

  beat(isHeldUp: boolean): void {
    this.#follow(this.#duty.beat(isHeldUp));
  }

  rest(): void {
    this.#duty.rest();
    this.#follow(true);
  }

  stop(): void {
    clearImmediate(this.#pause);
    this.#observer.disconnect();
    this.#endGap();
  }

  #follow(isWanted: boolean): void {
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    if (isWanted) this.#resume();
    else this.#pause = setImmediate(() => this.#beginGap()).unref();
  }

  #observe(): void {
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  #resume(): void {
    clearImmediate(this.#pause);
    if (this.#gapFromMs === null) return;
    this.#endGap();
    this.#observe();
  }

  /** At the end of a turn: only then has Node told of all collections in it. */
  #beginGap(): void {
    this.#take(this.#observer.takeRecords());
    this.#observer.disconnect();
    this.#gapFromMs = nowMs();
  }

  #endGap(): void {
    if (this.#gapFromMs !== null) this.#push(this.#gapFromMs, nowMs() - this.#gapFromMs, gcGapKind);
    this.#gapFromMs = null;
  }

  #take(entries: readonly unknown[]): void {
    for (const { startTime, duration, detail } of entries as readonly GcEntry[]) {
      this.#duty.count(duration);
      this.#push(startTime + this.#offsetMs, duration, detail?.kind ?? 0);
    }
  }

  #push(startMs: number, durationMs: number, kind: number): void {
    pushRecord(this.#memory.gc, this.#memory.words, word.gcWritten, [startMs, durationMs, kind]);
  }
}
