/** Rules for what holds a run back beside its own work: quota, clones, locks, the event loop. */
import { runCommand, sweepCommand, workOf } from './commands.ts';
import type { Measurements } from './measure.ts';
import type { Rule } from './rule.ts';
import { coreCount, counted, duration, percent } from './words.ts';

const thresholds = {
  /** A tenth of the time in which nothing of ours may run: on a quiet machine nothing else costs as much. */
  throttledShare: 0.1,
  /** Of the places' time: with a third of it for starting clones, a pool is faster by half. */
  startupShare: 1 / 3,
  /** Nine tenths of the makespan in one task's hands at a time: the other tenth is all that lanes can still share. */
  lockedShare: 0.9,
  /** A loop that is busy for nine tenths of the run has no room for more. */
  loopBusyShare: 0.9,
  /** Half of what the loop did was not the tasks' own: splitting the tasks cannot win more than the other half. */
  loopOwnShare: 0.5,
} as const;

const roundedCores = (cores: number): number => Math.max(1, Math.round(cores));

export const quotaBound: Rule = {
  kind: 'quota-bound',
  applies: ({ noise }) => (noise.throttledShare ?? 0) >= thresholds.throttledShare,
  text: ({ noise, usableCores, laneCount }) =>
    `the CPU quota (${coreCount(usableCores)}) held all of it back for ${percent(noise.throttledShare ?? 0)} of the ` +
    `time (${duration(noise.throttledMs ?? 0)} by the cgroup's counter), with ${counted(laneCount, 'lane')}`,
  recommendation: ({ request, workers, usableCores, mode }) => {
    const fitting = roundedCores(usableCores);
    return workers > fitting && mode !== 'sequential' && mode !== 'concurrent'
      ? `take no more lanes than the quota has cores: ${runCommand(workOf(request), { mode, workers: fitting })}`
      : 'only a larger quota or less work would help: the cores are there, but not ours (cpu.max of the cgroup)';
  },
};

export const startupBound: Rule = {
  kind: 'startup-bound',
  applies: ({ cloneStartupShare }) => cloneStartupShare >= thresholds.startupShare,
  text: ({ cloneStartupShare, startupMs, taskCount }) =>
    `starting ${counted(taskCount, 'clone')} took ${percent(cloneStartupShare)} of the time of their places, ` +
    `the slowest of them ${duration(startupMs)}`,
  recommendation: ({ request, usableCores }) =>
    `start threads once and keep them: ${runCommand(workOf(request), {
      mode: 'parallel',
      workers: roundedCores(usableCores),
    })}`,
};

const lockedShare = ({ totals, makespanMs }: Measurements): number => totals.lockedMs / makespanMs;

export const lockBound: Rule = {
  kind: 'lock-bound',
  applies: measured => measured.inFlightMax > 1 && lockedShare(measured) >= thresholds.lockedShare,
  text: measured =>
    `one lock was held for ${percent(lockedShare(measured))} of the run (${duration(measured.totals.lockedMs)}), ` +
    'by one task at a time: the others queued for it',
  recommendation: ({ request }) =>
    'hold the lock for less, or split what it guards; more lanes do not help: ' +
    `${runCommand(workOf(request), { mode: 'concurrent', workers: 1 })} is as fast`,
};

const loopOwnMs = ({ loopBusyMs, handsMs }: Measurements): number => Math.max(0, (loopBusyMs ?? 0) - handsMs);

export const loopBound: Rule = {
  kind: 'loop-bound',
  applies: measured =>
    measured.mode === 'concurrent' &&
    measured.loopBusyMs !== null &&
    measured.loopBusyMs >= thresholds.loopBusyShare * measured.makespanMs &&
    loopOwnMs(measured) >= thresholds.loopOwnShare * measured.loopBusyMs,
  text: measured =>
    `the event loop was busy for ${percent((measured.loopBusyMs ?? 0) / measured.makespanMs)} of the run, but only ` +
    `${duration(measured.handsMs)} of that were the tasks: replies, timers and collections took the rest`,
  recommendation: ({ request, usableCores }) =>
    usableCores >= 2
      ? `give the replies more loops: ${runCommand(workOf(request), { mode: 'hybrid', workers: roundedCores(usableCores) })}`
      : `have fewer in the air at once: ${sweepCommand(workOf(request), ['--mode', 'hybrid', '--tasks-per-worker', '1..32'])}`,
};
