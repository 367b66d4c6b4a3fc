/** Delays of a stall's length that are no doing of the program's. */
import type { EndedBlock } from './judge.ts';

/** `starved`: it stood in line for a core. `stopped`: the whole process stood still, or its machine. */
export type HeldUp = 'starved' | 'stopped';

/** With less of its own than that, of a stall's length, a block would be far from one on a machine with a core free. */
const ownShare = 0.2;

export const leastOwnMs = (thresholdMs: number): number => thresholdMs * ownShare;

/**
 * What a block was held up by, where that is nearly all there was to it; null if it is the program's own. So is the time
 * in which it sleeps, or reads from a disk: that it asked for. `stoodStillMs`: for so long of it the process is known to
 * have stood still. If that is half or more of what is left when it did not stand in line, it is taken for all of the
 * time in which it did not run.
 */
export const heldUpBy = (
  { durationMs, cpuMs, runQueueMs }: EndedBlock,
  thresholdMs: number,
  stoodStillMs: number,
): HeldUp | null => {
  if (durationMs < thresholdMs) return null;
  const leastMs = leastOwnMs(thresholdMs);
  const leftMs = durationMs - runQueueMs;
  if (leftMs < leastMs) return 'starved';
  return stoodStillMs >= leftMs / 2 && cpuMs < leastMs ? 'stopped' : null;
};
