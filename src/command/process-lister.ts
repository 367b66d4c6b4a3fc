/** This user's Node processes, again and again: two looks make a share of CPU. */
import type { Clock } from '../clock.ts';
import { listNodeProcesses } from '../source/discover.ts';
import type { NodeProcess } from '../source/discover.ts';
import { askLags, type LoopLag } from '../source/lags.ts';
import type { ListedProcess } from '../state/state.ts';

/** Hands back those that can be watched: the user's own, without this program's. */
export type ProcessLister = () => Promise<readonly ListedProcess[]>;

/** Closer looks say little more: the kernel counts CPU in steps of 10 ms. */
const leastSpanMs = 100;

interface Reading {
  readonly atMs: number;
  readonly cpuMs: number;
}

type Lags = ReadonlyMap<number, LoopLag>;

/** Readings come at least once a second: whoever watched it does not any more, or gets no core. */
const freshMs = 3000;

const lagFrom = (lag: LoopLag | undefined, atMs: number): ListedProcess['lag'] => {
  if (!lag || atMs - lag.atMs > freshMs) return null;
  const { lagMs, p99Ms, blockedSinceMs } = lag;
  return { lagMs, p99Ms, blockedMs: blockedSinceMs === null ? null : Math.max(0, atMs - blockedSinceMs) };
};

const listed = (
  process: NodeProcess,
  atMs: number,
  before: Reading | undefined,
  lag: LoopLag | undefined,
): ListedProcess => {
  const { pid, ppid, title, cpuMs, rssBytes, uptimeMs, isProbed } = process;
  const spanMs = before === undefined ? 0 : atMs - before.atMs;
  return {
    pid,
    ppid,
    title,
    cpuPercent:
      before === undefined || spanMs < leastSpanMs
        ? null
        : (100 * Math.max(0, cpuMs - before.cpuMs)) / spanMs,
    rssBytes,
    uptimeMs,
    isProbed,
    lag: lagFrom(lag, atMs),
  };
};

export function createProcessLister(
  clock: Clock,
  list: () => Promise<readonly NodeProcess[]> = listNodeProcesses,
  ask: () => Promise<Lags> = askLags,
): ProcessLister {
  let before = new Map<number, Reading>();
  return async () => {
    const processes = (await list()).filter(({ isOwn, isOurs }) => isOwn && !isOurs);
    const lags = processes.some(({ isProbed }) => isProbed) ? await ask() : new Map<number, LoopLag>();
    const atMs = clock.nowMs();
    const found = processes.map(each => listed(each, atMs, before.get(each.pid), lags.get(each.pid)));
    before = new Map(processes.map(({ pid, cpuMs }) => [pid, { atMs, cpuMs }]));
    return found;
  };
}
