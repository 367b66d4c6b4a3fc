/** What a block without a stack was, judged by when it began. */
import type { Event } from './state.ts';
import type { WatchState } from './watch-state.ts';

type StallMessage = Extract<Event, { type: 'stall' }>;

/** Loading a program takes this long: blocks that begin before are its start-up. */
const startupMs = 1_000;

const isAttachedTo = ({ target }: WatchState, pid: number): boolean =>
  target.kind === 'pid' && target.pid === pid;

/** Whether a block without a stack began while its process was starting. One that was attached to runs already. */
export const isStartup = (watch: WatchState, { pid, startMs, frames }: StallMessage): boolean => {
  const helloAtMs = watch.processes[pid]?.helloAtMs;
  if (frames.length > 0 || helloAtMs === undefined || isAttachedTo(watch, pid)) return false;
  return startMs < helloAtMs + startupMs;
};

/** Loading the probe takes some milliseconds, on a full machine a hundred times as much: that is our doing. */
export const isDuringAttach = (watch: WatchState, { pid, startMs, frames }: StallMessage): boolean => {
  const helloAtMs = watch.processes[pid]?.helloAtMs;
  return frames.length === 0 && isAttachedTo(watch, pid) && helloAtMs !== undefined && startMs < helloAtMs;
};
