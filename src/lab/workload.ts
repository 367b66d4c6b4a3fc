/** What a workload file exports, and what its tasks may ask of the lane that they run on. Types only. */
import type { OptionValue } from '../protocol.ts';

export type WorkloadKind = 'cpu' | 'io' | 'memory' | 'mixed' | 'pipeline' | 'coordination';

/** One option of a workload, set with `--set name=value` or in the picker. */
export interface OptionSpec {
  readonly name: string;
  readonly type: 'number' | 'string' | 'boolean';
  readonly default: OptionValue;
  /** Numbers: smallest and largest value. */
  readonly range?: readonly [number, number];
  /** Numbers: whole numbers only. */
  readonly isInteger?: boolean;
  /** Strings: the values that are allowed. */
  readonly choices?: readonly string[];
  readonly help: string;
}

export type OptionValues = Readonly<Record<string, OptionValue>>;

/** What `plan` is given. */
export interface PlanContext {
  readonly options: OptionValues;
  /** Multiplies the size of every task's work; 1 = 2 to 10 s sequentially on two cores. */
  readonly scale: number;
  readonly seed: number;
  /** Number of lanes, for workloads that cut their work by it; the same in every mode of a comparison. */
  readonly workers: number;
}

export interface PlannedTask<Input = unknown> {
  readonly name: string;
  /** Plain data: it is cloned on its way to another thread or process. */
  readonly input: Input;
  /** Indexes (in the plan) of tasks that must be done before this one starts. */
  readonly after?: readonly number[];
  /** Higher starts first; default 0; equal priorities start in plan order. */
  readonly priority?: number;
}

export interface FetchedBody {
  readonly status: number;
  readonly body: Uint8Array;
}

/**
 * All that a task may ask for. In a blocking lane every one of these really blocks the thread and hands back a settled
 * value; in an async lane it is the ordinary non-blocking call. The text of the task is the same.
 */
export interface TaskContext {
  /** Waits on a timer. */
  sleep(durationMs: number): Promise<void>;
  /** GET from the run's own HTTP server on loopback (a path such as `/wait/100`), or any http: URL. */
  fetch(pathOrUrl: string): Promise<FetchedBody>;
  readFile(path: string): Promise<Uint8Array>;
  /** Node's own pbkdf2: on the thread in a blocking lane, on the libuv pool in an async one. */
  pbkdf2(password: string, salt: string, iterations: number, keyBytes: number): Promise<Uint8Array>;
  /** Waits until no other task of this run, on whatever lane, holds `name`; runs `body`; lets go. */
  lock<Value>(name: string, body: () => Promise<Value>): Promise<Value>;
  /** CPU work passes here every millisecond or so: yields once the slice is used up, throws when cancelled. */
  checkpoint(): Promise<void>;
  /** 0 to 1. */
  progress(fraction: number): void;
  /** A partial result or a remark, shown in the log. */
  emit(text: string): void;
  readonly signal: AbortSignal;
  /** Seeded by run seed and task: the same numbers in every mode. 0 <= x < 1. */
  random(): number;
}

export interface Workload<Input = unknown, Output = unknown> {
  readonly id: string;
  readonly title: string;
  /** One to three sentences: what is being done, in pictures. */
  readonly story: string;
  readonly kind: WorkloadKind;
  /** One line: what one learns by running it. */
  readonly teaches: string;
  /** Rows of the seed texts that this serves, such as `003-11`. */
  readonly rows: readonly string[];
  readonly options: readonly OptionSpec[];
  plan(context: PlanContext): readonly PlannedTask<Input>[];
  /** Paths that the run's server is asked for once before the clock starts: what it makes on first demand is made then. */
  readonly prefetch?: readonly string[];
  /** One task. Its value is plain data and the same in every mode. Waits only through `context`. */
  run(input: Input, context: TaskContext): Promise<Output>;
}
