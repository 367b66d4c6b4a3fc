/** The one lane of the modes that run on the main thread. */
import type { LaneJob, Outcome } from '../job.ts';
import type { Lane } from '../lane-runner.ts';
import type { Lanes } from './mode.ts';

/** `slots`: how many of its tasks may be in flight. `release` lets go of what the lane needed. */
export function lanesOfMain(lane: Lane, job: LaneJob, slots: number, release: () => void): Lanes {
  const open = new Map<number, (outcome: Outcome) => void>();
  const perform = async (task: number): Promise<void> => {
    const outcome = await lane.execute(task, job.inputs[task]);
    open.get(task)?.(outcome);
    open.delete(task);
  };
  const execute = (task: number): Promise<Outcome> =>
    new Promise(resolve => {
      open.set(task, resolve);
      void perform(task);
    });
  /** A thread cannot be taken from under a task: it is left to itself, and counts as cancelled. */
  const terminate = (): void => {
    for (const [task, resolve] of open) {
      const endMs = lane.tasks.isOpen(task) ? lane.tasks.end(task, 'cancelled') : null;
      resolve({ phase: 'cancelled', text: '', startMs: null, endMs });
    }
    open.clear();
  };
  const close = async (): Promise<number> => {
    lane.trace.close();
    release();
    return 0;
  };
  return { slots, execute, terminate, close };
}
