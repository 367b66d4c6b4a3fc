/** Which intervals are worth telling, and what they are called. */
import { shownLevel } from './comparison.ts';
import type { Interval } from './statistics.ts';

/** `99 % interval`: the head of its column, and its name in a legend. */
export const intervalName = `${Math.round(shownLevel * 100)} % interval`;

/** Ends that are further apart than this say nothing of the figure: only that two rounds or three were too few. */
const widestSpan = 10;

/** Null for an interval whose upper end is more than ten times its lower one, and for none. */
export const toldInterval = (interval: Interval | null): Interval | null =>
  interval !== null && interval.high <= widestSpan * interval.low ? interval : null;
