/** A watched program as the dashboard knows it: whose it is, how far the watching is, and what it has shown. */
import type { StackFrame } from '../protocol.ts';
import type { Series } from './series.ts';

/** A program that we start ourselves, or a process that runs already. */
export type WatchTarget =
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'pid'; readonly pid: number; readonly text: string };

/** `asking`: nothing has been done to the process yet. `refused`: it could not be watched at all. */
type WatchPhase = 'asking' | 'starting' | 'attaching' | 'watching' | 'ended' | 'refused';

/** A block of some watched process' loop. */
export interface WatchedStall {
  /** Counts from 0 in the order in which they ended. */
  readonly number: number;
  readonly pid: number;
  readonly startMs: number;
  readonly durationMs: number;
  readonly frames: readonly StackFrame[];
  /** What is known beyond the frames (`native call in readFileSync (node:fs)`), or ''. */
  readonly note: string;
  /** No stack was caught, but the process was just starting; absent = not so. */
  readonly isStartup?: true;
}

/** A time in which collections were not observed. */
export interface GcGap {
  readonly startMs: number;
  readonly durationMs: number;
  /** What they have probably taken of it. */
  readonly pauseMs: number;
}

export interface GcPause {
  readonly startMs: number;
  readonly durationMs: number;
  readonly kind: string;
}

/** Sums over the watch, from each reading to the next. */
export interface WatchTotals {
  /** Time covered by two readings of the threads. */
  readonly spanMs: number;
  readonly cpuMs: number;
  readonly mainCpuMs: number;
  /** The main thread was runnable without a core; null where the kernel does not tell. */
  readonly mainRunQueueMs: number | null;
  readonly poolCpuMs: number;
  readonly probeCpuMs: number;
  /** Most threads of libuv's pool seen at once. */
  readonly poolThreads: number;
}

/** Delays of a stall's length that were no doing of the program's. */
export interface DelayTotals {
  readonly count: number;
  readonly totalMs: number;
  readonly longestMs: number;
}

/** What a watch keeps of a process beside its ProcessState. */
export interface WatchedProcess {
  readonly heapUsedBytes: number | null;
  readonly rssHistory: Series;
  readonly heapHistory: Series;
  /** Newest last, bounded. */
  readonly gcPauses: readonly GcPause[];
  /** Newest last, bounded. */
  readonly gcGaps: readonly GcGap[];
  /** What the gaps have probably taken included. */
  readonly gcMs: number;
  /** All gaps together. */
  readonly gcUnobservedMs: number;
  /** Active handles and requests by type, as the newest reading has them; null before the first. */
  readonly resources: Readonly<Record<string, number>> | null;
  readonly resourceReadings: number;
  /** Sums over all readings: what waits for others, and what waits for a thread of libuv's pool. */
  readonly waitingSum: number;
  readonly poolRequestsSum: number;
  readonly totals: WatchTotals;
  readonly stallCount: number;
  readonly blockedMs: number;
  readonly longestStallMs: number;
  /** Those that the main thread's wait for a core made one. */
  readonly starved: DelayTotals;
  /** Those in which the whole process stood still, or its machine. */
  readonly stopped: DelayTotals;
  /** Its probe said hello. */
  readonly helloAtMs?: number;
}

/** What the machine did during the watch. */
export interface WatchMachineTotals {
  readonly spanMs: number;
  /** Mean over the cores, milliseconds of one core. */
  readonly stealMs: number;
  readonly throttledMs: number | null;
  readonly dashboardCpuMs: number;
}

export interface WatchState {
  readonly target: WatchTarget;
  readonly phase: WatchPhase;
  /** What is being done at the moment, or why it came to an end. */
  readonly progress: string;
  readonly askedAtMs: number;
  /** The command was started, or the first probe said hello; null before that. */
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** How a command ended by itself; both null while it goes on, and for a process that was attached. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** From this on a block is a stall. */
  readonly thresholdMs: number;
  /** Of all processes, newest last, bounded. */
  readonly stalls: readonly WatchedStall[];
  readonly stallsDropped: number;
  readonly stallCount: number;
  readonly processes: Readonly<Record<string, WatchedProcess>>;
  readonly machine: WatchMachineTotals;
  /** Lines of source by `file:line`, bounded; untrusted text. */
  readonly excerpts: Readonly<Record<string, string>>;
}

interface ListedLag {
  /** Worst of the last second. */
  readonly lagMs: number;
  /** Since the watch of it began. */
  readonly p99Ms: number;
  /** How long it has been blocked now; null if it is not. */
  readonly blockedMs: number | null;
}

/** A Node process of this user, as `ps` lists it. */
export interface ListedProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly title: string;
  readonly cpuPercent: number | null;
  readonly rssBytes: number | null;
  readonly uptimeMs: number | null;
  /** Another dashboard watches it, or has done so until a moment ago. */
  readonly isProbed: boolean;
  /** As that dashboard has it; null = not measured. */
  readonly lag: ListedLag | null;
}

export interface ProcessList {
  readonly atMs: number;
  readonly processes: readonly ListedProcess[];
  /** The highlighted one; null while there is none. */
  readonly selectedPid: number | null;
  /** Why a process that was picked is not watched, or ''. */
  readonly notice: string;
}

export const watchPanelNames = [
  'stalls',
  'loop',
  'threads',
  'processes',
  'memory',
  'resources',
  'output',
  'cores',
  'verdict',
] as const;
export type WatchPanelName = (typeof watchPanelNames)[number];

/** What the user looks at in a watch. */
export interface WatchUi {
  /** The panel that is shown where there is no room for all. */
  readonly focus: WatchPanelName;
  /** Stalls grouped by the blamed frame. */
  readonly isGrouped: boolean;
  /** The process whose loop and threads are shown; null = the one that the program is about. */
  readonly pid: number | null;
}

export type WatchEvent =
  | {
      readonly type: 'watch-asked';
      readonly atMs: number;
      readonly target: WatchTarget;
      readonly thresholdMs: number;
      /** The user has to agree first. */
      readonly needsConsent: boolean;
    }
  | { readonly type: 'watch-progress'; readonly atMs: number; readonly text: string }
  | { readonly type: 'watch-refused'; readonly atMs: number; readonly reason: string }
  | {
      readonly type: 'source-line';
      readonly file: string;
      readonly line: number;
      readonly text: string;
    }
  | {
      readonly type: 'processes-listed';
      readonly atMs: number;
      readonly processes: readonly ListedProcess[];
    };

export type WatchAction =
  /** The answer to the question before an attach. */
  | { readonly type: 'answer-attach'; readonly isYes: boolean }
  | { readonly type: 'toggle-blame' }
  | { readonly type: 'next-watch-panel'; readonly step: 1 | -1 }
  | { readonly type: 'next-process'; readonly step: 1 | -1 }
  | { readonly type: 'select-process'; readonly step: number }
  | { readonly type: 'watch-selected' }
  /** Lets go of the process and shows the list of processes again. */
  | { readonly type: 'leave-watch' };
