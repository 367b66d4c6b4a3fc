/** A run as the dashboard knows it: its tasks, its lanes and its sums. Plain, immutable data. */
import type { LaneInfo, RunRequest, TaskPhase, WaitReason } from '../protocol.ts';
import type { ListOf } from './chunks.ts';

/** What the picker or the command line settles; the entry makes a RunRequest of it. */
export type RunChoice = Omit<RunRequest, 'id' | 'workloadUrl'>;

interface TaskBase {
  readonly index: number;
  readonly name: string;
  readonly after: readonly number[];
  readonly priority: number;
}

export interface TaskOnLane {
  readonly lane: string;
  readonly startMs: number;
  /** On the thread's hands so far. */
  readonly runMs: number;
  readonly waitMs: number;
  /** Could run, but its thread was busy with another. */
  readonly readyMs: number;
  /** The part of `waitMs` that was spent on the libuv pool; absent = none. */
  readonly poolMs?: number;
  /** Why it failed, where that was said before the record of its end came. */
  readonly error?: string;
}

export type Task = TaskBase &
  (
    | { readonly state: 'queued' }
    | ({
        readonly state: 'running' | 'ready';
        readonly sinceMs: number;
        /** What it is at (see markValue of protocol.ts); absent = nothing of note. */
        readonly mark?: number;
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

/** Sums over tasks as of the clock's zero: at `nowMs` they are `runMs + running * nowMs`, `waitMs + waiting * nowMs`. */
export interface Effort {
  readonly runMs: number;
  /** Tasks that run, each adding a millisecond a millisecond. */
  readonly running: number;
  readonly waitMs: number;
  readonly waiting: number;
}

export interface ErrorText {
  readonly task: number;
  readonly text: string;
}

export type Counts = Readonly<Record<TaskPhase, number>>;

/** A piece of a lane's time line that is over; what goes on now is in the tasks' `sinceMs`. */
export interface Segment {
  readonly task: number;
  readonly phase: 'running' | 'waiting' | 'ready';
  readonly startMs: number;
  readonly endMs: number;
  /** Running: the mark that it began with, if any. */
  readonly mark?: number;
  /** Waiting: for what, where that is more than time that passes. */
  readonly reason?: 'lock' | 'pool' | 'file';
}

/** Stretches of equal length from `fromMs` on; the milliseconds that a lane spent in each phase during each of them. */
export interface Outline {
  readonly fromMs: number;
  readonly bucketMs: number;
  readonly running: readonly number[];
  readonly ready: readonly number[];
  readonly waiting: readonly number[];
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
  /** Of the segments that were dropped; absent = none was. */
  readonly outline?: Outline;
  /** Cores it was seen on, most recent last, without repeats. */
  readonly cores: readonly number[];
  /** CPU of its thread since the run began, also between tasks; absent where the kernel does not tell. */
  readonly cpuMs?: number;
  /** Runnable without a core since the run began; absent where the kernel does not tell. */
  readonly runQueueMs?: number;
  readonly switches?: { readonly voluntary: number; readonly involuntary: number };
}

export type RunPhase = 'starting' | 'running' | 'cancelling' | 'finished' | 'lost' | 'refused';

export interface RunState {
  /** With all of the workload's options, once the lab has told them. */
  readonly request: RunRequest;
  /** The options that were given; absent until the lab has told the others. */
  readonly askedOptions?: RunRequest['options'];
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
  /** By index; as a plain array (`slice`) for readers that go through all of them. */
  readonly tasks: ListOf<Task>;
  /** Errors that are not with their tasks yet: they get there with the next steps, all at once; absent = none. */
  readonly errorTexts?: ListOf<ErrorText>;
  readonly counts: Counts;
  readonly effort: Effort;
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
  /** The clock while it was measured, the share of its highest summed over that time. Absent = not measured. */
  readonly clock?: { readonly spanMs: number; readonly shareMs: number; readonly highestShare: number };
  /** Of `subjectCpuMs`, the engine's own threads: compiling, collecting garbage. Absent where none has its name. */
  readonly engineCpuMs?: number;
  /** Its growth at the first readings (see threads.ts for how many): the engine has most to do at the beginning. */
  readonly engineSoFar?: readonly { readonly atMs: number; readonly cpuMs: number }[];
  /** libuv's pool, where its threads were seen: how many in a process, and what they did. */
  readonly pool?: PoolUsage;
}

export interface PoolUsage {
  readonly threads: number;
  readonly cpuMs: number;
  /** Runnable without a core; null where the kernel does not tell. */
  readonly runQueueMs: number | null;
}

/** The few figures kept of earlier runs, to put a new one beside them. */
export interface PastRun {
  readonly request: RunRequest;
  readonly makespanMs: number;
  readonly checksum: string | null;
  readonly lagMaxMs: number | null;
  /** Sum of the tasks' CPU; absent if it was not measured for all of them. */
  readonly taskCpuMs?: number;
  /** Busy share of the main loop over the run, 0 to 1; absent if it was not measured. */
  readonly loopUtilization?: number;
  /** All of it, to take demands from; absent where that would be a great deal of memory. */
  readonly run?: RunState;
}
