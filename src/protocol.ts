/**
 * Every message that crosses a thread or process boundary, and the layout of the memory that lanes share with the
 * probe. Imports nothing, so that the probe, which is loaded into other people's programs, may use it.
 *
 * All stamps (`atMs`, `startMs`, ...) are milliseconds of the machine's monotonic clock (see clock.ts), which is one
 * and the same in every process of a machine. Durations end in `Ms` too. Sizes end in `Bytes`.
 */
export const protocolVersion = 1;

export const modeIds = ['sequential', 'concurrent', 'parallel', 'hybrid', 'processes', 'spawn'] as const;
export type ModeId = (typeof modeIds)[number];

export type LaneKind = 'main' | 'thread' | 'process';

/** The life of a task. The position in this list is the code that stands for it in shared memory. */
export const taskPhases = [
  'queued',
  'running',
  'waiting',
  'ready',
  'done',
  'failed',
  'cancelled',
  'progress',
] as const;
export type TracePhase = (typeof taskPhases)[number];
export type TaskPhase = Exclude<TracePhase, 'progress'>;

/** What a waiting task waits for. The position is the code in shared memory. */
export const waitReasons = ['other', 'timer', 'http', 'file', 'lock', 'pool'] as const;
export type WaitReason = (typeof waitReasons)[number];

/** A value as it may be given with `--set name=value`. */
export type OptionValue = number | string | boolean;

/** What to run and how; everything that a lane needs to do it. */
export interface RunRequest {
  /** Tells this run from the last one of the same dashboard. */
  readonly id: string;
  /** The workload module, as a file: URL; loaded in every lane. */
  readonly workloadUrl: string;
  readonly workloadId: string;
  readonly mode: ModeId;
  /** Lanes of the pooled modes; at most so many clones at once in `spawn`. */
  readonly workers: number;
  /** Tasks in flight in each worker of `hybrid`. */
  readonly tasksPerWorker: number;
  /** Concurrent lanes yield at a checkpoint once this long on the thread; 0 = never. */
  readonly sliceMs: number;
  readonly seed: number;
  /** Multiplies the size of the work (not the number of tasks); 1 = the default size. */
  readonly scale: number;
  /** Size of libuv's thread pool; absent = Node's own (4). It is set in the subject's environment at its start. */
  readonly uvThreads?: number;
  /** The workload's own options, as given: the lab checks them and fills in the rest. */
  readonly options: Readonly<Record<string, OptionValue>>;
}

// ---------------------------------------------------------------- inside a process: the channel of its threads

/** Name of the BroadcastChannel on which the threads of one process talk to its probe thread. */
export const channelName = 'jugglers';

/** The probe thread's name, also for the kernel: by it a process that is watched is known from outside. */
export const probeThreadName = 'jugglers-probe';

/** From any thread of the process to its probe thread. */
export type ToProbe =
  /** A further probe thread is there: it is told of the threads, and one that nobody listens to gives way to it. */
  | { readonly type: 'probe-started' }
  /** The lab has its listener on the channel: a `run` that came before this is held and handed on now. */
  | { readonly type: 'listening' }
  /** A lane shows its memory: the probe drains it from now on, and rings its bell on `cancel`. */
  | {
      readonly type: 'lane-opened';
      readonly lane: LaneInfo;
      readonly buffer: SharedArrayBuffer;
      readonly capacity: number;
    }
  /** Nothing more will be written: drain once more and forget. */
  | { readonly type: 'lane-closed'; readonly lane: string }
  /** Send this to the dashboard, after all that the rings hold now. */
  | { readonly type: 'forward'; readonly message: LabMessage }
  /** A thread tells its name and kernel id, so that per-thread figures can be put to it. */
  | {
      readonly type: 'thread-started';
      readonly tid: number | null;
      readonly name: string;
      /** A worker's loop, for the probe to read; see worker-loop.ts. */
      readonly loop?: SharedArrayBuffer;
    };

/** From the probe thread to the threads of its process. */
export type FromProbe =
  | { readonly type: 'command'; readonly command: Command }
  /** Everything forwarded so far is on the wire; the sender may exit. */
  | { readonly type: 'flushed' };

// ---------------------------------------------------------------- dashboard -> subject

/** One JSON object a line on the probe's socket. */
export type Command =
  | { readonly type: 'run'; readonly request: RunRequest }
  /** Stop tasks that run, also blocked ones; what is done stays done. */
  | { readonly type: 'cancel' }
  /** End the process; sent to the lab and its children only. */
  | { readonly type: 'exit' }
  /**
   * Answer to hello. `exitOnClose`: end the process (SIGKILL) when this socket closes: our own subjects only.
   * `newsMs`: who draws a picture so often needs no news in between, but for a block and its end, which come at once.
   */
  | { readonly type: 'welcome'; readonly exitOnClose: boolean; readonly newsMs?: number }
  /** The probe takes itself out and leaves the process as it was; the socket closes then. Not for our own subjects. */
  | { readonly type: 'detach' }
  /** Switches the main thread's heartbeat, and all that is judged by it, off and on again. */
  | { readonly type: 'beat'; readonly isOn: boolean };

