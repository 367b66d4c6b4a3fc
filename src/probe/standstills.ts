/**
 * When the whole process stood still (stopped by a signal, frozen by its cgroup, or the machine paused by its host): this
 * thread, too, was not asleep then, and neither ran nor stood in line for a core.
 */
import { ThreadTimes } from './thread-times.ts';

/** A timer comes up to 2 ms late, and a read from disk may take some more. */
const leastMs = 10;
/** They are asked about within a second, and seldom. */
const most = 16;

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

export class Standstills {
  readonly #times: Pick<ThreadTimes, 'mark' | 'spent' | 'close'>;
  #spans: Span[] = [];
  #lookedAtMs = Infinity;

  constructor(times: Pick<ThreadTimes, 'mark' | 'spent' | 'close'> = new ThreadTimes()) {
    this.#times = times;
  }

  /** To be called at every look: since the last one this thread was not asleep for `awakeMs`. True if it stood still. */
  look(nowMs: number, awakeMs: number): boolean {
    this.#times.mark();
    const { cpuMs, runQueueMs } = this.#times.spent();
    const span = { startMs: this.#lookedAtMs, endMs: nowMs };
    this.#lookedAtMs = nowMs;
    // It has run at least to go to sleep: else the kernel does not count.
    if (cpuMs === 0 || awakeMs - cpuMs - runQueueMs < leastMs) return false;
    this.#spans = [...this.#spans.slice(1 - most), span];
    return true;
  }

  /** Between two looks it is not known when; nor for how long, since nothing is known of when this thread was asleep. */
  isWithin({ startMs, endMs }: Span): boolean {
    return this.#spans.some(span => span.startMs < endMs && span.endMs > startMs);
  }

  close(): void {
    this.#times.close();
  }
}
