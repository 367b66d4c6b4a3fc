/** What the lanes themselves cost: without a core, without a task, starting, and idle at the end. */
import { cpuOfTask } from '../state/effort.ts';
import type { RunState } from '../state/state.ts';
import { laneCountOf, startupsOf, startupWithinMs, staysOf, workingLanes } from './costs.ts';
import type { GapInput } from './gap.ts';
import type { Ledger } from './gap-ledger.ts';
import type { PoolQueue } from './gap-queues.ts';
import type { Job } from './jobs.ts';
import { predict } from './predict.ts';
import { sumBy, sumOf } from './sums.ts';
import { counted, duration, percent } from './words.ts';

/** On a thread of the lanes or of the pool, without a core. */
const offCoreMs = (run: RunState, ownJobs: readonly Job[], pool: PoolQueue | null): number =>
  sumBy(run.tasks.slice(), task => {
    const onHands = 'cpuMs' in task ? Math.max(0, task.runMs - cpuOfTask(task)) : 0;
    const serviceMs = pool?.serviceMs.get(task.index) ?? 0;
    return onHands + Math.max(0, serviceMs - (ownJobs[task.index]?.poolMs ?? 0));
  });

/** Time on the hands without a core, by the counters that tell why; `ms` is what it did to the makespan. */
export const addOffCore = (
  ledger: Ledger,
  { run, noise, ownJobs }: GapInput,
  ms: number,
  pool: PoolQueue | null,
): void => {
  const lanes = workingLanes(run);
  const queuedMs = sumBy(lanes, lane => lane.runQueueMs ?? 0) + (run.usage.pool?.runQueueMs ?? 0);
  if (ms <= 0) {
    ledger.add('run-queue', ms, `lanes stood runnable without a core for ${duration(queuedMs)} only`);
    return;
  }
  const before = ledger.leftMs;
  const left = (): number => Math.min(ledger.leftMs, ms - (before - ledger.leftMs));
  const offMs = offCoreMs(run, ownJobs, pool);
  const throttledMs = noise.throttledMs ?? 0;
  ledger.addUpTo('throttled', Math.min(throttledMs, left()), `cgroup throttled for ${duration(throttledMs)}`);
  const toMakespan = offMs > 0 ? ms / offMs : 0;
  const others =
    noise.otherShare === null ? '' : `; other processes used ${percent(noise.otherShare)} of all cores`;
  ledger.addUpTo(
    'run-queue',
    Math.min(queuedMs * toMakespan, left()),
    `lanes stood runnable without a core for ${duration(queuedMs)} in all${others}`,
  );
  const stealMs = run.usage.stealMs / Math.max(1, lanes.length);
  ledger.addUpTo(
    'steal',
    Math.min(stealMs, left()),
    `the hypervisor took ${duration(run.usage.stealMs)} of core time`,
  );
};

interface LaneTime {
  readonly occupiedMs: number;
  readonly lastEndMs: number;
}

const laneTimes = (run: RunState): readonly LaneTime[] =>
  [...Map.groupBy(staysOf(run), ({ lane }) => lane).values()].map(stays => ({
    occupiedMs: sumBy(stays, stay => stay.endMs - stay.startMs),
    lastEndMs: stays.reduce((last, { endMs }) => Math.max(last, endMs), 0),
  }));

/** Lanes that block hold one task at a time: what the last of them did is what the run took. */
export const addLastLane = (ledger: Ledger, { run, measuredMs }: GapInput, modelledMs: number): void => {
  const lanes = laneTimes(run);
  const last = lanes.toSorted((a, b) => b.lastEndMs - a.lastEndMs)[0];
  if (!last || run.tasks.slice().some(({ after }) => after.length > 0)) return;
  const endMs = (run.startMs ?? 0) + measuredMs;
  const idleMs = sumBy(lanes, ({ lastEndMs }) => Math.max(0, endMs - lastEndMs));
  ledger.addUpTo(
    'imbalance',
    last.occupiedMs - modelledMs,
    `the last lane worked ${duration(last.occupiedMs)}; the others stood idle at the end for ${duration(idleMs)} in all`,
  );
  ledger.addUpTo(
    'hand-over',
    measuredMs - last.occupiedMs,
    `the last lane held no task for ${duration(measuredMs - last.occupiedMs)}`,
  );
};

/** Clones: all that is neither a task nor its start-up is the end of one and the asking for the next. */
export const addClones = (ledger: Ledger, { run, input, predictedMs, measuredMs }: GapInput): void => {
  const places = laneCountOf(run);
  const startupMs = startupWithinMs(run);
  const unstarted = predict({ ...input, cloneCpuMs: null }, 'spawn', run.request.workers);
  const taskMs = sumBy(staysOf(run), stay => stay.endMs - stay.startMs);
  ledger.addUpTo(
    'start-up',
    startupMs / places - (predictedMs - unstarted.makespanMs),
    `after the first of ${counted(startupsOf(run).length, 'clone')} was up, the start-ups of others took ${duration(startupMs)} in all`,
  );
  const betweenMs = measuredMs - (startupMs + taskMs) / places;
  ledger.addUpTo(
    'hand-over',
    betweenMs,
    `a place for clones held neither a start-up nor a task for ${duration(betweenMs)}: they end, too`,
  );
};

/** Where all cores were busy, what others had of them was missing. */
const busyEnough = 0.9;

export const addOthers = (ledger: Ledger, { run, noise, measuredMs }: GapInput): void => {
  const { busyMs, spanMs } = run.usage;
  const busyShare = busyMs.length === 0 ? 0 : sumOf(busyMs) / (busyMs.length * spanMs);
  if (noise.otherShare === null || busyShare < busyEnough) return;
  ledger.addUpTo(
    'others',
    noise.otherShare * measuredMs,
    `other processes used ${percent(noise.otherShare)} of all cores, which were busy for ${percent(busyShare)}`,
  );
};
