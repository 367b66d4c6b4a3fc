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

  constructor(times: MarkedTimes = new ThreadTimes()) {
    this.#times = times;
  }

  /** To be called at every look: it comes so much later than it was due. True if the process stood still meanwhile. */
  look(nowMs: number, lateMs: number): boolean {
    this.#times.mark();
    const { cpuMs, runQueueMs } = this.#times.spent();
    const stoodMs = lateMs - cpuMs - runQueueMs;
    // It has run at least to go to sleep: else the kernel does not count.
    if (cpuMs === 0 || stoodMs <= mostLateMs) return false;
    this.#spans = [...this.#spans.slice(1 - most), { startMs: nowMs - lateMs, endMs: nowMs, stoodMs }];
    return true;
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
