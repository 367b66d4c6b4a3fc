/** What was probably collected while nobody looked: at the rate of late, in the time in which somebody did. */

/** Long enough for dozens of collections where they are many. */
const recentMs = 4000;

interface Span {
  readonly startMs: number;
  readonly durationMs: number;
}

/** `count`: not a whole number. */
export interface GapEstimate {
  readonly count: number;
  readonly pauseMs: number;
}

const totalMs = (spans: readonly Span[]): number =>
  spans.reduce((sum, { durationMs }) => sum + durationMs, 0);

/** A gap that lies across the edge is cut there; collections are short. */
const since = (spans: readonly Span[], fromMs: number): Span[] =>
  spans.flatMap(({ startMs, durationMs }) => {
    const leftMs = Math.min(durationMs, startMs + durationMs - fromMs);
    return leftMs > 0 ? [{ startMs: Math.max(startMs, fromMs), durationMs: leftMs }] : [];
  });

/** To be told of collections and of gaps in the order of their begins. */
export class GcGaps {
  #beganMs: number;
  #pauses: Span[] = [];
  #gaps: Span[] = [];

  /** `nowMs`: collections are observed from now on. */
  constructor(nowMs: number) {
    this.#beganMs = nowMs;
  }

  /** Anew, after a time of which nothing is told. */
  begin(nowMs: number): void {
    this.#beganMs = nowMs;
    this.#pauses = [];
    this.#gaps = [];
  }

  collection(pause: Span): void {
    this.#pauses.push(pause);
    if ((this.#pauses[0] as Span).startMs < pause.startMs - 2 * recentMs)
      this.#forgetBefore(pause.startMs - recentMs);
  }

  /** What is to be taken for the collections of the gap. */
  estimate(gap: Span): GapEstimate {
    const fromMs = Math.max(this.#beganMs, gap.startMs - recentMs);
    this.#forgetBefore(fromMs);
    const observedMs = gap.startMs - fromMs - totalMs(this.#gaps);
    this.#gaps.push(gap);
    if (observedMs <= 0) return { count: 0, pauseMs: 0 };
    const times = gap.durationMs / observedMs;
    return { count: this.#pauses.length * times, pauseMs: totalMs(this.#pauses) * times };
  }

  #forgetBefore(fromMs: number): void {
    this.#pauses = since(this.#pauses, fromMs);
    this.#gaps = since(this.#gaps, fromMs);
  }
}
