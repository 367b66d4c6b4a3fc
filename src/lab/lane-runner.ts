/** A lane at work: gives tasks their context, runs them, and says how each of them ended. */
import { nowMs } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { LaneKind, LabMessage } from '../protocol.ts';
import type { BlockingHttp } from './blocking-http.ts';
import { Cancellation } from './cancellation.ts';
import type { LabPort } from './channel.ts';
import { canonical } from './checksum.ts';
import { AsyncContext } from './context-async.ts';
import type { AsyncKit } from './context-async.ts';
import { BlockingContext } from './context-blocking.ts';
import { isCancelled } from './context.ts';
import type { LaneKit } from './context.ts';
import { createHttpClient } from './http.ts';
import { neverStarted } from './job.ts';
import type { LaneJob, Outcome } from './job.ts';
import { LaneTasks } from './lane.ts';
import type { EndPhase } from './lane.ts';
import { announceThread, kernelThreadId } from './thread-id.ts';
import { openTrace } from './trace.ts';
import type { LaneTrace } from './trace.ts';
import { Turns } from './turns.ts';
import type { TaskContext, Workload } from './workload.ts';

export interface LaneSpec {
  readonly id: string;
  readonly kind: LaneKind;
  /** When the lane was asked for; null for the main thread, which was there already. */
  readonly askedAtMs: number | null;
  /** Records of its ring. */
  readonly capacity: number;
}

export interface Lane {
  readonly trace: LaneTrace;
  readonly tasks: LaneTasks;
  /** Runs one task; never rejects. */
  execute(task: number, input: unknown): Promise<Outcome>;
}

/** How a lane's tasks get the thread, and what they are given. */
interface Twin {
  /** Null: at once. */
  start(task: number): Promise<void> | null;
  ended(task: number): void;
  context(task: number): TaskContext;
}

/** Shows the lane's memory to the probe. */
export function openLaneTrace(spec: LaneSpec, port: LabPort): LaneTrace {
  const openedAtMs = nowMs();
  const startupMs = spec.askedAtMs === null ? null : openedAtMs - spec.askedAtMs;
  const { id, kind } = spec;
  const info = { id, kind, pid: process.pid, tid: kernelThreadId(), startupMs, openedAtMs };
  announceThread(port, id);
  return openTrace(info, spec.capacity, message => port.post(message));
}

function kitFor(trace: LaneTrace, job: LaneJob, port: LabPort): LaneKit {
  const cancellation = new Cancellation();
  port.onCommand(command => command.type === 'cancel' && cancellation.cancel());
  return {
    trace,
    tasks: new LaneTasks(trace),
    request: job.request,
    origin: job.origin,
    cancellation,
    forward: message => port.post({ type: 'forward', message }),
  };
}

/** A lane whose waits block its thread; `http` is its connection to the thread that does its requests. */
export function openBlockingLane(
  trace: LaneTrace,
  job: LaneJob,
  workload: Workload,
  port: LabPort,
  http: BlockingHttp,
): Lane {
  const kit = { ...kitFor(trace, job, port), http };
  const context = (task: number): TaskContext => new BlockingContext(kit, task);
  return laneOf(kit, workload, { start: () => null, ended: () => {}, context });
}

/** A lane that keeps several tasks in flight. */
export function openAsyncLane(trace: LaneTrace, job: LaneJob, workload: Workload, port: LabPort): Lane {
  const turns = new Turns(job.request.sliceMs);
  const kit: AsyncKit = { ...kitFor(trace, job, port), turns, http: createHttpClient() };
  return laneOf(kit, workload, {
    start: task => turns.enter(task),
    ended: task => turns.leave(task),
    context: task => new AsyncContext(kit, task),
  });
}

const laneOf = (kit: LaneKit, workload: Workload, twin: Twin): Lane => ({
  trace: kit.trace,
  tasks: kit.tasks,
  execute: async (task, input) => {
    const turn = twin.start(task);
    if (turn !== null) await turn;
    const outcome = isCancelled(kit)
      ? neverStarted
      : await run(kit, workload, twin.context(task), task, input);
    twin.ended(task);
    return outcome;
  },
});

async function run(
  kit: LaneKit,
  workload: Workload,
  context: TaskContext,
  task: number,
  input: unknown,
): Promise<Outcome> {
  const startMs = kit.tasks.take(task);
  const end = (phase: EndPhase, text: string): Outcome => ({
    phase,
    text,
    startMs,
    endMs: kit.tasks.end(task, phase),
  });
  try {
    return end('done', canonical(await workload.run(input, context)));
  } catch (error) {
    // Whatever a task throws once the run is cancelled is its way of stopping.
    if (isCancelled(kit)) return end('cancelled', '');
    const outcome = end('failed', reasonOf(error));
    kit.forward(failure(kit.trace.lane, task, outcome));
    return outcome;
  }
}

const failure = (lane: string, task: number, { text, endMs }: Outcome): LabMessage => ({
  type: 'task-text',
  lane,
  task,
  atMs: endMs ?? nowMs(),
  kind: 'error',
  text,
});

/** The message, and where it was thrown. */
function reasonOf(error: unknown): string {
  const place =
    error instanceof Error ? error.stack?.split('\n').find(line => /^\s+at /.test(line)) : undefined;
  return place === undefined ? messageOf(error) : `${messageOf(error)} (${place.trim()})`;
}
