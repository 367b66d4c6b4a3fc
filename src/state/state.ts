/** The whole of what the dashboard knows. Plain, immutable data: `update` makes a new one for every event. */
import type {
  LaneInfo,
  RunRequest,
  SourceMessage,
  StackFrame,
  SubjectMessage,
  TaskPhase,
  ThreadReading,
  WaitReason,
} from '../protocol.ts';
import type { Series } from './series.ts';

// ---------------------------------------------------------------- the machine

/** What does not change while we look. */
export interface Machine {
  readonly model: string;
  readonly cores: number;
  /** What affinity and cgroup quota leave to this process; may be a fraction. */
  readonly usableCores: number;
  /** cgroup quota in cores, or null if there is none. */
  readonly quotaCores: number | null;
  readonly node: string;
  readonly os: string;
  readonly topology: readonly CoreTopology[];
}

export interface CoreTopology {
  readonly id: number;
  /** Cores with the same number share one physical core (SMT); null where the OS does not tell. */
  readonly physical: number | null;
  readonly kind: 'performance' | 'efficiency' | null;
}

/** Shares of one core's time between two readings, 0 to 1 each. */
export interface CoreShares {
  readonly id: number;
  readonly user: number;
  readonly system: number;
  readonly steal: number;
  /** user + system + the rest that is not idle, steal left out. */
  readonly busy: number;
}

/** One look at the machine by the dashboard's own sampler. */
export interface MachineSample {
  readonly atMs: number;
  readonly spanMs: number;
  readonly cores: readonly CoreShares[];
  /** CPU of the dashboard process itself, as a share of one core. */
  readonly dashboardCpu: number;
  readonly dashboardRssBytes: number;
  /** cgroup throttling during the span; null where there is no cgroup counter. */
  readonly throttledMs: number | null;
}

// ---------------------------------------------------------------- the subject's processes

export type LoopHealth =
  | { readonly state: 'unknown' }
  | { readonly state: 'responsive' }
  | { readonly state: 'blocked'; readonly sinceMs: number; readonly frames: readonly StackFrame[] };

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

export type Connection =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting'; readonly sinceMs: number }
  | { readonly state: 'connected'; readonly pid: number }
  | { readonly state: 'lost'; readonly reason: string };

// ---------------------------------------------------------------- a run

interface TaskBase {
  readonly index: number;
  readonly name: string;
  readonly after: readonly number[];
  readonly priority: number;
}

interface TaskOnLane {
  readonly lane: string;
  readonly startMs: number;
  /** On the thread's hands so far. */
  readonly runMs: number;
  readonly waitMs: number;
  /** Could run, but its thread was busy with another. */
  readonly readyMs: number;
}

export type Task = TaskBase &
  (
    | { readonly state: 'queued' }
    | ({
        readonly state: 'running' | 'ready';
        readonly sinceMs: number;
        readonly progress: number | null;
      } & TaskOnLane)
    | ({
        readonly state: 'waiting';
        readonly sinceMs: number;
        readonly progress: number | null;
        readonly reason: WaitReason;
      } & TaskOnLane)
    | ({ readonly state: 'done'; readonly endMs: number; readonly cpuMs: number | null } & TaskOnLane)
    | ({
        readonly state: 'failed';
        readonly endMs: number;
        readonly cpuMs: number | null;
        readonly error: string;
      } & TaskOnLane)
    /** Lane and stamps are null if it never started. */
    | { readonly state: 'cancelled'; readonly endMs: number; readonly started: TaskOnLane | null }
  );

export type Counts = Readonly<Record<TaskPhase, number>>;

/** A piece of a lane's time line. */
export interface Segment {
  readonly task: number;
  readonly phase: 'running' | 'waiting' | 'ready';
  readonly startMs: number;
  readonly endMs: number;
}

export interface LaneState extends LaneInfo {
  readonly state: 'open' | 'closed' | 'lost';
  readonly lostReason: string | null;
  /** Tasks of this lane that are in flight, by index. */
  readonly inFlight: readonly number[];
  /** The one being executed now, if any. */
  readonly running: number | null;
  readonly tasksEnded: number;
  readonly busyMs: number;
  /** Sum over its tasks; exceeds the elapsed time where waits overlap. */
  readonly waitMs: number;
  readonly segments: readonly Segment[];
  readonly segmentsDropped: number;
  /** Cores it was seen on, most recent last, without repeats. */
  readonly cores: readonly number[];
}

export type RunPhase = 'starting' | 'running' | 'cancelling' | 'finished' | 'lost' | 'refused';

