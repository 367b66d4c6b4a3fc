/**
 * When the whole process stood still (stopped by a signal, frozen by its cgroup, or the machine paused by its host): this
 * thread, too, was not asleep then, and neither ran nor stood in line for a core.
 */
import { type MarkedTimes, ThreadTimes } from './thread-times.ts';

/** A timer comes up to 2 ms late, and a read from disk may take some more. */
const leastMs = 10;
/** They are asked about within a second, and seldom. */
const most = 16;

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

interface Standstill extends Span {
  /** At least so long, somewhere between the two. */
  readonly stoodMs: number;
}

export class Standstills {
  readonly #times: MarkedTimes;
  #spans: Standstill[] = [];
  #lookedAtMs = Infinity;

  constructor(times: MarkedTimes = new ThreadTimes()) {
    this.#times = times;
  }

  /** To be called at every look: since the last one this thread was not asleep for `awakeMs`. True if it stood still. */
  look(nowMs: number, awakeMs: number): boolean {
    this.#times.mark();
    const { cpuMs, runQueueMs } = this.#times.spent();
    const stoodMs = awakeMs - cpuMs - runQueueMs;
    const standstill = { startMs: this.#lookedAtMs, endMs: nowMs, stoodMs };
    this.#lookedAtMs = nowMs;
    // It has run at least to go to sleep: else the kernel does not count.
    if (cpuMs === 0 || stoodMs < leastMs) return false;
    this.#spans = [...this.#spans.slice(1 - most), standstill];
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
