/**
 * When the whole process stood still (stopped by a signal, frozen by its cgroup, or the machine paused by its host): this
 * thread, too, should have woken then, and neither ran nor stood in line for a core.
 */
import { type MarkedTimes, ThreadTimes } from './thread-times.ts';

/** A timer comes up to 2 ms late by itself. */
const mostLateMs = 5;
/** They are asked about within a second, and seldom. */
const most = 16;

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

interface Standstill extends Span {
  /** At least so long of it. */
  readonly stoodMs: number;
}

export class Standstills {
  readonly #times: MarkedTimes;
  #spans: Standstill[] = [];
  #markedMs: number;

  constructor(nowMs: number, times: MarkedTimes = new ThreadTimes()) {
    this.#times = times;
    this.#markedMs = nowMs;
  }

  /** This thread has slept, and should have woken at `dueMs` (Infinity: any time). True if the process stood still since. */
  woke(nowMs: number, dueMs: number): boolean {
    return this.#look(nowMs, nowMs - Math.max(dueMs, this.#markedMs));
  }

  /** It has been awake since it woke, or since the last time that it said so. */
  awake(nowMs: number): void {
    const awakeMs = nowMs - this.#markedMs;
    if (awakeMs > mostLateMs) this.#look(nowMs, awakeMs);
  }

  #look(nowMs: number, lateMs: number): boolean {
    this.#times.mark();
    this.#markedMs = nowMs;
    const { cpuMs, runQueueMs } = this.#times.spent();
    const stoodMs = lateMs - cpuMs - runQueueMs;
    // It has run at least to go to sleep: else the kernel does not count.
    if (cpuMs === 0 || stoodMs <= mostLateMs) return false;
    this.#spans = [...this.#spans.slice(1 - most), { startMs: nowMs - lateMs, endMs: nowMs, stoodMs }];
    return true;
  }

  get lastEndMs(): number {
    return this.#spans.at(-1)?.endMs ?? -Infinity;
  }

  /** For how long it did, at least, while the block lasted. Nothing is known of the time in which this thread was asleep. */
  withinMs({ startMs, endMs }: Span): number {
    return this.#spans.reduce((sum, span) => {
      const sharedMs = Math.min(span.endMs, endMs) - Math.max(span.startMs, startMs);
      return sum + Math.max(0, Math.min(span.stoodMs, sharedMs));
    }, 0);
  }

  close(): void {
    this.#times.close();
  }
}
