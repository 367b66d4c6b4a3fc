/** A pool of worker threads, one task at a time each; waits block the worker. */
import { startBlockingIo } from '../blocking-io.ts';
import { openPool } from '../pool.ts';
import type { Mode } from './mode.ts';

export const parallel: Mode = async setup => {
  const threads = setup.job.request.workers;
  const io = startBlockingIo();
  return openPool(setup, { threads, tasksPerThread: 1, io });
};
