/** The verdict's rules, in the order in which they are tried; each threshold with its reason. */
import { visible } from '../visible.ts';
import { faster, fasterMode } from './advice.ts';
import { lockBound, loopBound, quotaBound, startupBound } from './bound-rules.ts';
import { compareCommand, runCommand, workOf } from './commands.ts';
import type { Measurements } from './measure.ts';
import type { Rule } from './rule.ts';
import { counted, duration, percent } from './words.ts';

export const thresholds = {
  /** A timer tick, a collection or another process's slice is some 10 ms: of less than 100 ms that is a tenth. */
  leastMakespanMs: 100,
  /** Handing a task to a thread and back costs some 0.1 ms: at half a millisecond a task that is a fifth. */
  leastTaskMs: 0.5,
  /** Lanes that took longer to come up than to do the work are what was measured. */
  startupOfMakespan: 1,
  /** A quarter of the machine: on two cores that is half a core which a lane has to do without. */
  noisyShare: 0.25,
  /** Noise that cost less than a tenth, by what the tasks' own CPU and waits should have taken, is no matter. */
  noisyLateness: 1.1,
  /**
   * A tenth slower than it could: more than clocks differ from run to run at the same load, and as much as being late
   * by others' doing. A driver that speeds up only as the work begins is there within the first hundredths of a second.
   */
  clockDrop: 0.1,
  /** With half of the tasks' time on the pool it is the pool's width that decides, not the lanes'. */
  poolShare: 0.5,
  /**
   * The same instructions take up to a quarter more when clock rates drop as more cores work, and by the noise of an
   * ordinary machine; what is beyond waits for memory, or shares a physical core with its SMT sibling.
   */
  memoryGrowth: 1.3,
  /**
   * Idle at the end is what better dividing could win: of two equal ranges of primes 19 % of the lanes' time, while tasks
   * of one size, eight or more on a few lanes, leave a tenth.
   */
  idleAtEndShare: 0.15,
  /** ... and it is the dividing only if one lane had visibly more to do than the mean. */
  longestLane: 1.15,
  /** Seven tenths of one kind: what is done about the other three can save at most a third. */
  cpuShare: 0.7,
  ioShare: 0.3,
} as const;

/** Modes whose lanes are given tasks by somebody: there a task costs handing over, and lanes may be uneven. */
const isHandedOut = ({ mode }: Measurements): boolean => mode !== 'sequential' && mode !== 'concurrent';

const workMs = ({ totals }: Measurements): number => totals.cpuMs + totals.poolMs;
const wholeMs = (measured: Measurements): number => workMs(measured) + measured.totals.waitMs;

const failed: Rule = {
  kind: 'failed',
  applies: ({ failedCount }) => failedCount > 0,
  text: ({ failedCount, taskCount, firstError }) =>
    `${failedCount} of ${counted(taskCount, 'task')} failed${firstError ? `, first with: ${visible(firstError)}` : ''}`,
  recommendation: () =>
    'look for the failed tasks in the log; times of a run with failures say nothing about its mode',
};

const isColdStart = ({ startupMs, makespanMs }: Measurements): boolean =>
  startupMs > thresholds.startupOfMakespan * makespanMs;

const tooSmallText = (measured: Measurements): string => {
  const { makespanMs, meanTaskMs, startupMs, mode } = measured;
  if (makespanMs < thresholds.leastMakespanMs) {
    return `the whole run took ${duration(makespanMs)}: any disturbance is a large part of that`;
  }
  if (isColdStart(measured)) {
    const figure = duration(startupMs);
    const start =
      mode === 'spawn'
        ? `the slowest clone took ${figure} to start`
        : `getting all lanes ready took ${figure}`;
    return `${start}, the work itself only ${duration(makespanMs)}`;
  }
  return `a task takes ${meanTaskMs.toFixed(2)} ms: handing it over in ${mode} costs a good part of that`;
};

/** A second or more, in round numbers: 1, 2, 5, 10 ... */
const larger = ({ request, makespanMs, mode, workers }: Measurements): string => {
  const needed = (request.scale * 1000) / makespanMs;
  const power = 10 ** Math.floor(Math.log10(needed));
  const scale = Number(([1, 2, 5, 10].find(step => step * power >= needed) ?? 10) * power).toPrecision(1);
  return runCommand({ ...workOf(request), scale: Math.max(2, Number(scale)) }, { mode, workers });
};

const tooSmall: Rule = {
  kind: 'too-small',
  applies: measured =>
    measured.makespanMs < thresholds.leastMakespanMs ||
    (isHandedOut(measured) && (measured.meanTaskMs < thresholds.leastTaskMs || isColdStart(measured))),
  text: tooSmallText,
  recommendation: measured =>
    measured.makespanMs >= thresholds.leastMakespanMs && !isColdStart(measured)
      ? 'put more work into each task: a few milliseconds are enough'
      : `make the work larger: ${larger(measured)}`,
};

const noiseShares = ({ noise }: Measurements) => ({
  other: noise.otherShare ?? 0,
  steal: noise.stealShare ?? 0,
});

const noisyText = (measured: Measurements): string => {
  const { other, steal } = noiseShares(measured);
  const isSaid = (share: number) => share >= 0.005;
  const parts = [
    isSaid(other) ? `other processes used ${percent(other)} of all cores` : '',
    isSaid(steal) ? `the hypervisor took ${percent(steal)}` : '',
  ];
  const late = `the run took ${duration(measured.makespanMs)} instead of ${duration(measured.own.makespanMs)}`;
  return `${parts.filter(part => part !== '').join(', ')}; ${late}`;
};

const isSlowed = ({ noise }: Measurements): boolean => (noise.clockDrop ?? 0) >= thresholds.clockDrop;

