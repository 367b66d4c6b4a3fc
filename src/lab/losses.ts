/** What the run's main thread has to say about lanes and tasks that can no longer speak for themselves. */
import { nowMs } from '../clock.ts';
import type { LabPort } from './channel.ts';
import type { Outcome } from './job.ts';
import { createHttpClient } from './http.ts';
import { openLaneTrace } from './lane-runner.ts';
import { pooledCapacity } from './trace.ts';
import type { LaneTrace } from './trace.ts';

export interface Losses {
  /** A lane is gone before its time. */
  laneLost(lane: string, reason: string): void;
  /** Its task has failed with it. */
  taskFailed(task: number, lane: string, reason: string): Outcome;
  /** Its task will start again. Resolves once it holds nothing any more from the first time. */
  taskQueued(task: number): Promise<void>;
  /** A task that did not stop was ended with its lane. */
  taskEnded(task: number): Outcome;
  close(): void;
}

/** Its records go through a ring of its own, named `main`, which is opened when it is first needed. `origin`: the run's HTTP server. */
export function createLosses(port: LabPort, origin: string): Losses {
  let trace: LaneTrace | null = null;
  const http = createHttpClient();
  const own = (): LaneTrace => {
    trace ??= openLaneTrace({ id: 'main', kind: 'main', askedAtMs: null, capacity: pooledCapacity }, port);
    return trace;
  };
  /** Whatever it held would otherwise be held for ever; nobody is left to hold anything if the server is gone. */
  const release = (task: number): Promise<unknown> =>
    http.get(`${origin}/release/${task}`).fetched.catch(() => {});
  return {
    laneLost: (lane, reason) => {
      port.post({ type: 'forward', message: { type: 'lane-lost', lane, atMs: nowMs(), reason } });
      port.post({ type: 'lane-closed', lane });
    },
    taskFailed: (task, lane, text) => {
      const atMs = own().record('failed', task, -1);
      void release(task);
      port.post({ type: 'forward', message: { type: 'task-text', lane, task, atMs, kind: 'error', text } });
      return { phase: 'failed', text, startMs: null, endMs: atMs };
    },
    taskQueued: async task => {
      own().record('queued', task);
      await release(task);
    },
    taskEnded: task => ({
      phase: 'cancelled',
      text: '',
      startMs: null,
      endMs: own().record('cancelled', task, -1),
    }),
    close: () => trace?.close(),
  };
}
