/** A watch -> the lines that `watch --json` prints: one a second, one for each stall, a summary at the end. */
import type { StackFrame } from '../protocol.ts';
import { loopNow } from '../state/loop.ts';
import { mainProcess } from '../state/selectors.ts';
import type { DelayTotals, ProcessState, State, WatchedStall, WatchState } from '../state/state.ts';
import { noDelays } from '../state/watch-readings.ts';
import type { FrameOwner } from './stalls.ts';
import { blamedFrame, groupStalls } from './stalls.ts';
import { withOpenStalls } from './open-stall.ts';
import { machineOf } from './report-machine.ts';
import type { RunReport } from './types.ts';
import { measureWatch } from './watch-measure.ts';
import { watchVerdictOf } from './watch-rules.ts';
import type { WatchVerdict } from './watch-rules.ts';

type LoopFigures = Omit<RunReport['loop'], 'stalls'>;

/** One thread between its last two readings; shares are of one core or of the time, 0 to 1, null = not measured. */
interface ThreadLine {
  readonly tid: number;
  readonly name: string;
  readonly state: string;
  readonly cpuShare: number | null;
  readonly runQueueShare: number | null;
  /** Of its event loop: main's, and of workers that were started with the probe; null for all others. */
  readonly utilization: number | null;
  readonly core: number | null;
}

interface ProcessLine {
  readonly pid: number;
  readonly ppid: number;
  readonly title: string;
  readonly node: string;
  readonly isAlive: boolean;
  readonly loop: LoopFigures & {
    /** Worst lag since the last reading. */
    readonly lagMs: number | null;
    /** How long it has been blocked now; null if it is not. */
    readonly blockedMs: number | null;
  };
  /** All of its threads, in percent of one core; null where they could not be read. */
  readonly cpuPercent: number | null;
  readonly memory: { readonly rssBytes: number | null; readonly heapUsedBytes: number | null };
  readonly gc: {
    readonly count: number;
    readonly pauseMs: number;
    /** Where collections are many and short they are sampled: what the two have of so long a time is an estimate. */
    readonly unobservedMs: number;
  };
  readonly resources: Readonly<Record<string, number>> | null;
  readonly stalls: { readonly count: number; readonly blockedMs: number; readonly longestMs: number };
  /** Delays of a stall's length that would have been none but for the main thread's wait for a core. */
  readonly starved: DelayTotals;
  /** The same, but the whole process stood still, or its machine. */
  readonly stopped: DelayTotals;
}

export interface WatchSecond extends Omit<ProcessLine, 'loop'> {
  readonly type: 'second';
  /** Milliseconds since the command was started, or the attached process said hello. */
  readonly atMs: number;
  readonly loop: ProcessLine['loop'];
  readonly threads: readonly ThreadLine[];
  /** All others of the tree. */
  readonly processes: readonly ProcessLine[];
}

export interface StallLine {
  readonly type: 'stall';
  readonly pid: number;
  /** Milliseconds since the command was started, or the attached process said hello. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly blamed: StackFrame | null;
  readonly note: string | null;
  /** No stack, and the process was just starting. */
  readonly isStartup?: true;
  readonly stack: readonly StackFrame[];
}

interface BlameLine {
  readonly functionName: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly owner: FrameOwner | null;
  /** No stack, and the process was just starting. */
  readonly isStartup?: true;
  readonly call: string | null;
  /** What is known beyond the frame, of the longest; null = nothing. */
  readonly note: string | null;
  readonly count: number;
  readonly totalMs: number;
  readonly maxMs: number;
  /** Of the blocked time, 0 to 1. */
  readonly share: number;
}

export interface WatchSummary extends Omit<WatchSecond, 'type' | 'atMs'> {
  readonly type: 'summary';
  readonly schema: 1;
  readonly target: string;
  readonly durationMs: number | null;
  readonly thresholdMs: number;
  readonly blockedMs: number;
  /** Of all processes, costliest first. */
  readonly blame: readonly BlameLine[];
  readonly dropped: { readonly stalls: number; readonly messages: number; readonly logLines: number };
  readonly machine: RunReport['machine'];
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly verdict: WatchVerdict;
}

