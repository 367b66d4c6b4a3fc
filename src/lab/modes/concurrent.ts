/** All tasks in flight on the one main thread, switching at each wait and at used-up slices. */
import { openAsyncLane, openLaneTrace } from '../lane-runner.ts';
import { pooledCapacity } from '../trace.ts';
import { lanesOfMain } from './main-lane.ts';
import type { Mode } from './mode.ts';

export const concurrent: Mode = async ({ job, workload, port }) => {
  const trace = openLaneTrace({ id: 'main', kind: 'main', askedAtMs: null, capacity: pooledCapacity }, port);
  const lane = openAsyncLane(trace, job, workload, port);
  return lanesOfMain(lane, job, Infinity, () => {});
};
