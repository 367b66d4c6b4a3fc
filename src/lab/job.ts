/** What passes between the run's main thread and its lanes. */
import type { RunRequest } from '../protocol.ts';
import type { EndPhase } from './lane.ts';

/** All that a lane needs once; each task is then only an index. */
export interface LaneJob {
  readonly request: RunRequest;
  /** By task index. A clone of its own (`spawn`) is given only the one that it runs. */
  readonly inputs: readonly unknown[];
  /** The run's HTTP server, such as `http://127.0.0.1:4711`. */
  readonly origin: string;
}

/** How a task ended. Stamps are null if it never started; the start also if the lane that knew it is gone. */
export interface Outcome {
  readonly phase: EndPhase;
  /** Of done: the value in canonical form. Of failed: why. */
  readonly text: string;
  readonly startMs: number | null;
  readonly endMs: number | null;
}

export const neverStarted: Outcome = { phase: 'cancelled', text: '', startMs: null, endMs: null };

/** Thrown by the waits and checkpoints of a cancelled run. */
export class Cancelled extends Error {
  constructor() {
    super('the run was cancelled');
    this.name = 'Cancelled';
  }
}