const sumOrNull = (values: readonly (number | null)[]): number | null => {
  const known = values.filter(value => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
};

/** CPU of all threads of a process, in cores; null before there are two readings. */
export const cpuOf = ({ threads }: ProcessState): number | null =>
  sumOrNull(threads.map(({ cpuShare }) => cpuShare));

const loopOf = (process: ProcessState, nowMs: number): ProcessLine['loop'] => {
  const { isAlive } = process;
  const loop = isAlive ? loopNow(process.loop, nowMs) : process.loop;
  return {
    lagMs: loop.lagMs,
    blockedMs: isAlive && loop.health.state === 'blocked' ? Math.max(0, nowMs - loop.health.sinceMs) : null,
    lagP50Ms: loop.p50Ms,
    lagP99Ms: loop.p99Ms,
    lagMaxMs: loop.maxMs,
    utilization: loop.utilizationTotal,
  };
};

const percentOf = (share: number | null): number | null => (share === null ? null : 100 * share);

const lineOf = (watch: WatchState, process: ProcessState, nowMs: number): ProcessLine => {
  const watched = watch.processes[process.pid];
  return {
    pid: process.pid,
    ppid: process.ppid,
    title: process.title,
    node: process.node,
    isAlive: process.isAlive,
    loop: loopOf(process, nowMs),
    cpuPercent: percentOf(cpuOf(process)),
    memory: { rssBytes: process.rssBytes, heapUsedBytes: watched?.heapUsedBytes ?? null },
    gc: {
      count: Math.round(process.gcCount),
      pauseMs: process.gcPauseMs,
      unobservedMs: watched?.gcUnobservedMs ?? 0,
    },
    resources: watched?.resources ?? null,
    stalls: {
      count: watched?.stallCount ?? 0,
      blockedMs: watched?.blockedMs ?? 0,
      longestMs: watched?.longestStallMs ?? 0,
    },
    starved: watched?.starved ?? noDelays,
    stopped: watched?.stopped ?? noDelays,
  };
};

const threadsOf = ({ pid, threads, loop }: ProcessState): readonly ThreadLine[] =>
  threads.map(({ tid, name, state, cpuShare, runQueueShare, utilization = null, core }) => ({
    tid,
    name,
    state,
    cpuShare,
    runQueueShare,
    utilization: tid === pid ? loop.utilization : utilization,
    core,
  }));

const treeOf = (state: State, watch: WatchState, shown: ProcessState) => ({
  ...lineOf(watch, shown, state.nowMs),
  threads: threadsOf(shown),
  processes: state.processes
    .filter(({ pid }) => pid !== shown.pid)
    .map(process => lineOf(watch, process, state.nowMs)),
});

/** How things stand; null before any process has said hello. */
export const watchSecond = (state: State): WatchSecond | null => {
  const { watch, nowMs } = state;
  const shown = mainProcess(state);
  if (watch === null || watch.startedAtMs === null || shown === null) return null;
  return { type: 'second', atMs: nowMs - watch.startedAtMs, ...treeOf(state, watch, shown) };
};

export const stallLine = (watch: WatchState, stall: WatchedStall): StallLine => ({
  type: 'stall',
  pid: stall.pid,
  startMs: stall.startMs - (watch.startedAtMs ?? watch.askedAtMs),
  durationMs: stall.durationMs,
  blamed: blamedFrame(stall.frames),
  note: stall.note === '' ? null : stall.note,
  ...(stall.isStartup ? { isStartup: true } : {}),
  stack: stall.frames,
});

const blameOf = (watch: WatchState): readonly BlameLine[] =>
  groupStalls(watch.stalls).map(({ frame, owner, isStartup, call, note, count, totalMs, maxMs, share }) => ({
    functionName: frame?.functionName ?? null,
    file: frame?.file ?? null,
    line: frame?.line ?? null,
    owner,
    ...(isStartup ? { isStartup } : {}),
    call: call === '' ? null : call,
    note: note === '' ? null : note,
    count,
    totalMs,
    maxMs,
    share,
  }));

/** With the blocks in which the watch ends. Null before any process has said hello: nothing was measured. */
export const watchSummary = (state: State): WatchSummary | null => {
  const { watch } = withOpenStalls(state);
  const shown = mainProcess(state);
  if (watch === null || watch.startedAtMs === null || shown === null) return null;
  const measured = measureWatch(state);
  return {
    type: 'summary',
    schema: 1,
    target: watch.target.text,
    durationMs: measured?.spanMs ?? null,
    thresholdMs: watch.thresholdMs,
    blockedMs: measured?.blockedMs ?? 0,
    ...treeOf(state, watch, shown),
    blame: blameOf(watch),
    dropped: {
      stalls: watch.stallsDropped,
      messages: state.messagesDropped,
      logLines: state.log.dropped,
    },
    machine: machineOf(state.machine),
    exitCode: watch.exitCode,
    signal: watch.signal,
    verdict: watchVerdictOf(measured),
  };
};
