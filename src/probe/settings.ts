/** What the main thread hands to the probe thread, and what the two say to each other besides shared memory. */

import type { ToProbe } from '../protocol.ts';
import type { StackMemory } from './stack-memory.ts';

/**
 * `lab` and `lane` are our own processes and end with their dashboard. `program` was started by us for the user,
 * `attached` ran before: both must be left serving.
 */
export const isOurs = (role: string): boolean => role === 'lab' || role === 'lane';

export interface ProbeSettings {
  readonly socketPath: string;
  /** See beat-memory.ts. */
  readonly buffer: SharedArrayBuffer;
  readonly stackMemory: StackMemory;
  readonly role: string;
  readonly pid: number;
  readonly ppid: number;
  readonly title: string;
  /** A block is a stall from this on. */
  readonly thresholdMs: number;
  /** So long it stays when its dashboard is gone; see `defaultLingerMs`. */
  readonly lingerMs: number;
}

/**
 * Probe thread -> main thread. `listening`: from now on to its channel. `wake`: that a message comes ends a rest.
 * `ask`: it was seen to run at a rest; is it back, or in something that blocks?
 */
export interface ToMain {
  readonly type: 'listening' | 'begin-beating' | 'wake' | 'ask';
}

/** Main thread -> probe thread. */
export type FromMain =
  /** See the protocol's. */
  | { readonly type: 'resources'; readonly counts: Readonly<Record<string, number>> }
  /** A thread told it on the channel before the probe thread listened. */
  | { readonly type: 'posted'; readonly message: ToProbe }
  /** The process ends: its last beat has been, and it waits a moment for what is left to be told. */
  | { readonly type: 'ending' };

/** From this on the loop counts as stalled: three frames of an animation, felt by everyone. */
export const defaultThresholdMs = 50;
/** A dashboard that was killed is mostly started again at once, and finds the program's threads by their names then. */
export const defaultLingerMs = 30_000;