const slowedText = ({ noise }: Measurements): string =>
  `the cores' clock changed: on the average it was ${percent(noise.clockDrop ?? 0)} below its highest`;

const isHeldUp = (measured: Measurements): boolean => {
  const { other, steal } = noiseShares(measured);
  const isLate = measured.makespanMs > thresholds.noisyLateness * measured.own.makespanMs;
  return isLate && other + steal > thresholds.noisyShare;
};

const noisy: Rule = {
  kind: 'noisy',
  applies: measured => isHeldUp(measured) || isSlowed(measured),
  text: measured =>
    [isHeldUp(measured) && noisyText(measured), isSlowed(measured) && slowedText(measured)]
      .filter(text => text !== false)
      .join('; '),
  recommendation: ({ request }) =>
    `run it again when the machine is quiet, or often: ${compareCommand(workOf(request), ['--repeat', '10'])}`,
};

/** Where lanes block, what others leave to the pool is work like any other. */
const isAsync = ({ mode }: Measurements): boolean => mode === 'concurrent' || mode === 'hybrid';

const widerPool = ({ request, usableCores, mode, workers }: Measurements): string => {
  const threads = Math.floor(usableCores);
  const command = runCommand(workOf(request), { mode, workers }, ['--uv-threads', String(threads)]);
  return `one thread for each core: UV_THREADPOOL_SIZE=${threads} in your own program, here ${command}`;
};

const poolBound: Rule = {
  kind: 'pool-bound',
  applies: measured =>
    isAsync(measured) &&
    measured.totals.poolMs >= thresholds.poolShare * wholeMs(measured) &&
    wholeMs(measured) > 0,
  text: measured =>
    `${percent(measured.totals.poolMs / wholeMs(measured))} of the tasks' time is work on the libuv pool ` +
    `(${duration(measured.totals.poolMs)}), which has ${counted(measured.poolThreads, 'thread')} and so many cores at most`,
  recommendation: measured =>
    measured.usableCores > measured.poolThreads ? widerPool(measured) : faster(measured),
};

const growth = ({ taskCpuMs, sequentialTaskCpuMs }: Measurements): number =>
  taskCpuMs !== null && sequentialTaskCpuMs !== null && sequentialTaskCpuMs > 0
    ? taskCpuMs / sequentialTaskCpuMs
    : 1;

const fewer = ({ workers }: Measurements): number => Math.max(1, workers - 1);

const memoryBound: Rule = {
  kind: 'memory-bound',
  applies: measured =>
    measured.laneCount > 1 &&
    measured.laneCount <= Math.ceil(measured.usableCores) &&
    (measured.cpuShare ?? 0) >= thresholds.cpuShare &&
    growth(measured) >= thresholds.memoryGrowth,
  text: measured =>
    `the same tasks took ${duration(measured.taskCpuMs ?? 0)} of CPU on ${measured.laneCount} lanes, ` +
    `${duration(measured.sequentialTaskCpuMs ?? 0)} one after another: the lanes hold each other up at the memory, ` +
    'or share a physical core',
  recommendation: measured =>
    `work on pieces small enough for the cache, or try ${counted(fewer(measured), 'worker')}: ` +
    runCommand(workOf(measured.request), { mode: measured.mode, workers: fewer(measured) }),
};

const evenOut = (measured: Measurements): string => {
  const { taskCount, laneCount, totals } = measured;
  return taskCount < laneCount
    ? `${counted(taskCount, 'task')} cannot use ${laneCount} lanes: cut the work into more tasks`
    : `cut the work into smaller tasks: the longest takes ${duration(totals.longestTaskMs)}, ` +
        'and more workers cannot shorten it';
};

const imbalanced: Rule = {
  kind: 'imbalanced',
  applies: measured =>
    measured.laneCount > 1 &&
    isHandedOut(measured) &&
    measured.idleAtEndShare >= thresholds.idleAtEndShare &&
    measured.longestLaneMs >= thresholds.longestLane * measured.meanLaneMs,
  text: measured =>
    `${measured.places < measured.laneCount ? 'cores' : 'lanes'} stood idle at the end for ${percent(measured.idleAtEndShare)} of their time: the longest worked ` +
    `${duration(measured.longestLaneMs)}, the mean is ${duration(measured.meanLaneMs)}`,
  recommendation: measured => fasterMode(measured) ?? evenOut(measured),
};

const shareText = (measured: Measurements): string =>
  `${percent(measured.cpuShare ?? 0)} of the tasks' time is CPU work ` +
  `(${duration(workMs(measured))} of ${duration(wholeMs(measured))}), the rest waiting`;

const cpuBound: Rule = {
  kind: 'cpu-bound',
  applies: ({ cpuShare }) => cpuShare !== null && cpuShare >= thresholds.cpuShare,
  text: shareText,
  recommendation: faster,
};

const ioBound: Rule = {
  kind: 'io-bound',
  applies: ({ cpuShare }) => cpuShare !== null && cpuShare <= thresholds.ioShare,
  text: measured =>
    `${percent(1 - (measured.cpuShare ?? 0))} of the tasks' time is waiting ` +
    `(${duration(measured.totals.waitMs)} of ${duration(wholeMs(measured))}), the rest CPU work`,
  recommendation: faster,
};

const mixed: Rule = {
  kind: 'mixed',
  applies: ({ cpuShare }) => cpuShare !== null,
  text: shareText,
  recommendation: faster,
};

/** The first that applies is the verdict: what spoils a measurement comes before what it means. */
export const rules: readonly Rule[] = [
  failed,
  tooSmall,
  quotaBound,
  noisy,
  startupBound,
  lockBound,
  poolBound,
  loopBound,
  memoryBound,
  imbalanced,
  cpuBound,
  ioBound,
  mixed,
];
