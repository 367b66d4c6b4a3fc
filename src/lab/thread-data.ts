/** What passes between the main thread and its worker threads when they start. */
import type { MessagePort } from 'node:worker_threads';
import type { LaneJob, Outcome } from './job.ts';

/** `workerData` of a pooled thread: the same for all of a pool, now and later. */
export interface PooledThreadData {
  readonly type: 'pooled';
  readonly job: LaneJob;
  readonly isBlocking: boolean;
  /** How many lanes were numbered so far; each thread takes the next number. */
  readonly numbers: Int32Array;
  /** When the newest threads were asked for: replacements are asked for later than the first ones. */
  readonly askedAtMs: Float64Array;
}

/** `workerData` of a clone that lives for one task. */
export interface CloneData {
  readonly type: 'clone';
  readonly job: LaneJob;
  readonly lane: string;
  readonly task: number;
  readonly input: unknown;
  readonly askedAtMs: number;
}

/** The thread could take a task now. */
export interface LaneReady {
  readonly type: 'lane-ready';
  readonly lane: string;
  readonly threadId: number;
  /** Of its memory: tells which task it was that ended the thread. */
  readonly header: Int32Array;
}

/** A blocking lane wants to be served by the blocking-io thread. */
interface LaneNeedsIo {
  readonly type: 'lane-needs-io';
  readonly port: MessagePort;
  readonly header: Int32Array;
}

/** How a clone's task ended. */
interface CloneDone {
  readonly type: 'clone-done';
  readonly outcome: Outcome;
}

export type FromThread = LaneReady | LaneNeedsIo | CloneDone;
