/** The rules of a watch's verdict, in the order in which they are tried; each threshold with its reason. */
import { visible } from '../visible.ts';
import { frameWords } from './stalls.ts';
import { adviceFor } from './watch-advice.ts';
import type { WatchMeasurements } from './watch-measure.ts';
import { counted, coreCount, duration, percent } from './words.ts';

export const watchVerdictKinds = [
  'not-enough-data',
  'cpu-starved',
  'gc-bound',
  'event-loop-bound',
  'libuv-pool-bound',
  'io-bound',
  'healthy',
] as const;
export type WatchVerdictKind = (typeof watchVerdictKinds)[number];

export interface WatchVerdict {
  readonly kind: WatchVerdictKind;
  /** What the measurements say, with the figures that it rests on. */
  readonly text: string;
  /** What to do about it. */
  readonly recommendation: string;
}

export interface WatchRule {
  readonly kind: WatchVerdictKind;
  readonly applies: (measured: WatchMeasurements) => boolean;
  readonly text: (measured: WatchMeasurements) => string;
  readonly recommendation: (measured: WatchMeasurements) => string;
}

const watchThresholds = {
  /** Below three seconds start-up and first compilation are most of what is seen, and a p99 has 150 beats. */
  leastSpanMs: 3000,
  /** A third of the time in which the thread wanted a core it had none: all it does takes half as long again. */
  starvedShare: 1 / 3,
  /** ... and it did so for a twentieth of the whole time, so that it is more than the odd slice of a neighbour. */
  starvedOfSpan: 0.05,
  /** A tenth of the machine taken by other guests is what a load test cannot explain by itself any more. */
  stealShare: 0.1,
  /** A cgroup that stands still for a twentieth of the time adds whole periods (100 ms) to single requests. */
  throttledShare: 0.05,
  /** V8 aims at a few percent; from a tenth on collecting is a cost of its own that a profile shows. */
  gcShare: 0.1,
  /** With half of the blocked time in collections it is the heap that blocks, whatever function stood there. */
  gcOfBlocked: 0.5,
  /** One percent of the time blocked: spread evenly one request in a hundred waits, which is the p99. */
  blockedShare: 0.01,
  /** A fifth of a second is a pause that a person notices in a page and a load balancer in a health check. */
  longStallMs: 200,
  /** A loop that is busy nine tenths of the time queues what comes: waiting grows tenfold (M/M/1, 1 / (1 - load)). */
  utilization: 0.9,
  /** Seven tenths of all that the pool's threads could do: then waiting for a thread is longer than the work. */
  poolBusy: 0.7,
  /** Something waits nearly always. */
  waiting: 1,
  /** Below two percent of a core nothing goes on worth a word; above a half it is not waiting that decides. */
  ioLeastCpu: 0.02,
  ioMostCpu: 0.5,
} as const;

const shareOfSpan = (ms: number, { spanMs }: WatchMeasurements): number => (spanMs > 0 ? ms / spanMs : 0);

const notEnough: WatchRule = {
  kind: 'not-enough-data',
  applies: measured => !measured.hasLoop || measured.spanMs < watchThresholds.leastSpanMs,
  text: ({ hasLoop, spanMs }) =>
    hasLoop
      ? `watched for ${duration(spanMs)} only: not enough data to judge by`
      : 'not enough data: no heartbeat of the event loop has come yet',
  recommendation: () => 'watch on for a few seconds, with requests coming in',
};

const isOutOfTurn = (measured: WatchMeasurements): boolean =>
  (measured.starvedShare ?? 0) >= watchThresholds.starvedShare &&
  shareOfSpan(measured.runQueueMs ?? 0, measured) >= watchThresholds.starvedOfSpan;

/** By the measures of a block: who waits for an answer cannot tell the two apart. */
const isHeldUp = (measured: WatchMeasurements): boolean =>
  measured.starved.totalMs > measured.blockedMs &&
  (shareOfSpan(measured.starved.totalMs, measured) >= watchThresholds.blockedShare ||
    measured.starved.longestMs >= watchThresholds.longStallMs);

