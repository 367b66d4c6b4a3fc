/** The dashboard's heartbeat: reads the machine and moves the present on, whatever the subject does. */
import type { Clock } from '../clock.ts';
import type { Sampler } from '../sample/sampler.ts';
import type { Event } from '../state/state.ts';

/** Kernel CPU counters step in 10 ms: looks closer than this say little more. */
const leastSampleSpanMs = 200;

/** How often who draws so many pictures a second needs news of a subject: once a picture, which follows them. */
export const newsEveryMs = (fps: number): number => 1000 / fps;

/** A busy machine keeps a probe waiting: so much later than their turn news may come, as a share of the period. */
const lateShare = 0.25;
const mostLateMs = 100;
/** At one picture a second a timer beside each of the news is half of all wakes: there one picture may be left out. */
const rareMs = 500;
/** News that come this much of a period early are in time; the store allows no more. */
const earlyShare = 0.1;
/** After news that did not come in time so many ticks are made without waiting for any. */
const ticksAlone = 5;
/** A timer may come so much early. */
const timerMs = 1;
/** Probes tell of their loop no more often than this: who draws more often cannot wait for them. */
const leastNewsMs = 100;

export interface Ticker {
  /** News of a subject are there. The tick goes with them, as one wake instead of two, where they come in its rhythm. */
  heard(): void;
  stop(): void;
}

class FollowingTicker implements Ticker {
  readonly #clock: Clock;
  readonly #periodMs: number;
  readonly #lateMs: number;
  readonly #onTick: (atMs: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #tickedAtMs: number;
  #dueAtMs: number;
  #heardAtMs = Number.NEGATIVE_INFINITY;
  /** The next tick waits for news. */
  #isFollowing = false;
  #ticksAlone = 0;
  #isStopped = false;

  constructor(fps: number, clock: Clock, onTick: (atMs: number) => void) {
    this.#clock = clock;
    this.#periodMs = 1000 / fps;
    const isRare = this.#periodMs >= rareMs;
    this.#lateMs = isRare ? this.#periodMs : Math.min(mostLateMs, this.#periodMs * lateShare);
    this.#onTick = onTick;
    this.#tickedAtMs = clock.nowMs();
    this.#dueAtMs = this.#tickedAtMs + this.#periodMs;
    this.#wait();
  }

  heard(): void {
    if (this.#periodMs < leastNewsMs) return;
    const atMs = this.#clock.nowMs();
    // At a rest they come less often.
    const isRegular = atMs - this.#heardAtMs <= this.#periodMs + this.#lateMs;
    this.#heardAtMs = atMs;
    if (atMs - this.#tickedAtMs >= this.#periodMs * (1 - earlyShare)) {
      this.#tickedAtMs = atMs;
      // Only after all that has come with them.
      queueMicrotask(() => this.#tick(isRegular));
    } else if (isRegular && !this.#isFollowing && this.#ticksAlone === 0) {
      this.#isFollowing = true;
      this.#dueAtMs = atMs + this.#periodMs + this.#lateMs;
    }
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #tick(hasNews: boolean): void {
    if (this.#isStopped) return;
    this.#tickedAtMs = this.#clock.nowMs();
    if (this.#isFollowing && !hasNews) this.#ticksAlone = ticksAlone;
    else if (this.#ticksAlone > 0) this.#ticksAlone--;
    this.#isFollowing = hasNews;
    this.#dueAtMs = this.#tickedAtMs + this.#periodMs + (hasNews ? this.#lateMs : 0);
    this.#onTick(this.#tickedAtMs);
  }

  /** A tick is only ever put off, so the timer is left alone until it fires, and then set for the rest. */
  #wait(): void {
    this.#timer = setTimeout(() => {
      if (this.#dueAtMs - this.#clock.nowMs() <= timerMs) this.#tick(false);
      if (!this.#isStopped) this.#wait();
    }, this.#dueAtMs - this.#clock.nowMs());
  }
}

/** Calls `afterTick` at `fps` a second, after the events of that tick. */
export function startTicker(
  fps: number,
  clock: Clock,
  sampler: Sampler,
  dispatch: (event: Event) => void,
  afterTick: () => void,
): Ticker {
  let lastSampleMs = Number.NEGATIVE_INFINITY;
  return new FollowingTicker(fps, clock, atMs => {
    if (atMs - lastSampleMs >= leastSampleSpanMs) {
      lastSampleMs = atMs;
      dispatch({ type: 'machine-sample', sample: sampler.sample() });
    }
    dispatch({ type: 'tick', atMs });
    afterTick();
  });
}
