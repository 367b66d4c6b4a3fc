/** What is worked out from a run: the document that `run --json` prints and the summary screen shows. */
import type { ModeId, OptionValue, StackFrame } from '../protocol.ts';

/** What a task asks of the machine, as measured. */
export interface Demand {
  /** Hands-on: on the thread. */
  readonly cpuMs: number;
  /** Off the thread, until something answers. */
  readonly waitMs: number;
  /** Work that Node does on its libuv pool, where the lane does not block; on the thread where it does. */
  readonly poolMs: number;
}

export interface Prediction {
  readonly makespanMs: number;
  /** One sentence: which bound decides, with its figures. */
  readonly reason: string;
  /** Mode of the earlier run that the demands were measured in; absent: this very run. */
  readonly calibratedBy?: ModeId;
}

/**
 * What made the difference, by the counter that tells: the tasks' own CPU; the engine's threads; the CPU quota; runnable
 * without a core; the hypervisor; other processes; longer waits; the queue of libuv's pool; locks; tasks that stood ready
 * while another had their thread; the loop's own work; lanes idle at the end; no task on the lane; starting clones.
 */
type GapCause =
  | 'cpu'
  | 'engine'
  | 'throttled'
  | 'run-queue'
  | 'steal'
  | 'others'
  | 'waits'
  | 'pool'
  | 'lock'
  | 'loop-contention'
  | 'event-loop'
  | 'imbalance'
  | 'hand-over'
  | 'start-up';

export interface GapPart {
  readonly cause: GapCause;
  /** Of the makespan; negative where it made the run shorter. */
  readonly ms: number;
  /** The counters and their figures. */
  readonly evidence: string;
}

/** Measured minus predicted. */
export interface Gap {
  readonly ms: number;
  /** Of the prediction. */
  readonly percent: number;
  readonly parts: readonly GapPart[];
  /** What no counter tells. */
  readonly unexplainedMs: number;
}

export type VerdictKind =
  | 'cpu-bound'
  | 'io-bound'
  | 'memory-bound'
  | 'mixed'
  | 'imbalanced'
  | 'pool-bound'
  | 'lock-bound'
  | 'loop-bound'
  | 'quota-bound'
  | 'startup-bound'
  | 'too-small'
  | 'noisy'
  | 'failed'
  | 'unknown';

export interface Verdict {
  readonly kind: VerdictKind;
  /** What the measurements say, with the figures that it rests on. */
  readonly text: string;
  /** What to try next: a mode, a number of workers, an option. */
  readonly recommendation: string;
}

/**
 * Where the lanes' time between start and finish went, lane milliseconds: compute + wait + ready only + idle are the
 * lanes' time, in `spawn` with the start-ups after the first task's start (elsewhere all lanes are up by then).
 */
export interface CostSplit {
  /** A task on the hands. */
  readonly computeMs: number;
  /** None on the hands, but some waiting. */
  readonly waitMs: number;
  /** Not a part of the lanes' time: how long tasks stood ready, summed, while their lane had another on its hands. */
  readonly readyMs: number;
  /** None on the hands or waiting, but some ready: the loop's own work between two of them. Absent = none. */
  readonly readyOnlyMs?: number;
  /** Nothing in flight. */
  readonly idleMs: number;
  readonly startupMs: number;
}

export interface RunReport {
  readonly schema: 1;
  readonly workload: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly scale: number;
  readonly seed: number;
  readonly mode: ModeId;
  readonly workers: number;
  /** Tasks in flight in each worker; of consequence in mode `hybrid` only. */
  readonly tasksPerWorker: number;
  readonly tasks: {
    readonly total: number;
    readonly done: number;
    readonly failed: number;
    readonly cancelled: number;
  };
  readonly makespanMs: number | null;
  readonly cpuMs: number | null;
  readonly checksum: string | null;
  readonly startupMs: number | null;
  readonly predicted: Prediction | null;
  /** Why it took another time than predicted. */
  readonly gap: Gap | null;
  readonly speedup: {
    readonly factor: number;
    readonly against: 'sequential';
    readonly sequentialMs: number;
  } | null;
  readonly inFlight: { readonly max: number };
  readonly runningNow: { readonly max: number };
  readonly loop: {
    readonly lagP50Ms: number | null;
    readonly lagP99Ms: number | null;
    readonly lagMaxMs: number | null;
    /** 0 to 1 over the whole run. */
    readonly utilization: number | null;
    readonly stalls: readonly {
      readonly startMs: number;
      readonly durationMs: number;
      readonly stack?: readonly StackFrame[];
    }[];
  };
  readonly lanes: readonly {
    readonly id: string;
    readonly kind: string;
    readonly tid?: number;
    readonly pid?: number;
    readonly tasks: number;
    readonly busyMs: number;
    readonly waitMs: number;
    readonly startupMs?: number;
    readonly runQueueMs?: number;
    readonly switches?: { readonly voluntary: number; readonly involuntary: number };
    readonly cores?: readonly number[];
  }[];
  readonly cores: readonly { readonly id: number; readonly busyPercent: number }[];
  /** Stamps count from the start of the run. */
  readonly taskTimes: readonly {
    readonly id: number;
    readonly name: string;
    readonly state: string;
    readonly lane: string | null;
    /** How long it could have started, but had not: a duration. */
    readonly queuedMs: number;
    readonly startMs: number | null;
    readonly endMs: number | null;
    readonly runMs: number | null;
    readonly waitMs: number | null;
    readonly readyMs: number | null;
    readonly cpuMs: number | null;
    readonly error?: string;
  }[];
  readonly costs: CostSplit | null;
  readonly machine: {
    readonly model: string;
    readonly cores: number;
    readonly usableCores: number;
    readonly quota?: number;
    readonly node: string;
    readonly os: string;
  } | null;
  /** Percent of all cores' time. `otherCpuPercent`: neither the subject nor the dashboard. */
  readonly noise: {
    readonly otherCpuPercent: number | null;
    readonly steal: number | null;
    readonly throttledMs: number | null;
    /** Of the cores that worked: how far it lay, on the average, below its highest in the run. */
    readonly clockDropPercent: number | null;
  };
  /** Resident memory of the subject's processes, the newest reading of each; absent in documents of older versions. */
  readonly memory?: { readonly rssBytes: number | null };
  /** Percent of one core. */
  readonly overhead: { readonly dashboardCpuPercent: number | null; readonly probeCpuPercent: number | null };
  readonly dropped: {
    readonly traceRecords: number;
    readonly messages: number;
    readonly taskTimes: number;
    /** The oldest of very many, which are not in `loop.stalls`; absent = none. */
    readonly stalls?: number;
  };
  readonly verdict: Verdict;
  /** Why there is no result, where there is none: the subject died, the run was cancelled. */
  readonly ended: 'finished' | 'cancelled' | 'lost';
  readonly reason: string | null;
}
