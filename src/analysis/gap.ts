/**
 * Why a run took another time than predicted: counter by counter, and what no counter tells is left unexplained.
 *
 * What the tasks themselves did is put into the model one thing after another: their CPU as measured here, then their
 * time on the thread, then their waits. What each changes in the play-through is its part of the gap, so that a task
 * that was slow where nothing waited for it explains nothing. The rest is read off the lanes.
 */
import type { RunState } from '../state/state.ts';
import { laneCountOf, startupsOf, startupWithinMs, staysOf, workingLanes } from './costs.ts';
import type { Job, PredictInput, Step } from './jobs.ts';
import { isTimed, stepsOf } from './jobs.ts';
import type { Noise } from './noise.ts';
import { predict } from './predict.ts';
import type { Gap, GapPart } from './types.ts';
import { counted, duration, percent } from './words.ts';

export interface GapInput {
  readonly run: RunState;
  readonly predictedMs: number;
  readonly measuredMs: number;
  /** What the prediction was made from. */
  readonly input: PredictInput;
  /** What the tasks of this very run asked for. */
  readonly ownJobs: readonly Job[];
  readonly noise: Noise;
  /** Busy share of the main loop over the run, 0 to 1; null if not measured. */
  readonly loopUtilization: number | null;
}

/** Less than this part of the run is not worth a word. */
const leastPart = 0.01;

const sumOf = <Item>(items: readonly Item[], value: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + value(item), 0);

const workOf = ({ cpuMs, poolMs }: Job): number => cpuMs + poolMs;

const factor = (here: number, there: number): number => (there > 0 ? here / there : 1);

const scaled = (job: Job, kinds: readonly string[], by: number): Job => {
  const change = (kind: string, ms: number): number => (kinds.includes(kind) ? ms * by : ms);
  const steps = stepsOf(job).map((step): Step =>
    isTimed(step) ? { ...step, ms: change(step.kind, step.ms) } : step,
  );
  const { cpuMs, waitMs, poolMs } = job;
  return {
    ...job,
    cpuMs: change('cpu', cpuMs),
    waitMs: change('wait', waitMs),
    poolMs: change('pool', poolMs),
    steps,
  };
};

/** The calibrated tasks, changed step by step into those of this run. */
const stagesOf = ({ run, input, ownJobs }: GapInput) => {
  const own = (index: number): Job => ownJobs[index] as Job;
  const withCpu = input.jobs.map((job, index) =>
    scaled(job, ['cpu', 'pool'], factor(workOf(own(index)), workOf(job))),
  );
  const withHands = withCpu.map((job, index) => {
    const task = run.tasks[index];
    const isTold = task && 'cpuMs' in task && task.cpuMs !== null && task.cpuMs > 0;
    return isTold ? scaled(job, ['cpu', 'pool'], Math.max(1, task.runMs / task.cpuMs)) : job;
  });
  const withWaits = withHands.map((job, index) =>
    scaled(job, ['wait'], factor(own(index).waitMs, job.waitMs)),
  );
  return { withCpu, withHands, withWaits };
};

const isAsync = ({ mode }: RunState['request']): boolean => mode === 'concurrent' || mode === 'hybrid';

/** What is left to be explained, taken away part by part. */
class Ledger {
  readonly parts: GapPart[] = [];
  readonly #leastMs: number;
  leftMs: number;

  constructor(gapMs: number, leastMs: number) {
    this.leftMs = gapMs;
    this.#leastMs = leastMs;
  }

  add(cause: GapPart['cause'], ms: number, evidence: string): void {
    if (Math.abs(ms) < this.#leastMs) return;
    this.parts.push({ cause, ms, evidence });
    this.leftMs -= ms;
  }

  /** For counters that overlap with others: never more than what is left. */
  addUpTo(cause: GapPart['cause'], ms: number, evidence: string): void {
    this.add(cause, Math.max(0, Math.min(ms, this.leftMs)), evidence);
  }
}

const cpuEvidence = ({ input, ownJobs, run }: GapInput): string => {
  const figures = `the same tasks took ${duration(sumOf(ownJobs, workOf))} of CPU here, ${duration(sumOf(input.jobs, workOf))} in the calibration`;
  return laneCountOf(run) > 1
    ? `${figures}: memory, a shared physical core or a lower clock`
    : `${figures}: a lower clock, cold caches or work between the tasks' steps`;
};

/** Time on the hands without a core, by the counters that tell why; `ms` is what it did to the makespan. */
const addOffCore = (ledger: Ledger, { run, noise }: GapInput, ms: number): void => {
  if (ms <= 0) return;
  const lanes = workingLanes(run);
  const before = ledger.leftMs;
  const left = (): number => Math.min(ledger.leftMs, ms - (before - ledger.leftMs));
  const offMs = sumOf(run.tasks, task =>
    'cpuMs' in task && task.cpuMs !== null ? Math.max(0, task.runMs - task.cpuMs) : 0,
  );
  const throttledMs = noise.throttledMs ?? 0;
  ledger.addUpTo('throttled', Math.min(throttledMs, left()), `cgroup throttled for ${duration(throttledMs)}`);
  const queuedMs = sumOf(lanes, lane => lane.runQueueMs ?? 0);
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
    occupiedMs: sumOf(stays, stay => stay.endMs - stay.startMs),
    lastEndMs: stays.reduce((last, { endMs }) => Math.max(last, endMs), 0),
  }));

