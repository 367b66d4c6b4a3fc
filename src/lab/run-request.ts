/** One run from request to result. */
import { nowMs } from '../clock.ts';
import { JugglersError, messageOf } from '../errors.ts';
import type { LabMessage, PlannedTaskInfo, RunRequest } from '../protocol.ts';
import { createBacklog } from './backlog.ts';
import type { LabPort } from './channel.ts';
import { checkOptions } from './check-options.ts';
import { drive } from './drive.ts';
import { loadWorkload, planOf } from './load.ts';
import { createLosses } from './losses.ts';
import { modes } from './modes/index.ts';
import type { Lanes } from './modes/mode.ts';
import { finishedRun, processCpuMs } from './result.ts';
import { startUpstream } from './upstream-process.ts';
import type { Upstream } from './upstream-process.ts';
import type { PlannedTask, Workload } from './workload.ts';

interface Prepared {
  /** As asked, with the workload's options checked and complete. */
  readonly request: RunRequest;
  readonly workload: Workload;
  readonly plan: readonly PlannedTask[];
}

/** Runs it and reports on `port`: run-started and run-finished, or run-refused. Never rejects. */
export async function runRequest(request: RunRequest, port: LabPort): Promise<void> {
  const say = (message: LabMessage): void => port.post({ type: 'forward', message });
  let upstream: Upstream | null = null;
  try {
    const prepared = await prepare(request);
    upstream = await startUpstream(prepared.workload.prefetch);
    await runOn(upstream.origin, prepared, port, say);
  } catch (error) {
    const code = error instanceof JugglersError && error.code === 'USAGE' ? 'USAGE' : 'SUBJECT';
    say({ type: 'run-refused', runId: request.id, code, message: messageOf(error) });
  } finally {
    upstream?.close();
  }
}

async function prepare(asked: RunRequest): Promise<Prepared> {
  const workload = await loadWorkload(asked.workloadUrl);
  const request = { ...asked, options: checkOptions(workload, asked.options) };
  return { request, workload, plan: planOf(workload, request) };
}

async function runOn(
  origin: string,
  { request, workload, plan }: Prepared,
  port: LabPort,
  say: (message: LabMessage) => void,
): Promise<void> {
  const losses = createLosses(port, origin);
  const askedAtMs = nowMs();
  const job = { request, origin, inputs: plan.map(task => task.input) };
  const lanes = await modes[request.mode]({ job, workload, port, losses });
  const startMs = nowMs();
  const startupMs = startMs - askedAtMs;
  const { id: runId, options } = request;
  const tasks = plan.map(taskInfo);
  say({ type: 'run-started', runId, atMs: startMs, tasks, startupMs, options });
  say(await measured(request, plan, lanes, port));
  losses.close();
}

const taskInfo = ({ name, after = [], priority = 0 }: PlannedTask): PlannedTaskInfo => ({
  name,
  after,
  priority,
});

async function measured(
  request: RunRequest,
  plan: readonly PlannedTask[],
  lanes: Lanes,
  port: LabPort,
): Promise<LabMessage> {
  const cpuBeforeMs = processCpuMs();
  const running = drive(plan.length, createBacklog(plan), lanes);
  port.onCommand(command => command.type === 'cancel' && running.cancel());
  const outcomes = await running.outcomes;
  const ownMs = processCpuMs() - cpuBeforeMs;
  const othersMs = await lanes.close();
  return finishedRun(
    request.id,
    outcomes,
    running.isCancelled(),
    othersMs === null ? null : ownMs + othersMs,
  );
}
