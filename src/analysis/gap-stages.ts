/** The calibrated tasks, changed step by step into what those of a run have done. */
import { cpuOfTask } from '../state/effort.ts';
import type { RunState } from '../state/state.ts';
import type { PoolQueue } from './gap-queues.ts';
import { lockQueueOf } from './gap-queues.ts';
import type { Job, Step } from './jobs.ts';
import { isTimed, stepsOf } from './jobs.ts';

type Jobs = readonly Job[];

const work = ['cpu', 'pool'] as const;

export const workOf = ({ cpuMs, poolMs }: Job): number => cpuMs + poolMs;

const factor = (here: number, there: number): number => (there > 0 ? here / there : 1);

const scaled = (job: Job, kinds: readonly string[], by: number): Job => {
  if (by === 1) return job;
  const change = (kind: string, ms: number): number => (kinds.includes(kind) ? ms * by : ms);
  const { cpuMs, waitMs, poolMs, after, priority } = job;
  const sums = {
    cpuMs: change('cpu', cpuMs),
    waitMs: change('wait', waitMs),
    poolMs: change('pool', poolMs),
    after,
    priority,
  };
  const steps = job.steps?.map((step): Step =>
    isTimed(step) ? { ...step, ms: change(step.kind, step.ms) } : step,
  );
  return steps ? { ...sums, steps } : sums;
};

/** Their CPU as measured here. */
export const withOwnCpu = (jobs: Jobs, own: Jobs): Jobs =>
  jobs === own
    ? jobs
    : jobs.map((job, index) => scaled(job, work, factor(workOf(own[index] as Job), workOf(job))));

/** As long as they were on a thread, with a core or without; on the pool, where a replay of its queue tells. */
export const withOwnHands = (jobs: Jobs, { tasks }: RunState, pool: PoolQueue | null): Jobs =>
  jobs.map((job, index) => {
    const task = tasks.at(index);
    const cpuMs = task && 'cpuMs' in task ? cpuOfTask(task) : 0;
    const onHands = task && 'runMs' in task && cpuMs > 0 ? Math.max(1, task.runMs / cpuMs) : 1;
    const serviceMs = pool?.serviceMs.get(index);
    if (serviceMs === undefined) return scaled(job, work, onHands);
    return scaled(scaled(job, ['cpu'], onHands), ['pool'], factor(serviceMs, job.poolMs));
  });

/** `lessMs`: parts of the waits that have another reason, by task. */
export const withOwnWaits = (jobs: Jobs, own: Jobs, lessMs?: ReadonlyMap<number, number>): Jobs =>
  jobs.map((job, index) => {
    const waitMs = (own[index] as Job).waitMs - (lessMs?.get(index) ?? 0);
    return scaled(job, ['wait'], factor(waitMs, job.waitMs));
  });

/** Locks that hold nobody up; instead each task stands at them as long as it did. */
export const withOwnLocks = (jobs: Jobs, run: RunState): Jobs => {
  const queues = lockQueueOf(run);
  if (queues.size === 0) return jobs;
  return jobs.map((job, index) => {
    const queue = [...(queues.get(index) ?? [])];
    const steps = stepsOf(job).flatMap((step): readonly Step[] => {
      if (isTimed(step)) return [step];
      return step.kind === 'take' ? [{ kind: 'wait', ms: queue.shift() ?? 0 }] : [];
    });
    const queuedMs = (queues.get(index) ?? []).reduce((sum, ms) => sum + ms, 0);
    return { ...job, waitMs: job.waitMs + queuedMs, steps };
  });
};
