/** This user's Node processes, again and again: two looks make a share of CPU. */
import type { Clock } from '../clock.ts';
import { listNodeProcesses } from '../source/discover.ts';
import type { NodeProcess } from '../source/discover.ts';
import type { ListedProcess } from '../state/state.ts';

/** Hands back those that can be watched: the user's own, without this program's. */
export type ProcessLister = () => Promise<readonly ListedProcess[]>;

/** Closer looks say little more: the kernel counts CPU in steps of 10 ms. */
const leastSpanMs = 100;

interface Reading {
  readonly atMs: number;
  readonly cpuMs: number;
}

const listed = (process: NodeProcess, atMs: number, before: Reading | undefined): ListedProcess => {
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
  };
};

export function createProcessLister(
  clock: Clock,
  list: () => Promise<readonly NodeProcess[]> = listNodeProcesses,
): ProcessLister {
  let before = new Map<number, Reading>();
  return async () => {
    const processes = (await list()).filter(({ isOwn, isOurs }) => isOwn && !isOurs);
    const atMs = clock.nowMs();
    const found = processes.map(process => listed(process, atMs, before.get(process.pid)));
    before = new Map(processes.map(({ pid, cpuMs }) => [pid, { atMs, cpuMs }]));
    return found;
  };
}