/** Lanes that block hold one task at a time: what the last of them did is what the run took. */
const addLastLane = (ledger: Ledger, { run, measuredMs }: GapInput, modelledMs: number): void => {
  const lanes = laneTimes(run);
  const last = lanes.toSorted((a, b) => b.lastEndMs - a.lastEndMs)[0];
  if (!last || run.tasks.some(({ after }) => after.length > 0)) return;
  const endMs = (run.startMs ?? 0) + measuredMs;
  const idleMs = sumOf(lanes, ({ lastEndMs }) => Math.max(0, endMs - lastEndMs));
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
const addClones = (ledger: Ledger, { run, input, predictedMs, measuredMs }: GapInput): void => {
  const places = laneCountOf(run);
  const startupMs = startupWithinMs(run);
  const unstarted = predict({ ...input, cloneCpuMs: null }, 'spawn', run.request.workers);
  const taskMs = sumOf(staysOf(run), stay => stay.endMs - stay.startMs);
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

/** The loop's own work between tasks: replies, timers, collections. */
const addLoop = (ledger: Ledger, { run, measuredMs, loopUtilization, ownJobs }: GapInput): void => {
  if (run.request.mode === 'concurrent' && loopUtilization !== null) {
    const busyMs = loopUtilization * measuredMs;
    const handsMs = sumOf(staysOf(run), ({ runMs }) => runMs);
    ledger.addUpTo(
      'event-loop',
      busyMs - handsMs,
      `the loop was busy for ${duration(busyMs)}, the tasks on the thread for ${duration(handsMs)}`,
    );
    return;
  }
  if (run.cpuMs === null) return;
  const outsideMs = run.cpuMs - run.usage.probeCpuMs - sumOf(ownJobs, workOf);
  ledger.addUpTo(
    'event-loop',
    outsideMs / Math.max(1, laneCountOf(run)),
    `the subject used ${duration(outsideMs)} of CPU beyond its tasks`,
  );
};

/** Where all cores were busy, what others had of them was missing. */
const busyEnough = 0.9;

const addOthers = (ledger: Ledger, { run, noise, measuredMs }: GapInput): void => {
  const { busyMs, spanMs } = run.usage;
  const busyShare = busyMs.length === 0 ? 0 : sumOf(busyMs, ms => ms) / (busyMs.length * spanMs);
  if (noise.otherShare === null || busyShare < busyEnough) return;
  ledger.addUpTo(
    'others',
    noise.otherShare * measuredMs,
    `other processes used ${percent(noise.otherShare)} of all cores, which were busy for ${percent(busyShare)}`,
  );
};

const addWaits = (ledger: Ledger, { input, ownJobs }: GapInput, ms: number): void => {
  const waits = (jobs: readonly Job[]): string => duration(sumOf(jobs, ({ waitMs }) => waitMs));
  ledger.add('waits', ms, `the tasks waited ${waits(ownJobs)} here, ${waits(input.jobs)} in the calibration`);
};

/** Parts add up, with the unexplained rest, to measured minus predicted; negative ones made the run shorter. */
export const gapOf = (from: GapInput): Gap => {
  const { run, input, predictedMs, measuredMs } = from;
  const { mode, workers } = run.request;
  const ms = measuredMs - predictedMs;
  const ledger = new Ledger(ms, Math.max(1, leastPart * measuredMs));
  const playedMs = (jobs: readonly Job[], usableCores: number): number =>
    predict({ ...input, jobs, usableCores }, mode, workers).makespanMs;
  const stages = stagesOf(from);
  // What queues for the pool is not on any hands: there only the CPU can be told.
  const hasPool = isAsync(run.request) && input.jobs.some(({ poolMs }) => poolMs > 0);
  const cpuMs = playedMs(stages.withCpu, input.usableCores);
  const handsMs = hasPool ? cpuMs : playedMs(stages.withHands, Infinity);
  const waitsMs = hasPool ? cpuMs : playedMs(stages.withWaits, Infinity);
  ledger.add('cpu', cpuMs - predictedMs, cpuEvidence(from));
  addOffCore(ledger, from, handsMs - cpuMs);
  addWaits(ledger, from, waitsMs - handsMs);
  if (isAsync(run.request)) addLoop(ledger, from);
  else if (mode === 'spawn') addClones(ledger, from);
  else addLastLane(ledger, from, waitsMs);
  addOthers(ledger, from);
  return {
    ms,
    percent: predictedMs > 0 ? (100 * ms) / predictedMs : 0,
    parts: ledger.parts,
    unexplainedMs: ledger.leftMs,
  };
};
