/** What the readings of a watched process add up to. */
import type { ThreadReading } from '../protocol.ts';
import { appended, emptySeries, pushed } from './series.ts';
import type { MachineSample, ProcessState } from './state.ts';
import { threadNames } from './threads.ts';
import type { ThreadsMessage } from './threads.ts';
import type {
  DelayTotals,
  GcGap,
  GcPause,
  WatchedProcess,
  WatchMachineTotals,
  WatchTotals,
} from './watch-state.ts';

/** One sample a column of the widest panel, and some room. */
const historyMax = 240;
/** Minutes of a busy young generation; the sum counts all of them. */
const gcPausesMax = 500;
/** At one a second as long as that. */
const gcGapsMax = 500;

const noTotals: WatchTotals = {
  spanMs: 0,
  cpuMs: 0,
  mainCpuMs: 0,
  mainRunQueueMs: null,
  poolCpuMs: 0,
  probeCpuMs: 0,
  poolThreads: 0,
};

export const noMachineTotals: WatchMachineTotals = {
  spanMs: 0,
  stealMs: 0,
  throttledMs: null,
  dashboardCpuMs: 0,
};

export const noDelays: DelayTotals = { count: 0, totalMs: 0, longestMs: 0 };

export const unreadProcess: WatchedProcess = {
  heapUsedBytes: null,
  rssHistory: emptySeries(historyMax),
  heapHistory: emptySeries(historyMax),
  gcPauses: [],
  gcGaps: [],
  gcMs: 0,
  gcUnobservedMs: 0,
  resources: null,
  resourceReadings: 0,
  waitingSum: 0,
  poolRequestsSum: 0,
  totals: noTotals,
  stallCount: 0,
  blockedMs: 0,
  longestStallMs: 0,
  starved: noDelays,
  stopped: noDelays,
};

/** What a thread of a Node process is there for, judged by its name and number. */
export type ThreadRole = 'main' | 'worker' | 'pool' | 'probe' | 'engine';

/** Kernel names (15 characters) of what else Node and V8 start for themselves. */
const otherEngineNames = /^(DelayedTaskSche|SignalInspector|InspectorIo|MainThread|node|io_uring|iou-)/;

export const roleOfThread = (pid: number, { tid, name }: Pick<ThreadReading, 'tid' | 'name'>): ThreadRole => {
  if (tid === pid || name === 'main') return 'main';
  if (name === threadNames.probe) return 'probe';
  if (name.startsWith(threadNames.pool)) return 'pool';
  return name.startsWith(threadNames.engine) || otherEngineNames.test(name) ? 'engine' : 'worker';
};

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** From the reading before to this one; a thread that was not there then has done all of it since. */
const grownBy = (process: ProcessState, message: ThreadsMessage) => {
  const before = new Map(process.threads.map(thread => [thread.tid, thread.cpuMs]));
  const cpuOf = (threads: readonly ThreadReading[]): number =>
    sumOf(threads.map(({ tid, cpuMs }) => Math.max(0, cpuMs - (before.get(tid) ?? 0))));
  const byRole = Map.groupBy(message.threads, thread => roleOfThread(message.pid, thread));
  return { byRole, all: cpuOf(message.threads), cpuOf };
};

const mainRunQueueOf = (process: ProcessState, message: ThreadsMessage): number | null => {
  const before = process.threads.find(({ tid }) => tid === message.pid)?.runQueueMs ?? null;
  const now = message.threads.find(({ tid }) => tid === message.pid)?.runQueueMs ?? null;
  return before === null || now === null ? null : Math.max(0, now - before);
};

const plus = (one: number | null, other: number | null): number | null =>
  one === null && other === null ? null : (one ?? 0) + (other ?? 0);

