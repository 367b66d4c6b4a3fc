/** Which bound decides a prediction, in one sentence with its figures. */
import type { ModeId } from '../protocol.ts';
import type { Totals } from './bounds.ts';
import type { Lanes, PredictInput } from './jobs.ts';
import { coreCount, counted, duration } from './words.ts';

export interface Case {
  readonly mode: ModeId;
  readonly lanes: Lanes;
  readonly totals: Totals;
  /** The makespan, and the start of the first clones before it. */
  readonly wholeMs: number;
  readonly input: PredictInput;
  /** What the tasks have of the cores. */
  readonly cores: number;
}

/** A bound that makes up this much of the makespan is what decides it. */
const decides = 0.95;
/** Waits below this share of the work are not worth a word. */
const worthSaying = 0.05;

const hasWaits = ({ waitMs, cpuMs, poolMs }: Totals): boolean =>
  waitMs > worthSaying * (waitMs + cpuMs + poolMs);

const onHandsMs = ({ lanes, totals }: Case): number =>
  lanes.poolThreads === null ? totals.cpuMs + totals.poolMs : totals.cpuMs;

const sequentially = (one: Case): string =>
  hasWaits(one.totals)
    ? `CPU work of ${duration(onHandsMs(one))} and waits of ${duration(one.totals.waitMs)}, one after another`
    : `CPU work of ${duration(onHandsMs(one))} on one thread`;

const byCores = ({ lanes, totals, input }: Case): string => {
  const workMs = totals.cpuMs + totals.poolMs;
  return `CPU work of ${duration(workMs)} on ${coreCount(input.usableCores)}, shared by ${counted(lanes.count, 'lane')}`;
};

const byEngine = ({ totals, input }: Case): string =>
  `CPU work of ${duration(totals.cpuMs + totals.poolMs)} and ${duration(input.engineMs ?? 0)} of the engine's own ` +
  `threads (compiling, collecting garbage) on ${coreCount(input.usableCores)}`;

const byHands = (one: Case): string => {
  const { lanes, totals } = one;
  const work = `CPU work of ${duration(onHandsMs(one))}`;
  const place = lanes.count === 1 ? 'takes turns on one thread' : `divided over ${lanes.count} lanes`;
  return hasWaits(totals) ? `${work} ${place}; the waits overlap it` : `${work} ${place}`;
};

/** More threads than cores are no faster. */
const poolWidth = ({ lanes, input }: Case): number => Math.min(lanes.poolThreads ?? 1, input.usableCores);

const byPool = (one: Case): string => {
  const { lanes, totals, input } = one;
  const threads = lanes.poolThreads ?? 1;
  const place =
    threads <= input.usableCores
      ? counted(threads, 'thread')
      : `${counted(threads, 'thread')} on ${coreCount(input.usableCores)}`;
  return `work of ${duration(totals.poolMs)} divided over the libuv pool's ${place}`;
};

const byLock = ({ totals }: Case): string =>
  `a lock is held for ${duration(totals.lockedMs)} in all, by one task at a time; all else fits beside it`;

const byChain = ({ totals, input }: Case): string =>
  input.jobs.some(job => job.after.length > 0)
    ? `the longest chain of tasks takes ${duration(totals.criticalPathMs)}; all else fits beside it`
    : `the longest task takes ${duration(totals.longestTaskMs)}; all else fits beside it`;

const byBlockedLanes = (one: Case): string => {
  const work = `CPU work of ${duration(onHandsMs(one))}`;
  const { count } = one.lanes;
  return hasWaits(one.totals)
    ? `${work} and waits of ${duration(one.totals.waitMs)}, which block their lane, divided over ${counted(count, 'lane')}`
    : `${work} divided over ${counted(count, 'lane')}`;
};

const unevenly = (one: Case): string => {
  const { lanes, totals, input } = one;
  if (lanes.slots === 1 && input.jobs.length <= lanes.count && hasWaits(totals)) {
    const work = `CPU work of ${duration(onHandsMs(one))} on ${coreCount(input.usableCores)}`;
    return `${work}, and waits of up to ${duration(totals.longestWaitMs)}, each task on a lane of its own`;
  }
  if (lanes.slots === 1) {
    return `${duration(totals.cpuMs + totals.waitMs + totals.poolMs)} of whole tasks do not divide evenly over ${counted(lanes.count, 'lane')}`;
  }
  const work = `CPU work of ${duration(onHandsMs(one))}`;
  const place = lanes.count === 1 ? 'takes turns on one thread' : `is divided over ${lanes.count} lanes`;
  return `waits of up to ${duration(totals.longestWaitMs)} overlap, then ${work} ${place}`;
};

const decisive = (one: Case): ((one: Case) => string) => {
  const { mode, lanes, totals, wholeMs, input, cores } = one;
  const isDecisive = (ms: number) => ms >= decides * wholeMs;
  const workMs = totals.cpuMs + totals.poolMs;
  if (mode === 'sequential') return sequentially;
  if (isDecisive(workMs / cores)) {
    if (lanes.count > cores && (input.engineMs ?? 0) > worthSaying * workMs) return byEngine;
    if (lanes.count > input.usableCores) return byCores;
  }
  if (isDecisive(totals.lockedMs)) return byLock;
  if (lanes.slots > 1 && isDecisive(onHandsMs(one) / lanes.count)) return byHands;
  if (lanes.poolThreads !== null && isDecisive(totals.poolMs / poolWidth(one))) return byPool;
  if (isDecisive((workMs + totals.waitMs) / (lanes.count * lanes.slots))) return byBlockedLanes;
  if (isDecisive(totals.criticalPathMs)) return byChain;
  return unevenly;
};

const startUp = ({ mode, input }: Case): string => {
  if (mode !== 'spawn') return '';
  return input.cloneCpuMs === null
    ? '; start-up was not measured and is left out'
    : `; with ${duration(input.cloneCpuMs)} of CPU to start each clone`;
};

export const reasonFor = (one: Case): string => `${decisive(one)(one)}${startUp(one)}`;
