/** A block that goes on counts as the stall that it is so far. */
import { update } from '../state/update.ts';
import type { ProcessState, State } from '../state/state.ts';
import type { StallLike } from './stalls.ts';

/** Null where the loop is not blocked. */
export const openStall = ({ loop, isAlive }: ProcessState, nowMs: number): StallLike | null => {
  const { health } = loop;
  if (!isAlive || health.state !== 'blocked') return null;
  const { sinceMs, frames, note = '' } = health;
  return { startMs: sinceMs, durationMs: Math.max(0, nowMs - sinceMs), frames, note };
};

/** The state as it would be if all blocks that go on were over now. */
export const withOpenStalls = (state: State): State =>
  state.processes.reduce((after, process) => {
    const open = openStall(process, state.nowMs);
    return open ? update(after, { type: 'stall', pid: process.pid, ...open }) : after;
  }, state);