const heldUpText = ({ starved }: WatchMeasurements): string =>
  `the loop was held up ${counted(starved.count, 'time')}, ${duration(starved.longestMs)} at the longest, ` +
  'by nothing but the wait for a core';

const isThrottled = ({ throttledShare }: WatchMeasurements): boolean =>
  (throttledShare ?? 0) >= watchThresholds.throttledShare;

const isStolen = ({ stealShare }: WatchMeasurements): boolean => stealShare >= watchThresholds.stealShare;

const starvedText = (measured: WatchMeasurements): string =>
  [
    isOutOfTurn(measured) &&
      `the main thread stood ready without a core for ${duration(measured.runQueueMs ?? 0)}, ` +
        `${percent(measured.starvedShare ?? 0)} of the time in which it wanted one`,
    measured.starved.count > 0 && heldUpText(measured),
    isThrottled(measured) &&
      `the cgroup's quota held its processes for ${percent(measured.throttledShare ?? 0)} of the time`,
    isStolen(measured) && `other guests of the host took ${percent(measured.stealShare)} of the cores' time`,
  ]
    .filter(part => part !== false)
    .join('; ');

const cpuStarved: WatchRule = {
  kind: 'cpu-starved',
  applies: measured =>
    isOutOfTurn(measured) || isHeldUp(measured) || isThrottled(measured) || isStolen(measured),
  text: starvedText,
  recommendation: measured => `${moreCpu(measured)}${andTheTop(measured)}`,
};

const moreCpu = (measured: WatchMeasurements): string => {
  if (isThrottled(measured)) return 'raise the CPU quota, or start fewer threads than it allows for';
  if (isStolen(measured)) return 'measure at another time, or on a host with cores of its own';
  return `fewer busy threads and processes on ${coreCount(measured.usableCores)}, or more cores`;
};

/** Stalls are there whoever took the cores; without a core each lasts longer. */
const andTheTop = (measured: WatchMeasurements): string => {
  const advice = adviceFor(measured.groups);
  return isBlocking(measured) && advice !== '' ? `; then ${advice}` : '';
};

const gcBound: WatchRule = {
  kind: 'gc-bound',
  applies: measured =>
    shareOfSpan(measured.gcMs, measured) >= watchThresholds.gcShare ||
    (isBlocking(measured) && (measured.gcOfBlocked ?? 0) >= watchThresholds.gcOfBlocked),
  text: measured => {
    const share = percent(shareOfSpan(measured.gcMs, measured));
    const inStalls = measured.gcOfBlocked ?? 0;
    const blocked = inStalls > 0 ? `; ${percent(inStalls)} of the blocked time was collecting` : '';
    return `collecting garbage took ${duration(measured.gcMs)}, ${share} of the time${blocked}`;
  },
  recommendation: ({ groups }) => {
    const frame = groups[0]?.frame ?? null;
    const place = frame === null ? '' : ` (most of it under ${visible(frameWords(frame))})`;
    return `look for what is kept or made anew with every request${place}; give the young generation room (--max-semi-space-size)`;
  },
};

const isBlocking = (measured: WatchMeasurements): boolean =>
  measured.stallCount > 0 &&
  (shareOfSpan(measured.blockedMs, measured) >= watchThresholds.blockedShare ||
    measured.longestStallMs >= watchThresholds.longStallMs);

const isSaturated = ({ utilization }: WatchMeasurements): boolean =>
  (utilization ?? 0) >= watchThresholds.utilization;

const blockedText = (measured: WatchMeasurements): string => {
  const { stallCount, blockedMs, longestStallMs, groups } = measured;
  const share = percent(shareOfSpan(blockedMs, measured));
  const whole =
    `the event loop was blocked ${counted(stallCount, 'time')}, ${duration(blockedMs)} in all ` +
    `(${share} of the time), ${duration(longestStallMs)} at the longest`;
  const top = groups[0];
  return top
    ? `${whole}; ${percent(top.share)} of it in ${visible(frameWords(top.frame, top.isStartup))}`
    : whole;
};

