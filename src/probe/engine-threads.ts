/**
 * Where the main thread waits for the engine's own threads: for their part of a collection, for memory that one of them
 * is changing the map of, or only for having handed them work (before glibc 2.41 `pthread_cond_signal` waits until all
 * that were woken earlier have left: https://sourceware.org/bugzilla/show_bug.cgi?id=25847). On a full machine each of
 * these lasts as long as they stand in line for a core.
 */
import { readdirSync } from 'node:fs';
import { procText } from './proc-file.ts';
import { type MarkedTimes, ThreadTimes } from './thread-times.ts';

/** Node starts these before any other thread: one for delayed tasks, and four that V8 gives work to. */
const engineThreads = 5;
/** No kernel numbers threads higher (pid_max); after the highest come the lowest that are free. */
const mostThreads = 2 ** 22;
/** The call's number, as in the kernel's table of each architecture. */
const futexCalls: Readonly<Record<string, string>> = { x64: '202', arm64: '98' };

/** Of all threads of a process those that the engine has for itself. */
export const engineThreadsOf = (pid: number, tids: readonly number[]): number[] => {
  const since = (tid: number): number => (tid - pid + mostThreads) % mostThreads;
  return [...tids].sort((a, b) => since(a) - since(b)).slice(1, 1 + engineThreads);
};

/**
 * `/proc/PID/task/TID/syscall` (proc(5)): whether the thread sleeps in a call that it has made for it. It has not where
 * the number is none (it runs, or waits for memory), or that of futex(2) without a time limit, the fourth argument: so
 * one waits for another thread; `Atomics.wait` has a limit.
 */
export const isOwnWait = (syscall: string, arch: string = process.arch): boolean => {
  const [call = '', , , , limit] = syscall.split(' ');
  return /^\d+$/.test(call) && !(call === futexCalls[arch] && limit === '0x0');
};

const timesOf = (pid: number): ThreadTimes[] => {
  try {
    const tids = engineThreadsOf(pid, readdirSync(`/proc/${pid}/task`).map(Number));
    return tids.map(tid => new ThreadTimes(`/proc/${pid}/task/${tid}/schedstat`));
  } catch {
    return [];
  }
};

export class EngineThreads {
  readonly #times: readonly MarkedTimes[];
  readonly #syscall: () => string;
  #isOwnWait = false;

  constructor(
    pid: number,
    times: readonly MarkedTimes[] = timesOf(pid),
    syscall = () => procText(`/proc/${pid}/task/${pid}/syscall`),
  ) {
    this.#times = times;
    this.#syscall = syscall;
  }

  /** The loop is not blocked. */
  look(): void {
    this.#isOwnWait = false;
    for (const times of this.#times) times.mark();
  }

  /** It is: while its thread is seen waiting for something else it does not wait for these. */
  lookAtBlock(): void {
    this.#isOwnWait ||= isOwnWait(this.#syscall());
  }

  /** Once a block is over: for how long one of them stood in line since the last look before. A look. */
  inLineMs(): number {
    const isOwn = this.#isOwnWait;
    this.look();
    return isOwn ? 0 : Math.max(0, ...this.#times.map(times => times.spent().runQueueMs));
  }

  close(): void {
    for (const times of this.#times) times.close();
  }
}
