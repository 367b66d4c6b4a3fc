/** Which intervals are worth telling. */
import type { Interval } from './statistics.ts';

/** Ends that are further apart than this say nothing of the figure: only that two rounds or three were too few. */
const widestSpan = 10;

/** Null for an interval whose upper end is more than ten times its lower one, and for none. */
export const toldInterval = (interval: Interval | null): Interval | null =>
  interval !== null && interval.high <= widestSpan * interval.low ? interval : null;
