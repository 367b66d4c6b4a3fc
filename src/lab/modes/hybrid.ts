/** The same pool, several tasks in flight per worker. */
import { openPool } from '../pool.ts';
import type { Mode } from './mode.ts';

export const hybrid: Mode = setup => {
  const { workers, tasksPerWorker } = setup.job.request;
  return openPool(setup, { threads: workers, tasksPerThread: tasksPerWorker, io: null });
};
