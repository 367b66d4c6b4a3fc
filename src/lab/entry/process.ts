/** Code of a forked lane: one task at a time, waits block it. */
import { setTimeout as wait } from 'node:timers/promises';
import { BlockingHttp } from '../blocking-http.ts';
import { connectHere, startBlockingIo } from '../blocking-io.ts';
import { openChannel } from '../channel.ts';
import { messageOf } from '../../errors.ts';
import { openBlockingLane, openLaneTrace } from '../lane-runner.ts';
import type { Lane } from '../lane-runner.ts';
import type { LaneJob } from '../job.ts';
import type { FromLaneProcess, ToLaneProcess } from '../process-messages.ts';
import { processCpuMs } from '../result.ts';
import { pooledCapacity } from '../trace.ts';
import { importWorkload } from '../workload-module.ts';

/** How long the probe may take to read the last records; there may be no probe. */
const drainBoundMs = 300;
const drainLookMs = 2;

const port = openChannel();
const tell = (message: FromLaneProcess): void => void process.send?.(message);

let opened: { readonly lane: Lane; readonly job: LaneJob } | null = null;
let cpuAtReadyMs = 0;
let cpuAtLastEndMs = 0;

async function open({ job, lane: id, askedAtMs }: ToLaneProcess & { type: 'open' }): Promise<void> {
  const [workload, io] = await Promise.all([importWorkload(job.request.workloadUrl), startBlockingIo()]);
  const trace = openLaneTrace({ id, kind: 'process', askedAtMs, capacity: pooledCapacity }, port);
  const http = new BlockingHttp({ port: connectHere(io, trace.header), header: trace.header });
  opened = { lane: openBlockingLane(trace, job, workload, port, http), job };
  cpuAtReadyMs = processCpuMs();
  cpuAtLastEndMs = cpuAtReadyMs;
  tell({ type: 'ready' });
}

async function execute(task: number): Promise<void> {
  if (opened === null) return;
  const outcome = await opened.lane.execute(task, opened.job.inputs[task]);
  cpuAtLastEndMs = processCpuMs();
  tell({ type: 'outcome', task, outcome });
}

/** Says that the lane is done once its trace is read. It stays until the lab goes, so that nothing of it is cut off. */
async function close(): Promise<void> {
  const trace = opened?.lane.trace;
  trace?.close();
  for (let ms = 0; ms < drainBoundMs && trace?.isDrained() === false; ms += drainLookMs)
    await wait(drainLookMs);
  tell({ type: 'closed', cpuMs: cpuAtLastEndMs - cpuAtReadyMs });
}

const refuse = (error: unknown): void => tell({ type: 'refused', reason: messageOf(error) });

process.on('message', (message: ToLaneProcess) => {
  if (message.type === 'open') open(message).catch(refuse);
  if (message.type === 'execute') void execute(message.task);
  if (message.type === 'close') void close();
});
// The lab is gone, and with it the run.
process.once('disconnect', () => process.exit(0));
// A Ctrl-C goes to the whole process group; the lab decides when its lanes go.
process.on('SIGINT', () => {});
