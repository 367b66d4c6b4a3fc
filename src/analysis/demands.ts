/** What each task asks of the machine, as one run has measured it. */
import { readMark } from '../lane-memory.ts';
import type { RunState, Segment, Task } from '../state/state.ts';
import { cpuOfTask } from '../state/effort.ts';
import { isTimed } from './jobs.ts';
import type { Job, Step, TimedStep } from './jobs.ts';
import { kept } from './kept.ts';

type EndedTask = Extract<Task, { state: 'done' | 'failed' }>;

const isMeasured = (task: Task): task is EndedTask => task.state === 'done' || task.state === 'failed';

const poolWaitOf = (task: EndedTask): number => task.poolMs ?? 0;

const leastOf = (values: readonly number[]): number =>
  values.reduce((least, value) => Math.min(least, value), Infinity);

/**
 * A wait for the libuv pool is work, and queueing for one of its threads: the work alone is what the processes used
 * beyond the tasks' own CPU and the probe's, shared evenly. Where that is not known the shortest wait stands for it.
 */
const poolWorkPerTask = (run: RunState, tasks: readonly EndedTask[]): number => {
  const pooled = tasks.filter(task => poolWaitOf(task) > 0);
  if (pooled.length === 0) return 0;
  if (run.cpuMs === null) return leastOf(pooled.map(poolWaitOf));
  const own = tasks.reduce((sum, task) => sum + cpuOfTask(task), 0);
  return Math.max(0, run.cpuMs - own - run.usage.probeCpuMs) / pooled.length;
};

const spanOf = ({ startMs, endMs }: Segment): number => endMs - startMs;

/** The pieces of every task, in order; null where some were thrown away. */
const segmentsByTask = (run: RunState): ReadonlyMap<number, readonly Segment[]> | null =>
  run.lanes.some(({ segmentsDropped }) => segmentsDropped > 0)
    ? null
    : Map.groupBy(
        run.lanes.flatMap(({ segments }) => segments),
        ({ task }) => task,
      );

/** What measured pieces are worth as demands. */
interface Rates {
  /** CPU in a millisecond on the thread. */
  readonly cpu: number;
  /** Work in a millisecond of waiting for the libuv pool. */
  readonly pool: number;
  /** A lock that nobody else holds still takes its message. */
  readonly lockWaitMs: number;
}

const waitStep = (segment: Segment, rates: Rates): Step => {
  if (segment.reason === 'lock') return { kind: 'wait', ms: Math.min(spanOf(segment), rates.lockWaitMs) };
  if (segment.reason === 'pool') return { kind: 'pool', ms: spanOf(segment) * rates.pool };
  return { kind: 'wait', ms: spanOf(segment) };
};

const runSteps = (segment: Segment, rates: Rates): readonly Step[] => {
  const { mark, lock } = readMark(segment.mark ?? 0);
  const ms = spanOf(segment) * rates.cpu;
  if (mark === 'pool-work') return [{ kind: 'pool', ms }];
  if (mark === 'plain') return [{ kind: 'cpu', ms }];
  return [
    { kind: mark === 'lock-taken' ? 'take' : 'leave', lock },
    { kind: 'cpu', ms },
  ];
};

/** Standing ready is the thread's doing, not the task's. */
const stepsIn = (segments: readonly Segment[], rates: Rates): readonly Step[] => {
  const steps: Step[] = [];
  for (const segment of segments) {
    if (segment.phase === 'ready') continue;
    const more = segment.phase === 'waiting' ? [waitStep(segment, rates)] : runSteps(segment, rates);
    for (const step of more) append(steps, step);
  }
  return steps;
};

/** A task that gave way now and then is still at one piece of work. */
const append = (steps: Step[], step: Step): void => {
  const last = steps.at(-1);
  if (isTimed(step) && step.ms === 0) return;
  if (isTimed(step) && last && isTimed(last) && last.kind === step.kind) {
    steps[steps.length - 1] = { kind: step.kind, ms: last.ms + step.ms };
  } else steps.push(step);
};

const sumOf = (steps: readonly Step[], kind: TimedStep['kind']): number =>
  steps.reduce((sum, step) => sum + (step.kind === kind && isTimed(step) ? step.ms : 0), 0);

const inOrder = (task: EndedTask, segments: readonly Segment[], rates: Rates): Job => {
  const steps = stepsIn(segments, rates);
  return {
    cpuMs: sumOf(steps, 'cpu'),
    waitMs: sumOf(steps, 'wait'),
    poolMs: sumOf(steps, 'pool'),
    after: task.after,
    priority: task.priority,
    steps,
  };
};

/** Without the order of its pieces. */
const inSum = (task: EndedTask, poolWorkMs: number): Job => ({
  cpuMs: cpuOfTask(task),
  waitMs: Math.max(0, task.waitMs - poolWaitOf(task)),
  poolMs: Math.min(poolWaitOf(task), poolWorkMs),
  after: task.after,
  priority: task.priority,
});

/** A piece that got lost would change the sums: they must agree with what was counted step by step. */
const isWhole = (task: EndedTask, segments: readonly Segment[]): boolean => {
  const spentMs = segments.reduce((sum, one) => sum + (one.phase === 'ready' ? 0 : spanOf(one)), 0);
  return Math.abs(spentMs - task.runMs - task.waitMs) <= 1;
};

const lockWaitMsOf = (run: RunState): number =>
  leastOf(
    run.lanes.flatMap(({ segments }) => segments.filter(({ reason }) => reason === 'lock').map(spanOf)),
  );

const measured = (run: RunState): readonly Job[] | null => {
  const tasks = run.tasks.slice().filter(isMeasured);
  if (tasks.length === 0 || tasks.length < run.tasks.length) return null;
  const poolWorkMs = poolWorkPerTask(run, tasks);
  const byTask = segmentsByTask(run);
  const lockWaitMs = lockWaitMsOf(run);
  return tasks.map(task => {
    const segments = byTask?.get(task.index) ?? [];
    if (segments.length === 0 || !isWhole(task, segments)) return inSum(task, poolWorkMs);
    const poolMs = poolWaitOf(task);
    const pool = poolMs > 0 ? Math.min(1, poolWorkMs / poolMs) : 0;
    const cpu = task.runMs > 0 ? cpuOfTask(task) / task.runMs : 0;
    return inOrder(task, segments, { cpu, pool, lockWaitMs });
  });
};

/**
 * Null unless every task has run to an end: a part of the work predicts nothing about the whole. Asked for by the
 * prediction, the gap and the verdict of a run, and by those of the runs after it.
 */
export const demandsOf = kept(measured);