/** `process`: as it was before this reading. The first reading has nothing to be compared with. */
export const withThreadTotals = (
  watched: WatchedProcess,
  process: ProcessState,
  message: ThreadsMessage,
): WatchedProcess => {
  if (process.threadsAtMs === null || message.atMs <= process.threadsAtMs) return watched;
  const { totals } = watched;
  const { byRole, all, cpuOf } = grownBy(process, message);
  const of = (role: ThreadRole): readonly ThreadReading[] => byRole.get(role) ?? [];
  return {
    ...watched,
    totals: {
      spanMs: totals.spanMs + message.atMs - process.threadsAtMs,
      cpuMs: totals.cpuMs + all,
      mainCpuMs: totals.mainCpuMs + cpuOf(of('main')),
      mainRunQueueMs: plus(totals.mainRunQueueMs, mainRunQueueOf(process, message)),
      poolCpuMs: totals.poolCpuMs + cpuOf(of('pool')),
      probeCpuMs: totals.probeCpuMs + cpuOf(of('probe')),
      poolThreads: Math.max(totals.poolThreads, of('pool').length),
    },
  };
};

/** A collection, or a time in which none was observed. */
export const withGc = (
  watched: WatchedProcess,
  event: ({ type: 'gc' } & GcPause) | ({ type: 'gc-gap' } & GcGap),
): WatchedProcess => {
  const { startMs, durationMs } = event;
  if (event.type === 'gc') {
    return {
      ...watched,
      gcPauses: appended(watched.gcPauses, { startMs, durationMs, kind: event.kind }, gcPausesMax),
      gcMs: watched.gcMs + durationMs,
    };
  }
  const { pauseMs } = event;
  return {
    ...watched,
    gcGaps: appended(watched.gcGaps, { startMs, durationMs, pauseMs }, gcGapsMax),
    gcMs: watched.gcMs + pauseMs,
    gcUnobservedMs: watched.gcUnobservedMs + durationMs,
  };
};

export const withDelay = (
  watched: WatchedProcess,
  { type, durationMs }: { type: 'starved' | 'stopped'; durationMs: number },
): WatchedProcess => {
  const { count, totalMs, longestMs } = watched[type];
  return {
    ...watched,
    [type]: {
      count: count + 1,
      totalMs: totalMs + durationMs,
      longestMs: Math.max(longestMs, durationMs),
    },
  };
};

export const withMemory = (
  watched: WatchedProcess,
  rssBytes: number,
  heapUsedBytes: number | null,
): WatchedProcess => ({
  ...watched,
  heapUsedBytes: heapUsedBytes ?? watched.heapUsedBytes,
  rssHistory: pushed(watched.rssHistory, rssBytes),
  heapHistory: pushed(watched.heapHistory, heapUsedBytes),
});

/** `process.getActiveResourcesInfo()`: what is served by a thread of libuv's pool, and not by the kernel's readiness. */
const poolTypes =
  /^(FSReq|GetAddrInfo|GetNameInfo|PBKDF2|Scrypt|RandomBytes|RandomPrime|KeyPair|Hash|Cipher|Sign|Zlib|Brotli|Zstd|CryptoJob|WorkReq)/i;
/** Somebody else has to answer first: a socket of ours that is open, a request under way. */
const waitingTypes =
  /(ReqWrap|ReqCallback|Request|Job|TCPSocketWrap|TLSWrap|PipeWrap|ProcessWrap|CloseReq|FSReqPromise)$/i;

const countOf = (counts: Readonly<Record<string, number>>, types: RegExp): number =>
  sumOf(Object.entries(counts).flatMap(([type, count]) => (types.test(type) ? [count] : [])));

export const withResources = (
  watched: WatchedProcess,
  counts: Readonly<Record<string, number>>,
): WatchedProcess => ({
  ...watched,
  resources: counts,
  resourceReadings: watched.resourceReadings + 1,
  waitingSum: watched.waitingSum + countOf(counts, waitingTypes),
  poolRequestsSum: watched.poolRequestsSum + countOf(counts, poolTypes),
});

export const withMachineSample = (totals: WatchMachineTotals, sample: MachineSample): WatchMachineTotals => {
  const steal = sumOf(sample.cores.map(core => core.steal)) / Math.max(1, sample.cores.length);
  return {
    spanMs: totals.spanMs + sample.spanMs,
    stealMs: totals.stealMs + steal * sample.spanMs,
    throttledMs: plus(totals.throttledMs, sample.throttledMs),
    dashboardCpuMs: totals.dashboardCpuMs + sample.dashboardCpu * sample.spanMs,
  };
};
