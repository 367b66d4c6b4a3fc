/** What stood in a queue while a run went on, read off its traces: for libuv's pool, for locks, for a thread. */
import type { RunState, Segment } from '../state/state.ts';
import { uvThreads } from './predict.ts';

const spanOf = ({ startMs, endMs }: Segment): number => endMs - startMs;

const segmentsOf = (run: RunState): readonly Segment[] => run.lanes.flatMap(({ segments }) => segments);

const add = (sums: Map<number, number>, { task }: Segment, ms: number): void => {
  sums.set(task, (sums.get(task) ?? 0) + ms);
};

/** As many as the kernel showed (the environment may have set another number); else as asked for. */
export const poolThreadsOf = ({ usage, request }: RunState): number =>
  usage.pool?.threads ?? request.uvThreads ?? uvThreads;

/** Milliseconds by task. */
export interface PoolQueue {
  readonly threads: number;
  /** From the submission until a thread took it up: hashes; and reads of files, which queue behind them. */
  readonly hashQueueMs: ReadonlyMap<number, number>;
  readonly fileQueueMs: ReadonlyMap<number, number>;
  /** Hashes on a thread of the pool, with or without a core. */
  readonly serviceMs: ReadonlyMap<number, number>;
  readonly queuedMs: number;
  readonly mostAtOnce: number;
}

const indexOfLeast = (values: readonly number[]): number =>
  values.reduce((least, value, index) => (value < (values[least] as number) ? index : least), 0);

const mostAtOnce = (operations: readonly Segment[]): number => {
  const moments = operations.flatMap(({ startMs, endMs }) => [
    { atMs: startMs, change: 1 },
    { atMs: endMs, change: -1 },
  ]);
  moments.sort((a, b) => a.atMs - b.atMs || a.change - b.change);
  let most = 0;
  let now = 0;
  for (const { change } of moments) {
    now += change;
    most = Math.max(most, now);
  }
  return most;
};

/**
 * The pool takes up what is submitted in that order, as soon as one of its threads is free (libuv documentation, "Thread
 * pool work scheduling"): with the moments of submission and completion known, that tells who queued for how long. Only
 * hashes hold a thread here: a read of a file that the system knows is over at once, and is seen late by a busy loop.
 */
export const poolQueueOf = (run: RunState): PoolQueue => {
  const threads = poolThreadsOf(run);
  const operations = segmentsOf(run)
    .filter(({ reason }) => reason === 'pool' || reason === 'file')
    .toSorted((a, b) => a.startMs - b.startMs);
  const freeAtMs = Array.from({ length: threads }, () => -Infinity);
  const hashQueueMs = new Map<number, number>();
  const fileQueueMs = new Map<number, number>();
  const serviceMs = new Map<number, number>();
  let queuedMs = 0;
  for (const operation of operations) {
    const thread = indexOfLeast(freeAtMs);
    const takenAtMs = Math.min(operation.endMs, Math.max(operation.startMs, freeAtMs[thread] as number));
    const ownMs = takenAtMs - operation.startMs;
    queuedMs += ownMs;
    add(operation.reason === 'pool' ? hashQueueMs : fileQueueMs, operation, ownMs);
    if (operation.reason !== 'pool') continue;
    add(serviceMs, operation, operation.endMs - takenAtMs);
    freeAtMs[thread] = operation.endMs;
  }
  return { threads, hashQueueMs, fileQueueMs, serviceMs, queuedMs, mostAtOnce: mostAtOnce(operations) };
};

/** How long each task stood at locks beyond the message that taking a free one costs, lock by lock. */
export const lockQueueOf = (run: RunState): ReadonlyMap<number, readonly number[]> => {
  const waits = segmentsOf(run).filter(({ reason }) => reason === 'lock');
  const leastMs = waits.reduce((least, wait) => Math.min(least, spanOf(wait)), Infinity);
  const byTask = new Map<number, number[]>();
  for (const wait of waits.toSorted((a, b) => a.startMs - b.startMs)) {
    const own = byTask.get(wait.task) ?? [];
    byTask.set(wait.task, own);
    own.push(spanOf(wait) - leastMs);
  }
  return byTask;
};
