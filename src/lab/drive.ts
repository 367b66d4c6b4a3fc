/** Drives a plan over the lanes of a mode: as many tasks in flight as there are slots, until none is left. */
import { nowMs } from '../clock.ts';
import { whenPatienceEnds } from '../patience.ts';
import type { Backlog } from './backlog.ts';
import { neverStarted } from './job.ts';
import type { Outcome } from './job.ts';
import type { Lanes } from './modes/mode.ts';

/** Tasks that have not noticed the cancel after this long (a few checkpoints and waits) lose their lane. */
const cancelGraceMs = Number(process.env.JUGGLERS_CANCEL_GRACE_MS) || 500;

export interface Drive {
  /** Every task's outcome, in plan order. */
  readonly outcomes: Promise<Outcome[]>;
  /** Nothing more starts; tasks that do not stop by themselves are ended by force after the grace. */
  cancel(): void;
  /** A lane that blocked all the time learns of it by its shared flag only: its tasks' ends tell, too. */
  isCancelled(): boolean;
}

/** Where the lane that a task began on cannot tell when, it was when the task was handed over. */
const started = (outcome: Outcome, handedMs: number): Outcome =>
  outcome.startMs === null && outcome.endMs !== null ? { ...outcome, startMs: handedMs } : outcome;

/** Between two tasks only microtasks pass, so that blocking lanes never give the event loop a turn. */
export function drive(total: number, backlog: Backlog, lanes: Lanes): Drive {
  const outcomes = Array.from<Outcome>({ length: total }).fill(neverStarted);
  const finished = Promise.withResolvers<Outcome[]>();
  let inFlight = 0;
  let isCancelled = false;
  let grace: NodeJS.Timeout | undefined;

  const cancel = (): void => {
    isCancelled = true;
    backlog.drop();
    grace ??= whenPatienceEnds(cancelGraceMs, () => lanes.terminate());
  };
  const settle = (task: number, handedMs: number, outcome: Outcome): void => {
    outcomes[task] = started(outcome, handedMs);
    inFlight -= 1;
    // A lane may learn of it before this thread does: nothing more begins.
    if (outcome.phase === 'cancelled') cancel();
    if (outcome.phase === 'done') backlog.done(task);
    else backlog.failed(task);
    fill();
  };
  const fill = (): void => {
    while (inFlight < lanes.slots) {
      const task = backlog.take();
      if (task === null) break;
      inFlight += 1;
      const handedMs = nowMs();
      void lanes.execute(task).then(outcome => settle(task, handedMs, outcome));
    }
    if (inFlight === 0) finished.resolve(outcomes);
  };
  fill();
  return {
    outcomes: finished.promise.finally(() => clearInterval(grace)),
    cancel,
    isCancelled: () => isCancelled,
  };
}