export interface RunState {
  readonly request: RunRequest;
  readonly workloadTitle: string;
  readonly phase: RunPhase;
  readonly askedAtMs: number;
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly startupMs: number | null;
  readonly makespanMs: number | null;
  readonly cpuMs: number | null;
  readonly checksum: string | null;
  readonly wasCancelled: boolean;
  /** Why it was refused or lost. */
  readonly reason: string | null;
  /** By index. */
  readonly tasks: readonly Task[];
  readonly counts: Counts;
  readonly inFlightMax: number;
  readonly runningNowMax: number;
  readonly lanes: readonly LaneState[];
  readonly traceDropped: number;
  /** What the machine did meanwhile, summed from samples between start and end. */
  readonly usage: UsageTotals;
}

/** Sums over the samples taken while a run was going on. */
export interface UsageTotals {
  readonly spanMs: number;
  /** Core milliseconds, by core id. */
  readonly busyMs: readonly number[];
  readonly stealMs: number;
  readonly dashboardCpuMs: number;
  readonly probeCpuMs: number;
  /** CPU of the subject's processes between start and end, core milliseconds. */
  readonly subjectCpuMs: number;
  readonly throttledMs: number | null;
}

/** The few figures kept of earlier runs, to put a new one beside them. */
export interface PastRun {
  readonly request: RunRequest;
  readonly makespanMs: number;
  readonly checksum: string | null;
  readonly lagMaxMs: number | null;
}

// ---------------------------------------------------------------- log

export interface LogEntry {
  readonly atMs: number;
  readonly lane: string;
  /** Task index, or null for lines that belong to none. */
  readonly task: number | null;
  readonly kind:
    'started' | 'waiting' | 'done' | 'failed' | 'cancelled' | 'emit' | 'output' | 'lane' | 'stall';
  readonly text: string;
  /** Makes the line as a duration (done, stall), else null. */
  readonly durationMs: number | null;
}

export interface Log {
  /** Oldest first, bounded. */
  readonly entries: readonly LogEntry[];
  readonly dropped: number;
}

// ---------------------------------------------------------------- what the user looks at

export type Screen = 'picker' | 'run';
export type PanelName = 'cores' | 'loop' | 'timeline' | 'tasks' | 'summary';

export interface UiState {
  readonly screen: Screen;
  readonly isHelpOpen: boolean;
  /** Lines scrolled up from the newest; 0 = following. */
  readonly logScroll: number;
  readonly logFilter: string;
  readonly isFilterOpen: boolean;
  /** The one panel that is shown where there is room for one only. */
  readonly focus: PanelName;
  readonly isSummaryOpen: boolean;
}

/** What the picker or the command line settles; the entry makes a RunRequest of it. */
export type RunChoice = Omit<RunRequest, 'id' | 'workloadUrl'>;

/** A key or a dialog, as data. The entry carries out those that ask for an effect. */
export type Action =
  | { readonly type: 'start'; readonly choice: RunChoice }
  /** The same workload and options once more, as they are or with one thing changed. */
  | { readonly type: 'run-again' }
  | { readonly type: 'change-mode'; readonly step: 1 | -1 }
  | { readonly type: 'change-workers'; readonly step: 1 | -1 }
  | { readonly type: 'cancel' }
  | { readonly type: 'quit' }
  | { readonly type: 'suspend' }
  | { readonly type: 'toggle-freeze' }
  | { readonly type: 'toggle-help' }
  | { readonly type: 'toggle-summary' }
  | { readonly type: 'open-picker' }
  | { readonly type: 'open-filter' }
  | { readonly type: 'close-filter' }
  | { readonly type: 'set-filter'; readonly text: string }
  | { readonly type: 'scroll-log'; readonly lines: number }
  | { readonly type: 'follow-log' }
  | { readonly type: 'next-panel' };

/** All that changes the state. Every event brings its own time. */
export type Event =
  | SubjectMessage
  | SourceMessage
  | { readonly type: 'machine'; readonly machine: Machine }
  | { readonly type: 'machine-sample'; readonly sample: MachineSample }
  | { readonly type: 'tick'; readonly atMs: number }
  /** A new run is being started; everything about the last one but its figures goes. */
  | {
      readonly type: 'run-asked';
      readonly atMs: number;
      readonly request: RunRequest;
      readonly workloadTitle: string;
    }
  | { readonly type: 'action'; readonly atMs: number; readonly action: Action };

export interface State {
  readonly nowMs: number;
  readonly machine: Machine | null;
  readonly sample: MachineSample | null;
  /** Busy share (0 to 1) of each core over time, by position in `sample.cores`. */
  readonly coreHistory: readonly Series[];
  readonly connection: Connection;
  /** The lab's main process first. */
  readonly processes: readonly ProcessState[];
  readonly run: RunState | null;
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