const eventLoopBound: WatchRule = {
  kind: 'event-loop-bound',
  applies: measured => isBlocking(measured) || isSaturated(measured),
  text: measured =>
    isBlocking(measured)
      ? blockedText(measured)
      : `the event loop is busy ${percent(measured.utilization ?? 0)} of the time, in turns too short to be stalls`,
  recommendation: ({ groups }) =>
    adviceFor(groups) ||
    'one thread cannot do more: spread the requests over processes (node:cluster) or worker threads',
};

const poolRoom = ({ poolThreads, usableCores }: WatchMeasurements): number =>
  Math.min(poolThreads, usableCores);

const poolBound: WatchRule = {
  kind: 'libuv-pool-bound',
  applies: measured =>
    measured.poolThreads > 0 &&
    ((measured.poolCores ?? 0) >= watchThresholds.poolBusy * poolRoom(measured) ||
      (measured.poolRequests ?? 0) > measured.poolThreads),
  text: measured =>
    `libuv's pool of ${counted(measured.poolThreads, 'thread')} is the bottleneck: busy with ` +
    `${(measured.poolCores ?? 0).toFixed(1)} cores` +
    (measured.poolRequests === null
      ? ''
      : `, ${measured.poolRequests.toFixed(1)} requests with it or waiting for it on average`),
  recommendation: ({ poolThreads, usableCores, poolCores }) =>
    (poolCores ?? 0) >= watchThresholds.poolBusy * usableCores
      ? 'the cores are used up: do less of it (crypto, compression), or on more machines'
      : `try UV_THREADPOOL_SIZE=${poolThreads * 2}: files, DNS lookups, crypto and compression share these threads`,
};

const ioBound: WatchRule = {
  kind: 'io-bound',
  applies: ({ waiting, mainCpuShare }) =>
    (waiting ?? 0) >= watchThresholds.waiting &&
    mainCpuShare !== null &&
    mainCpuShare >= watchThresholds.ioLeastCpu &&
    mainCpuShare < watchThresholds.ioMostCpu,
  text: measured =>
    `the loop is on time (p99 ${duration(measured.lagP99Ms ?? 0)}) and its thread busy ` +
    `${percent(measured.mainCpuShare ?? 0)} of the time, while ${(measured.waiting ?? 0).toFixed(1)} ` +
    'sockets and requests wait for others on average',
  recommendation: () =>
    'more threads will not help: if it is slow, look at what it waits for (database, other services, disk)',
};

const besideIt = ({ otherStalls: { count, blockedMs } }: WatchMeasurements): string =>
  count === 0
    ? ''
    : `; its other processes were blocked ${counted(count, 'time')}, ${duration(blockedMs)} in all`;

const healthy: WatchRule = {
  kind: 'healthy',
  applies: () => true,
  text: measured =>
    `the event loop is on time: p99 ${duration(measured.lagP99Ms ?? 0)}, at most ` +
    `${duration(measured.lagMaxMs ?? 0)}, ${counted(measured.stallCount, 'stall')} in ${duration(measured.spanMs)}` +
    besideIt(measured),
  recommendation: ({ groups, otherStalls }) =>
    adviceFor(groups) ||
    adviceFor(otherStalls.groups) ||
    'nothing to do; put load on it to see where its limit is',
};

/** The first that applies is the verdict: what comes from outside the program before what it does itself. */
export const watchRules: readonly WatchRule[] = [
  notEnough,
  cpuStarved,
  gcBound,
  eventLoopBound,
  poolBound,
  ioBound,
  healthy,
];

const nothingMeasured: WatchVerdict = {
  kind: 'not-enough-data',
  text: 'not enough data: no Node process has said anything yet',
  recommendation: 'check that the command starts Node; processes that drop NODE_OPTIONS carry no probe',
};

/** The first rule that applies. */
export const watchVerdictOf = (measured: WatchMeasurements | null): WatchVerdict => {
  const rule = measured && watchRules.find(({ applies }) => applies(measured));
  if (!rule || !measured) return nothingMeasured;
  return { kind: rule.kind, text: rule.text(measured), recommendation: rule.recommendation(measured) };
};
