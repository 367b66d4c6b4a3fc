/** What tasks that share a thread cost each other, and what its loop costs them. */
import type { RunState } from '../state/state.ts';
import { taskCpuMs } from '../state/past.ts';
import { waitCount } from './calibration.ts';
import { laneCountOf, staysOf, workingLanes } from './costs.ts';
import type { GapInput } from './gap.ts';
import type { Ledger } from './gap-ledger.ts';
import type { Job } from './jobs.ts';
import { scheduledMax } from './predict.ts';
import { scheduledMs } from './schedule.ts';
import { duration } from './words.ts';

/** Tasks as long as they were, from the first step to the last, as many at once as the lanes hold: nobody queues again. */
const replayedMs = ({ request, tasks }: RunState): number => {
  const jobs = tasks.slice().map((task): Job => {
    const spanMs = 'endMs' in task && 'startMs' in task ? task.endMs - task.startMs : 0;
    return { cpuMs: 0, poolMs: 0, waitMs: spanMs, after: task.after, priority: task.priority };
  });
  const places = request.mode === 'hybrid' ? request.workers * request.tasksPerWorker : Infinity;
  const count = Math.min(jobs.length, Math.max(1, places));
  return scheduledMs(jobs, { count, slots: 1, poolThreads: null }, Infinity);
};

interface LoopWork {
  readonly ms: number;
  readonly evidence: string;
}

/** The CPU of the lanes' threads that was not their tasks'. */
const laneWork = (run: RunState): LoopWork | null => {
  const lanes = workingLanes(run);
  const tasksMs = taskCpuMs(run);
  if (tasksMs === null || lanes.some(({ cpuMs }) => cpuMs === undefined)) return null;
  const lanesMs = lanes.reduce((sum, { cpuMs = 0 }) => sum + cpuMs, 0);
  const evidence = `the lanes' threads used ${duration(lanesMs)} of CPU, the tasks ${duration(tasksMs)} of it`;
  return { ms: Math.max(0, lanesMs - tasksMs) / laneCountOf(run), evidence };
};

/** The one loop of a concurrent run was busy, and no task was on its thread. */
const busyWork = ({ run, measuredMs, loopUtilization }: GapInput): LoopWork | null => {
  if (run.request.mode !== 'concurrent' || loopUtilization === null) return null;
  const busyMs = loopUtilization * measuredMs;
  const handsMs = staysOf(run).reduce((sum, { runMs }) => sum + runMs, 0);
  return {
    ms: Math.max(0, busyMs - handsMs),
    evidence: `the loop was busy for ${duration(busyMs)}, the tasks on the thread for ${duration(handsMs)}`,
  };
};

/** What the model has of it already, on each lane. */
const expectedMs = ({ run, input }: GapInput): number =>
  ((input.replyMs ?? 0) * waitCount(input.jobs)) / laneCountOf(run);

/**
 * How much longer tasks that could go on stood behind others than in the play-through (`playedMs`), by how long each of
 * them really took. First comes the loop's own work between them: replies, timers.
 */
export const addLoop = (ledger: Ledger, from: GapInput, playedMs: number): void => {
  const { run } = from;
  const isLarge = run.tasks.length > scheduledMax;
  const loopMs = isLarge ? ledger.leftMs : replayedMs(run) - playedMs;
  const work = busyWork(from) ?? laneWork(run);
  const ownMs = work ? Math.max(0, Math.min(work.ms - expectedMs(from), loopMs)) : 0;
  if (work) ledger.addUpTo('event-loop', ownMs, work.evidence);
  if (isLarge) return;
  const readyMs = staysOf(run).reduce((sum, stay) => sum + stay.readyMs, 0);
  ledger.addUpTo(
    'loop-contention',
    Math.min(loopMs - ownMs, readyMs),
    `tasks that could have gone on stood behind others of their thread for ${duration(readyMs)} in all`,
  );
};
