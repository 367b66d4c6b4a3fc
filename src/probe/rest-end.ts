/** How long a loop had been busy when its rest was seen to be over. */

/**
 * How often the main thread is watched for having run, at a rest that this takes: a fifth of its age, within these. A
 * look takes 0.1 to 0.2 ms, most of it for waking up.
 */
const watchMs = { least: 50, most: 500, share: 0.2 };

export const watchEveryMs = (ageMs: number): number =>
  Math.min(watchMs.most, Math.max(watchMs.least, ageMs * watchMs.share));

/** The kernel adds up what a thread has had of its core at its ticks only. */
const tickMs = 10;

export interface RestEnd {
  /** Since the last beat. */
  readonly spanMs: number;
  /** Of it, what libuv does not count as waiting for events. */
  readonly unwaitedMs: number;
  /** Of it, the thread's own time on a core or in line for one; 0 = the kernel does not tell. */
  readonly ownMs: number;
  /** For how long it has been seen from outside to have run; 0 = not. */
  readonly seenMs: number;
  /** It rang before it ran: whatever slept since the rest began did not sleep in the program. */
  readonly isHeard: boolean;
}

/**
 * What it did not wait, as a rule. But a signal (the end of a child, a stop and its end) breaks off the wait, and libuv
 * begins to count anew: all of the rest would seem to be busy. So it is where neither the thread's own times account for
 * it nor it can have slept unseen for so long.
 */
export const busyAtRestEndMs = ({ spanMs, unwaitedMs, ownMs, seenMs, isHeard }: RestEnd): number => {
  if (ownMs === 0) return unwaitedMs;
  const knownMs = Math.max(ownMs, seenMs);
  // A look may come late, or just before the thread begins to run.
  const unseenMs = isHeard ? 0 : 2 * watchEveryMs(spanMs);
  return unwaitedMs <= knownMs + unseenMs + tickMs ? unwaitedMs : knownMs;
};
