/** The whole of what the dashboard knows. Plain, immutable data: `update` makes a new one for every event. */
import type { StackFrame, ThreadReading } from '../protocol.ts';
import type { ListOf } from './chunks.ts';
import type { CoreShares, Machine, MachineSample } from './machine.ts';
import type { PastRun, RunState } from './run-state.ts';
import type { ExperimentState } from './experiment.ts';
import type { Series } from './series.ts';
import type { ProcessList, WatchState, WatchUi } from './watch-state.ts';

export type * from './events.ts';
export type * from './machine.ts';
export type * from './run-state.ts';
export type * from './watch-state.ts';

// ---------------------------------------------------------------- the subject's processes

export type LoopHealth =
  | { readonly state: 'unknown' }
  | { readonly state: 'responsive' }
  | {
      readonly state: 'blocked';
      readonly sinceMs: number;
      readonly frames: readonly StackFrame[];
      /** What is known beyond the frames. */
      readonly note?: string;
    };

export interface Stall {
  readonly pid: number;
  readonly startMs: number;
  readonly durationMs: number;
  readonly frames: readonly StackFrame[];
}

/** Event loop of one process' main thread. */
export interface LoopState {
  readonly health: LoopHealth;
  /** Worst lag of the last interval. */
  readonly lagMs: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
  readonly utilization: number | null;
  readonly utilizationTotal: number | null;
  /** Worst lag per interval; a gap is a gap. */
  readonly history: Series;
  /** Newest last, bounded. */
  readonly stalls: readonly Stall[];
  readonly stallsDropped: number;
  /** Moment of the newest `loop` message; absent before the first. */
  readonly heardAtMs?: number;
  /** As of that message. */
  readonly isResting?: true | undefined;
}

/** A thread between its last two readings. */
export interface ThreadState extends ThreadReading {
  /** Share of one core, 0 to 1; null until there are two readings. */
  readonly cpuShare: number | null;
  /** Share of the time it was runnable without a core. */
  readonly runQueueShare: number | null;
  readonly lane: string | null;
}

export interface ProcessState {
  readonly pid: number;
  readonly ppid: number;
  readonly role: string;
  readonly title: string;
  readonly node: string;
  readonly isAlive: boolean;
  readonly loop: LoopState;
  readonly threads: readonly ThreadState[];
  /** Moment of the newest `threads` message. */
  readonly threadsAtMs: number | null;
  readonly rssBytes: number | null;
  readonly gcPauseMs: number;
  readonly gcCount: number;
}

type Connection =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting'; readonly sinceMs: number }
  | { readonly state: 'connected'; readonly pid: number }
  | { readonly state: 'lost'; readonly reason: string };

// ---------------------------------------------------------------- log

export interface LogEntry {
  readonly atMs: number;
  readonly lane: string;
  /** Task index, or null for lines that belong to none. */
  readonly task: number | null;
  readonly kind:
    'queued' | 'started' | 'waiting' | 'done' | 'failed' | 'cancelled' | 'emit' | 'output' | 'lane' | 'stall';
  readonly text: string;
  /** Makes the line as a duration (done, stall), else null. */
  readonly durationMs: number | null;
}

export interface Log {
  /** Oldest first, bounded. */
  readonly entries: ListOf<LogEntry>;
  readonly dropped: number;
  /** Length of all texts, which is bounded, too; absent = none yet. */
  readonly characters?: number;
}

// ---------------------------------------------------------------- what the user looks at

type Screen = 'picker' | 'run' | 'watch' | 'processes';
export type PanelName = 'cores' | 'loop' | 'timeline' | 'tasks' | 'summary';

export interface UiState {
  readonly screen: Screen;
  readonly isHelpOpen: boolean;
  /** Lines scrolled up from the newest; 0 = following. */
  readonly logScroll: number;
  /** Rows of lanes scrolled past; 0 = from the first one. */
  readonly laneScroll: number;
  readonly logFilter: string;
  readonly isFilterOpen: boolean;
  /** The one panel that is shown where there is room for one only. */
  readonly focus: PanelName;
  readonly isSummaryOpen: boolean;
  readonly watch: WatchUi;
}

export interface State {
  readonly nowMs: number;
  readonly machine: Machine | null;
  readonly sample: MachineSample | null;
  /** Busy shares (0 to 1) of the newest samples, oldest first, bounded: of each core, by position in `sample.cores`. */
  readonly coreHistory: readonly (readonly (number | null)[])[];
  /** The newest sample's cores as meters without figures show them: see `steadied`. */
  readonly steadyCores: readonly CoreShares[];
  readonly connection: Connection;
  /** The lab's main process first. */
  readonly processes: readonly ProcessState[];
  readonly run: RunState | null;
  /** The comparison or sweep that the run belongs to, if it does. */
  readonly experiment: ExperimentState | null;
  /** The watch of somebody else's program, if there is one; then there is no run. */
  readonly watch: WatchState | null;
  /** What `ps` shows; null where nobody asked for it. */
  readonly processList: ProcessList | null;
  /** Newest last, bounded. */
  readonly past: readonly PastRun[];
  readonly log: Log;
  /** Messages that a probe threw away because we read too slowly. */
  readonly messagesDropped: number;
  readonly ui: UiState;
}

/** What the views are given: a state, and whether it stands still. */
export interface Snapshot {
  readonly state: State;
  /** `frozen`: the picture stands still, the work goes on. */
  readonly temporality: 'live' | 'frozen';
}
