/** One task after another on the main thread; every wait blocks it. */
import { BlockingHttp } from '../blocking-http.ts';
import { connectHere, startBlockingIo } from '../blocking-io.ts';
import { openBlockingLane, openLaneTrace } from '../lane-runner.ts';
import { pooledCapacity } from '../trace.ts';
import { lanesOfMain } from './main-lane.ts';
import type { Mode } from './mode.ts';

export const sequential: Mode = async ({ job, workload, port }) => {
  const io = await startBlockingIo();
  const trace = openLaneTrace({ id: 'main', kind: 'main', askedAtMs: null, capacity: pooledCapacity }, port);
  const http = new BlockingHttp({ port: connectHere(io, trace.header), header: trace.header });
  const lane = openBlockingLane(trace, job, workload, port, http);
  return lanesOfMain(lane, job, 1, io.close);
};
