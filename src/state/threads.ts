/** Two readings of the kernel's per-thread figures -> shares, and what falls to lanes and to the run. */
import { probeThreadName } from '../protocol.ts';
import type { ProbeMessage, ThreadReading } from '../protocol.ts';
import { seenOnCore } from './lanes.ts';
import type { LaneState, PoolUsage, ProcessState, RunState, ThreadState, UsageTotals } from './state.ts';

export type ThreadsMessage = Extract<ProbeMessage, { type: 'threads' }>;

/** Node (24) names the threads of V8's platform so, libuv those of its pool. */
export const threadNames = { probe: probeThreadName, engine: 'V8Worker', pool: 'libuv-worker' } as const;

const shareOf = (before: number | null, now: number | null, spanMs: number): number | null =>
  before === null || now === null || spanMs <= 0 ? null : Math.max(0, now - before) / spanMs;

/** Shares of one core between this reading and the last one; null for a thread that was not there then. */
export const threadsFrom = (
  process: ProcessState,
  message: ThreadsMessage,
  lanes: readonly LaneState[],
): readonly ThreadState[] => {
  const before = new Map(process.threads.map(thread => [thread.tid, thread]));
  const laneByTid = new Map(lanes.filter(lane => lane.pid === process.pid).map(lane => [lane.tid, lane.id]));
  const spanMs = message.atMs - (process.threadsAtMs ?? message.atMs);
  return message.threads.map(reading => {
    const last = before.get(reading.tid);
    return {
      ...reading,
      cpuShare: last ? shareOf(last.cpuMs, reading.cpuMs, spanMs) : null,
      runQueueShare: last ? shareOf(last.runQueueMs, reading.runQueueMs, spanMs) : null,
      lane: laneByTid.get(reading.tid) ?? null,
    };
  });
};

/** Grown since the last reading; a thread that was not there then has done all of it since. */
interface ThreadGrowth {
  readonly reading: ThreadReading;
  readonly cpuMs: number;
  readonly runQueueMs: number | null;
  readonly voluntary: number | null;
  readonly involuntary: number | null;
}

const grown = (before: number | null, now: number | null): number | null =>
  before === null || now === null ? null : Math.max(0, now - before);

/** Nothing can be said from the first reading of a process. */
const growthOf = (process: ProcessState, message: ThreadsMessage): readonly ThreadGrowth[] => {
  if (process.threadsAtMs === null) return [];
  const before = new Map<number, ThreadReading>(process.threads.map(thread => [thread.tid, thread]));
  return message.threads.map(reading => {
    const last = before.get(reading.tid);
    return {
      reading,
      cpuMs: Math.max(0, reading.cpuMs - (last?.cpuMs ?? 0)),
      runQueueMs: grown(last ? last.runQueueMs : 0, reading.runQueueMs),
      voluntary: grown(last ? last.voluntarySwitches : 0, reading.voluntarySwitches),
      involuntary: grown(last ? last.involuntarySwitches : 0, reading.involuntarySwitches),
    };
  });
};

const withGrowth = (lane: LaneState, growth: ThreadGrowth, part: number): LaneState => {
  const { reading, cpuMs, runQueueMs, voluntary, involuntary } = growth;
  const hasRun = cpuMs > 0 || reading.state === 'R';
  const seen = hasRun && reading.core !== null ? seenOnCore(lane, reading.core) : lane;
  const placed = { ...seen, cpuMs: (lane.cpuMs ?? 0) + cpuMs * part };
  const queue = runQueueMs === null ? {} : { runQueueMs: (lane.runQueueMs ?? 0) + runQueueMs * part };
  if (voluntary === null || involuntary === null) return { ...placed, ...queue };
  const switches = {
    voluntary: (lane.switches?.voluntary ?? 0) + Math.round(voluntary * part),
    involuntary: (lane.switches?.involuntary ?? 0) + Math.round(involuntary * part),
  };
  return { ...placed, ...queue, switches };
};

/** Part of [atMs - spanMs, atMs] that lies within the run, 0 to 1. */
export const partWithin = (run: RunState, atMs: number, spanMs: number): number => {
  if (run.startMs === null || spanMs <= 0) return 0;
  const fromMs = Math.max(atMs - spanMs, run.startMs);
  return Math.max(0, Math.min(atMs, run.endMs ?? atMs) - fromMs) / spanMs;
};

const sumOf = (growths: readonly ThreadGrowth[]): number =>
  growths.reduce((total, { cpuMs }) => total + cpuMs, 0);

const withPool = (
  before: PoolUsage | undefined,
  growths: readonly ThreadGrowth[],
  part: number,
): PoolUsage | undefined => {
  if (growths.length === 0) return before;
  const queuedMs = growths.reduce<number | null>(
    (sum, { runQueueMs }) => (sum === null || runQueueMs === null ? null : sum + runQueueMs * part),
    before ? before.runQueueMs : 0,
  );
  return {
    threads: Math.max(before?.threads ?? 0, growths.length),
    cpuMs: (before?.cpuMs ?? 0) + sumOf(growths) * part,
    runQueueMs: queuedMs,
  };
};

/** Sixteen seconds at four readings a second: by then code that is used often is compiled. */
const engineReadingsMax = 64;

const withEngine = (usage: UsageTotals, moreMs: number, atMs: number): UsageTotals => {
  const cpuMs = (usage.engineCpuMs ?? 0) + moreMs;
  const before = usage.engineSoFar ?? [];
  const isFull = before.length >= engineReadingsMax;
  return { ...usage, engineCpuMs: cpuMs, engineSoFar: isFull ? before : [...before, { atMs, cpuMs }] };
};

const withGrowths = (
  usage: UsageTotals,
  growth: readonly ThreadGrowth[],
  part: number,
  atMs: number,
): UsageTotals => {
  const called = (name: string) => growth.filter(({ reading }) => reading.name === name);
  const engine = called(threadNames.engine);
  const pool = withPool(usage.pool, called(threadNames.pool), part);
  return {
    ...(engine.length > 0 ? withEngine(usage, sumOf(engine) * part, atMs) : usage),
    subjectCpuMs: usage.subjectCpuMs + sumOf(growth) * part,
    probeCpuMs: usage.probeCpuMs + sumOf(called(threadNames.probe)) * part,
    ...(pool ? { pool } : {}),
  };
};

/** The lanes of the run with what their threads did since the last reading, and the run's share of the CPU. */
export const withThreads = (run: RunState, process: ProcessState, message: ThreadsMessage): RunState => {
  const growth = growthOf(process, message);
  const part = partWithin(run, message.atMs, message.atMs - (process.threadsAtMs ?? message.atMs));
  if (growth.length === 0 || part === 0) return run;
  const byTid = new Map(growth.map(one => [one.reading.tid, one]));
  const lanes = run.lanes.map(lane => {
    const own = lane.pid === process.pid && lane.tid !== null ? byTid.get(lane.tid) : undefined;
    return own ? withGrowth(lane, own, part) : lane;
  });
  return { ...run, lanes, usage: withGrowths(run.usage, growth, part, message.atMs) };
};
