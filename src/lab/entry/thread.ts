/** Code of a worker thread: a pooled lane (piscina calls the default export), or a clone for one task. */
import { MessageChannel, parentPort, threadId, workerData } from 'node:worker_threads';
import type { LaneConnection } from '../blocking-http.ts';
import { BlockingHttp } from '../blocking-http.ts';
import { openChannel } from '../channel.ts';
import { watchCulprit } from '../culprit.ts';
import type { InTask } from '../culprit.ts';
import type { Outcome } from '../job.ts';
import { openAsyncLane, openBlockingLane, openLaneTrace } from '../lane-runner.ts';
import type { Lane } from '../lane-runner.ts';
import type { CloneData, FromThread, PooledThreadData } from '../thread-data.ts';
import { pooledCapacity, spawnCapacity } from '../trace.ts';
import type { LaneTrace } from '../trace.ts';
import { importWorkload } from '../workload-module.ts';

const port = openChannel();
const tell = (message: FromThread, transfer: LaneConnection['port'][] = []): void =>
  parentPort?.postMessage(message, transfer);

function connectedHttp(trace: LaneTrace): BlockingHttp {
  const { port1, port2 } = new MessageChannel();
  tell({ type: 'lane-needs-io', port: port2, header: trace.header }, [port2]);
  return new BlockingHttp({ port: port1, header: trace.header });
}

/** A task is alone on a blocking lane: what ends that one is its own doing anyhow. */
const alone: InTask = (_task, body) => body();

async function openPooled(data: PooledThreadData): Promise<Lane['execute']> {
  const { job, isBlocking } = data;
  const workload = await importWorkload(job.request.workloadUrl);
  const id = `w${Atomics.add(data.numbers, 0, 1) + 1}`;
  const askedAtMs = data.askedAtMs[0] ?? null;
  const trace = openLaneTrace({ id, kind: 'thread', askedAtMs, capacity: pooledCapacity }, port);
  const lane = isBlocking
    ? openBlockingLane(trace, job, workload, port, connectedHttp(trace))
    : openAsyncLane(trace, job, workload, port);
  const inTask = isBlocking ? alone : watchCulprit(trace.header);
  tell({ type: 'lane-ready', lane: id, threadId, header: trace.header });
  return (task, input) => inTask(task, () => lane.execute(task, input));
}

async function runClone(data: CloneData): Promise<void> {
  const { lane: id, askedAtMs, job, task, input } = data;
  const workload = await importWorkload(job.request.workloadUrl);
  const trace = openLaneTrace({ id, kind: 'thread', askedAtMs, capacity: spawnCapacity }, port);
  const lane = openBlockingLane(trace, job, workload, port, connectedHttp(trace));
  const outcome = await lane.execute(task, input);
  trace.close();
  tell({ type: 'clone-done', outcome });
}

const data = workerData as PooledThreadData | CloneData;
// Awaited here, so that piscina holds the thread to be ready only when its lane is.
const pooled = data.type === 'pooled' ? await openPooled(data) : null;
if (data.type === 'clone') await runClone(data);

/** Called by piscina with a task's index. */
export default (task: number): Promise<Outcome> => {
  if (pooled === null || data.type !== 'pooled') throw new Error('a clone takes no further tasks');
  return pooled(task, data.job.inputs[task]);
};
