/**
 * The one place that reads a clock.
 *
 * `nowMs` is the operating system's monotonic clock in milliseconds. It is the same clock in every thread and
 * process of one machine, so that stamps from workers, forked processes and the dashboard compare directly.
 */
export interface Clock {
  /** Monotonic milliseconds, with fractions; zero is arbitrary (usually boot). */
  nowMs(): number;
}

/** As it is when this is loaded: a program that is watched may put a false one in its place, and `process` is a getter. */
const { bigint: nowNs } = process.hrtime;

/** CLOCK_MONOTONIC through hrtime: 40 ns a call, and unlike `performance.now()` not relative to the thread. */
export const nowMs = (): number => Number(nowNs()) / 1e6;

export const systemClock: Clock = { nowMs };
