/** All that the rules of a watch's verdict may ask, worked out once. */
import { mainProcess } from '../state/selectors.ts';
import type { DelayTotals, State, WatchedProcess, WatchedStall, WatchState } from '../state/state.ts';
import { kept } from './kept.ts';
import { openStall, withOpenStalls } from './open-stall.ts';
import { groupStalls } from './stalls.ts';
import type { StallGroup } from './stalls.ts';

export interface WatchMeasurements {
  /** Since the process said hello, until now or its end. */
  readonly spanMs: number;
  /** Whether its loop has beaten often enough to say how late it was. */
  readonly hasLoop: boolean;
  readonly lagP99Ms: number | null;
  readonly lagMaxMs: number | null;
  /** Busy share of the loop, 0 to 1. */
  readonly utilization: number | null;
  readonly stallCount: number;
  /** In stalls, the one that goes on included. */
  readonly blockedMs: number;
  readonly longestStallMs: number;
  /** Partly an estimate where collections were not observed all of the time. */
  readonly gcMs: number;
  /** Part of the blocked time in which a collection ran, 0 to 1; null without a stall. */
  readonly gcOfBlocked: number | null;
  /** Of one core, 0 to 1; null where threads could not be read. */
  readonly mainCpuShare: number | null;
  /** Of all threads but the probe's, in cores. */
  readonly cpuCores: number | null;
  /** Main thread: runnable without a core, of the time in which it wanted one. */
  readonly starvedShare: number | null;
  readonly runQueueMs: number | null;
  /** Delays of a stall's length that would have been none but for the main thread's wait for a core. */
  readonly starved: DelayTotals;
  /** Mean over the cores. */
  readonly stealShare: number;
  readonly throttledShare: number | null;
  readonly poolThreads: number;
  /** CPU of libuv's pool, in cores. */
  readonly poolCores: number | null;
  /** Mean number of requests that were with the pool or waited for it. */
  readonly poolRequests: number | null;
  /** Mean number of sockets and requests that waited for somebody else. */
  readonly waiting: number | null;
  readonly usableCores: number;
  /** Costliest first, of the kept stalls of this process and the one that goes on. */
  readonly groups: readonly StallGroup[];
  /** Of all other processes of the tree together, those that go on included. */
  readonly otherStalls: {
    readonly count: number;
    readonly blockedMs: number;
    readonly groups: readonly StallGroup[];
  };
}

interface Lasting {
  readonly startMs: number;
  readonly durationMs: number;
}

const overlapMs = (one: Lasting, other: Lasting): number =>
  Math.max(
    0,
    Math.min(one.startMs + one.durationMs, other.startMs + other.durationMs) -
      Math.max(one.startMs, other.startMs),
  );

/** Only stalls of the time that the kept pauses cover, and in which they were observed, can be judged. */
const gcOfBlocked = (
  stalls: readonly WatchedStall[],
  { gcPauses, gcGaps }: WatchedProcess,
): number | null => {
  const fromMs = gcPauses[0]?.startMs ?? Infinity;
  const covered = stalls.filter(
    stall => stall.startMs + stall.durationMs >= fromMs && gcGaps.every(gap => overlapMs(stall, gap) === 0),
  );
  const blockedMs = covered.reduce((sum, { durationMs }) => sum + durationMs, 0);
  if (blockedMs === 0) return stalls.length === 0 ? null : 0;
  let inGcMs = 0;
  for (const stall of covered) for (const pause of gcPauses) inGcMs += overlapMs(stall, pause);
  return Math.min(1, inGcMs / blockedMs);
};

const cpuFigures = ({ totals }: WatchedProcess) => {
  const { spanMs, mainCpuMs, mainRunQueueMs, cpuMs, probeCpuMs, poolCpuMs } = totals;
  if (spanMs === 0) {
    return { mainCpuShare: null, cpuCores: null, poolCores: null, starvedShare: null, runQueueMs: null };
  }
  const wantedMs = mainCpuMs + (mainRunQueueMs ?? 0);
  return {
    mainCpuShare: mainCpuMs / spanMs,
    cpuCores: (cpuMs - probeCpuMs) / spanMs,
    poolCores: poolCpuMs / spanMs,
    starvedShare: mainRunQueueMs === null || wantedMs === 0 ? null : mainRunQueueMs / wantedMs,
    runQueueMs: mainRunQueueMs,
  };
};

const machineFigures = ({ machine }: WatchState) => ({
  stealShare: machine.spanMs > 0 ? machine.stealMs / machine.spanMs : 0,
  throttledShare:
    machine.throttledMs === null || machine.spanMs === 0 ? null : machine.throttledMs / machine.spanMs,
});

const meanOf = (sum: number, count: number): number | null => (count === 0 ? null : sum / count);

const otherStalls = (state: State, shownPid: number): WatchMeasurements['otherStalls'] => {
  const { stalls = [], processes = {} } = withOpenStalls(state).watch ?? {};
  const others = Object.entries(processes).filter(([pid]) => Number(pid) !== shownPid);
  return {
    count: others.reduce((sum, [, { stallCount }]) => sum + stallCount, 0),
    blockedMs: others.reduce((sum, [, { blockedMs }]) => sum + blockedMs, 0),
    groups: groupStalls(stalls.filter(({ pid }) => pid !== shownPid)),
  };
};

const measured = (state: State): WatchMeasurements | null => {
  const { watch, nowMs } = state;
  const process = mainProcess(state);
  const watched = process && watch?.processes[process.pid];
  if (!watch || !process || !watched || watch.startedAtMs === null) return null;
  const { loop, pid } = process;
  const open = openStall(process, nowMs);
  const openMs = open?.durationMs ?? 0;
  const stalls = watch.stalls.filter(stall => stall.pid === pid);
  return {
    spanMs: Math.max(0, (watch.endedAtMs ?? nowMs) - watch.startedAtMs),
    hasLoop: loop.p50Ms !== null,
    lagP99Ms: loop.p99Ms,
    lagMaxMs: loop.maxMs,
    utilization: loop.utilizationTotal,
    stallCount: watched.stallCount + (open ? 1 : 0),
    blockedMs: watched.blockedMs + openMs,
    longestStallMs: Math.max(watched.longestStallMs, openMs),
    starved: watched.starved,
    gcMs: watched.gcMs,
    gcOfBlocked: gcOfBlocked(stalls, watched),
    ...cpuFigures(watched),
    ...machineFigures(watch),
    poolThreads: watched.totals.poolThreads,
    poolRequests: meanOf(watched.poolRequestsSum, watched.resourceReadings),
    waiting: meanOf(watched.waitingSum, watched.resourceReadings),
    usableCores: state.machine?.usableCores ?? 1,
    groups: groupStalls(open ? [...stalls, open] : stalls),
    otherStalls: otherStalls(state, pid),
  };
};

/** Of the process that is looked at; null before it has said hello. Several panels of one picture ask for the same. */
export const measureWatch = kept(measured);
