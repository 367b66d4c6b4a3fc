/** What no schedule can beat: sums of work and the longest chain of tasks. */
import { dependentsOf, isTimed, stepsOf } from './jobs.ts';
import type { Job } from './jobs.ts';
import { kept } from './kept.ts';

export interface Totals {
  readonly cpuMs: number;
  readonly waitMs: number;
  readonly poolMs: number;
  /** Longest single wait. */
  readonly longestWaitMs: number;
  readonly longestTaskMs: number;
  /** The critical path: the longest chain of tasks that wait for one another (Kelley and Walker 1959). */
  readonly criticalPathMs: number;
  /** How long the lock that is held most is held in all: so long only one task goes on at a time. */
  readonly lockedMs: number;
}

const lengthOf = ({ cpuMs, waitMs, poolMs }: Job): number => cpuMs + waitMs + poolMs;

/** Longest chain, in the order of a topological sort (Kahn 1962); jobs of a circle never come up. */
const longestChainMs = (jobs: readonly Job[]): number => {
  const missing = jobs.map(job => job.after.length);
  const dependents = dependentsOf(jobs);
  const startMs = jobs.map(() => 0);
  const open = jobs.flatMap((job, index) => (job.after.length === 0 ? [index] : []));
  let longestMs = 0;
  for (let job = open.pop(); job !== undefined; job = open.pop()) {
    const endMs = (startMs[job] as number) + lengthOf(jobs[job] as Job);
    longestMs = Math.max(longestMs, endMs);
    for (const next of dependents[job] as number[]) {
      startMs[next] = Math.max(startMs[next] as number, endMs);
      missing[next] = (missing[next] as number) - 1;
      if (missing[next] === 0) open.push(next);
    }
  }
  return longestMs;
};

const addLockedMs = (job: Job, byLock: Map<number, number>): void => {
  const held = new Set<number>();
  for (const step of stepsOf(job)) {
    if (isTimed(step)) for (const lock of held) byLock.set(lock, (byLock.get(lock) ?? 0) + step.ms);
    else if (step.kind === 'take') held.add(step.lock);
    else held.delete(step.lock);
  }
};

/** In one pass: there may be 100,000 tasks. */
const summed = (jobs: readonly Job[]): Totals => {
  const sums = { cpuMs: 0, waitMs: 0, poolMs: 0, longestWaitMs: 0, longestTaskMs: 0 };
  const byLock = new Map<number, number>();
  let isOrdered = false;
  for (const job of jobs) {
    sums.cpuMs += job.cpuMs;
    sums.waitMs += job.waitMs;
    sums.poolMs += job.poolMs;
    sums.longestWaitMs = Math.max(sums.longestWaitMs, job.waitMs);
    sums.longestTaskMs = Math.max(sums.longestTaskMs, lengthOf(job));
    isOrdered ||= job.after.length > 0;
    if (job.steps) addLockedMs(job, byLock);
  }
  const criticalPathMs = isOrdered ? longestChainMs(jobs) : sums.longestTaskMs;
  return { ...sums, criticalPathMs, lockedMs: Math.max(0, ...byLock.values()) };
};

/** All modes are predicted from the same jobs. */
export const totalsOf = kept(summed);
