/** What passes between the lab and its forked lanes. */
import type { LaneJob, Outcome } from './job.ts';

export type ToLaneProcess =
  | { readonly type: 'open'; readonly job: LaneJob; readonly lane: string; readonly askedAtMs: number }
  | { readonly type: 'execute'; readonly task: number }
  /** No more tasks: say what was used. */
  | { readonly type: 'close' };

export type FromLaneProcess =
  | { readonly type: 'ready' }
  | { readonly type: 'outcome'; readonly task: number; readonly outcome: Outcome }
  /** The process could not become a lane. */
  | { readonly type: 'refused'; readonly reason: string }
  /** CPU milliseconds from `ready` to the end of its last task. */
  | { readonly type: 'closed'; readonly cpuMs: number };
