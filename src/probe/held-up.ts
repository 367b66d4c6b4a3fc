/** Delays of a stall's length that are no doing of the program's. */
import type { EndedBlock } from './judge.ts';

/** `starved`: it stood in line for a core. `stopped`: the whole process stood still, or its machine. */
export type HeldUp = 'starved' | 'stopped';

/** With less of its own than that, of a stall's length, a block would be none on a machine with a core free. */
const ownShare = 0.5;

export interface Elsewhere {
  /** For so long of it the process is known to have stood still. */
  readonly stoodStillMs: number;
  /** For so long one of the engine's threads stood in line, for which the main thread slept. */
  readonly engineInLineMs: number;
}

/**
 * What a block was held up by, where that is nearly all there was to it; null if it is the program's own. So is the time
 * in which it sleeps, or reads from a disk: that it asked for. If the process stood still for half or more of what is
 * left without the wait for a core, or without that there would be no stall, it is taken for all of the time in which the
 * thread did not run.
 */
export const heldUpBy = (
  { durationMs, leastMs, cpuMs, runQueueMs }: EndedBlock,
  thresholdMs: number,
  { stoodStillMs, engineInLineMs }: Elsewhere,
): HeldUp | null => {
  if (durationMs < thresholdMs) return null;
  const ownMs = thresholdMs * ownShare;
  const sleptMs = Math.max(0, leastMs - runQueueMs - cpuMs);
  const leftMs = leastMs - runQueueMs - Math.min(sleptMs, engineInLineMs);
  if (leftMs < ownMs) return 'starved';
  const isStandstill = stoodStillMs >= leftMs / 2 || leftMs - stoodStillMs < thresholdMs;
  return stoodStillMs > 0 && isStandstill && cpuMs < ownMs ? 'stopped' : null;
};
