/** Which of the tasks that share a thread has brought it down: noted by the thread, read when it is gone. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { laneHeader } from '../lane-memory.ts';

export type InTask = <Value>(task: number, body: () => Value) => Value;

/**
 * Runs tasks so that what they leave to timers and callbacks is known to be theirs. A thread that throws or exits
 * tells in its last moment whose code that was; one out of memory has no such moment.
 */
export function watchCulprit(header: Int32Array): InTask {
  const tasks = new AsyncLocalStorage<number>();
  process.once('exit', () => {
    const task = tasks.getStore();
    if (task !== undefined) Atomics.store(header, laneHeader.culprit, task + 1);
  });
  return (task, body) => tasks.run(task, body);
}

/** Of a dead lane: the task whose code ended it, or the one that was running then; null if there was none. */
function culpritIn(header: Int32Array): number | null {
  const told = Atomics.load(header, laneHeader.culprit);
  const task = (told === 0 ? Atomics.load(header, laneHeader.running) : told) - 1;
  return task === -1 ? null : task;
}

/** The deaths among a pool's threads, as they happen. */
export class Deaths {
  /** The pool says which tasks a thread took along, but not which thread it was: the last one that died. */
  #lastLane = 'main';
  #culprit: number | null = null;
  /** They were in flight where a thread died and none was running. */
  readonly #suspects = new Set<number>();

  get lastLane(): string {
    return this.#lastLane;
  }

  note(lane: string, header: Int32Array): void {
    this.#lastLane = lane;
    this.#culprit = culpritIn(header);
  }

  /** Asked once for each task that the last death took along. Null: it was only there, and may start again. */
  whyFailed(task: number, reason: string): string | null {
    if (this.#culprit !== null) return this.#culprit === task ? reason : null;
    if (this.#suspects.has(task))
      return `${reason}, for the second time while this task was in flight and none ran`;
    this.#suspects.add(task);
    return null;
  }
}