// ---------------------------------------------------------------- subject -> dashboard

export interface LaneInfo {
  /** `main`, `w1`, `p1`, `s1` ... as shown on screen. */
  readonly id: string;
  readonly kind: LaneKind;
  readonly pid: number;
  /** Kernel thread id, where the OS tells. */
  readonly tid: number | null;
  /** From asking for the lane until it could take a task; null for the main thread, which was there already. */
  readonly startupMs: number | null;
  readonly openedAtMs: number;
}

export interface PlannedTaskInfo {
  readonly name: string;
  /** Indexes of tasks that must be done first. */
  readonly after: readonly number[];
  readonly priority: number;
}

/** One frame of a blocked stack: innermost first. */
export interface StackFrame {
  readonly functionName: string;
  /** File path or URL as the engine names it; '' for native code. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * One step in a task's life, as drained from a lane's ring. `value`: for waiting the code of the WaitReason; for
 * running a mark (see markValue), which a task that runs already may write too; for done, failed and cancelled the
 * thread CPU milliseconds that the task used (-1 = not measured); for progress the fraction done, 0 to 1. `ready`
 * carries the past moment at which the wait was over, where that is known. `queued`: its lane is lost, it will start
 * again.
 */
export interface TraceRecord {
  readonly atMs: number;
  readonly lane: string;
  readonly phase: TracePhase;
  readonly task: number;
  readonly value: number;
}

/** What the lab itself says, forwarded through the probe so that it stays in order with the trace. */
export type LabMessage =
  /** Everything is up and the clock starts now. */
  | {
      readonly type: 'run-started';
      readonly runId: string;
      readonly atMs: number;
      readonly tasks: readonly PlannedTaskInfo[];
      readonly startupMs: number;
      /** The workload's options, checked and complete; absent = as asked. */
      readonly options?: Readonly<Record<string, OptionValue>>;
    }
  /** A lane ended before the run did. */
  | { readonly type: 'lane-lost'; readonly lane: string; readonly atMs: number; readonly reason: string }
  /** Text from a task (`emit`), or why it failed. */
  | {
      readonly type: 'task-text';
      readonly lane: string;
      readonly task: number;
      readonly atMs: number;
      readonly kind: 'emit' | 'error';
      readonly text: string;
    }
  | {
      readonly type: 'run-finished';
      readonly runId: string;
      readonly atMs: number;
      readonly cancelled: boolean;
      readonly makespanMs: number;
      /** User + system CPU of the lab and its lanes between start and finish; null where the OS does not tell. */
      readonly cpuMs: number | null;
      /** Hex digest over the values of all tasks in plan order; null if any task has no value. */
      readonly checksum: string | null;
      readonly counts: {
        readonly total: number;
        readonly done: number;
        readonly failed: number;
        readonly cancelled: number;
      };
      /** Final phase of every task in plan order, by code: also right where trace records were dropped. */
      readonly phases: readonly number[];
    }
  /** The request cannot be run: a workload file is wrong, a worker does not start. Nothing ran. */
  | {
      readonly type: 'run-refused';
      readonly runId: string;
      readonly code: 'USAGE' | 'SUBJECT';
      readonly message: string;
    };

export interface ThreadReading {
  readonly tid: number;
  /** Name given by the program or the kernel (comm). */
  readonly name: string;
  /** Kernel state letter: R running, S sleeping, D disk, T stopped ... */
  readonly state: string;
  /** Core that the thread was last seen on. */
  readonly core: number | null;
  /** CPU milliseconds since the thread began. */
  readonly cpuMs: number;
  /** Milliseconds runnable without a core since the thread began; null where the kernel does not tell. */
  readonly runQueueMs: number | null;
  readonly voluntarySwitches: number | null;
  readonly involuntarySwitches: number | null;
  /**
   * Busy share in the last second or so, 0 to 1: of a worker's event loop where it carries the probe, else of the thread as
   * the kernel shows it (see thread-use.ts). Absent where nothing tells it, and of main: its `loop` messages do.
   */
  readonly utilization?: number;
}

interface Lasting<Type extends string> {
  readonly type: Type;
  readonly pid: number;
  readonly startMs: number;
  readonly durationMs: number;
}

export type ProbeMessage =
  /** First on every connection, and complete. */
  | {
      readonly type: 'hello';
      readonly v: number;
      readonly pid: number;
      readonly ppid: number;
      readonly role: string;
      readonly title: string;
      readonly node: string;
      readonly atMs: number;
      readonly beatMs: number;
    }
  /** The loop as the probe thread judges it, several times a second. */
  | {
      readonly type: 'loop';
      readonly pid: number;
      readonly atMs: number;
      /** Worst lag since the last such message, milliseconds. */
      readonly lagMs: number;
      /** Start of the block that is going on now, or null. */
      readonly blockedSinceMs: number | null;
      /** Of the time since the run (or the probe) began; a stall counts for as long as it lasted. Null: no beat yet. */
      readonly p50Ms: number | null;
      readonly p99Ms: number | null;
      readonly maxMs: number | null;
      /** Busy share of the loop since the last message, 0 to 1; null where it cannot be told. */
      readonly utilization: number | null;
      /** Busy share since the run (or the probe) began. */
      readonly utilizationTotal: number | null;
      /** The loop has nothing to do, since the last message or longer; such messages come every five seconds. */
      readonly isResting?: true;
    }
  /** Where the loop is blocked now, while it is. */
  | {
      readonly type: 'blocked-at';
      readonly pid: number;
      readonly sinceMs: number;
      readonly atMs: number;
      readonly frames: readonly StackFrame[];
      /** What the frames do not say of where it is, such as a native call; see `stall`. */
      readonly note?: string;
    }
  /** A block that is over. */
  | {
      readonly type: 'stall';
      readonly pid: number;
      readonly startMs: number;
      readonly durationMs: number;
      readonly frames: readonly StackFrame[];
      /**
       * What is known beyond the frames, in words: the native call that the innermost frame was in (`native call in
       * readFileSync (node:fs)`), or that the engine could not be interrupted, and what of the frames is certain then
       * (`native call in or below this frame, before this line`).
       */
      readonly note?: string;
    }
  /** The loop was late by as much as a stall, but would not have been if its thread had not stood in line for a core. */
  | Lasting<'starved'>
  /** The same, but the whole process stood still: it was stopped, or its machine was. */
  | Lasting<'stopped'>
  | {
      readonly type: 'threads';
      readonly pid: number;
      readonly atMs: number;
      readonly threads: readonly ThreadReading[];
    }
  | (Lasting<'gc'> & { readonly kind: string })
  /**
   * Collections were many and short, and were not observed for so long. `count`, which need not be a whole number, and
   * `pauseMs` are what is to be expected by those that were observed before.
   */
  | (Lasting<'gc-gap'> & { readonly count: number; readonly pauseMs: number })
  | {
      readonly type: 'memory';
      readonly pid: number;
      readonly atMs: number;
      readonly rssBytes: number;
      /** Of the main thread's isolate, as of its last beat; absent before the first. */
      readonly heapUsedBytes?: number;
    }
  /** What keeps the main thread's loop alive, once a second: how many of each type (`Timeout`, `TCPSocketWrap` ...). */
  | {
      readonly type: 'resources';
      readonly pid: number;
      readonly atMs: number;
      readonly counts: Readonly<Record<string, number>>;
    }
  | { readonly type: 'lane-opened'; readonly lane: LaneInfo }
  | { readonly type: 'lane-closed'; readonly lane: string; readonly atMs: number }
  /** Flat [atMs, lane number, phase code, task, value] * n; `lanes` names the lane numbers used here. In time order. */
  | {
      readonly type: 'trace';
      readonly lanes: readonly string[];
      readonly records: readonly number[];
      readonly dropped: number;
    }
  /** Messages that the probe threw away because the dashboard read too slowly, since the last one that got through. */
  | { readonly type: 'dropped'; readonly pid: number; readonly messages: number };

/** One line on a subject's socket. */
export type SubjectMessage = ProbeMessage | LabMessage;

/** What a source adds to what subjects say. */
export type SourceMessage =
  | { readonly type: 'subject-started'; readonly pid: number; readonly atMs: number }
  /** The subject's main process is gone. `expected`: it was asked to go, or had finished. */
  | {
      readonly type: 'subject-lost';
      readonly atMs: number;
      readonly expected: boolean;
      readonly reason: string;
      /** How a started command ended; absent for what was not started by us, null where the other one says it. */
      readonly exitCode?: number | null;
      readonly signal?: string | null;
    }
  /** A further process of the subject (a forked lane) disconnected. */
  | { readonly type: 'process-gone'; readonly pid: number; readonly atMs: number }
  /** What the subject printed, a line at a time; untrusted text. */
  | {
      readonly type: 'output';
      readonly atMs: number;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
    };

export const traceStride = 5;
