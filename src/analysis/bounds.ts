/** What no schedule can beat: sums of work and the longest chain of tasks. */
import { dependentsOf } from './schedule.ts';
import type { Job } from './schedule.ts';

export interface Totals {
  readonly cpuMs: number;
  readonly waitMs: number;
  readonly poolMs: number;
  /** Longest single wait. */
  readonly longestWaitMs: number;
  readonly longestTaskMs: number;
  /** The critical path: the longest chain of tasks that wait for one another (Kelley and Walker 1959). */
  readonly criticalPathMs: number;
}

const lengthOf = ({ cpuMs, waitMs, poolMs }: Job): number => cpuMs + waitMs + poolMs;

/** Longest chain, in the order of a topological sort (Kahn 1962); jobs of a circle never come up. */
const criticalPathOf = (jobs: readonly Job[]): number => {
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

const sumOf = (jobs: readonly Job[], value: (job: Job) => number): number =>
  jobs.reduce((sum, job) => sum + value(job), 0);

const mostOf = (jobs: readonly Job[], value: (job: Job) => number): number =>
  jobs.reduce((most, job) => Math.max(most, value(job)), 0);

export const totalsOf = (jobs: readonly Job[]): Totals => ({
  cpuMs: sumOf(jobs, job => job.cpuMs),
  waitMs: sumOf(jobs, job => job.waitMs),
  poolMs: sumOf(jobs, job => job.poolMs),
  longestWaitMs: mostOf(jobs, job => job.waitMs),
  longestTaskMs: mostOf(jobs, lengthOf),
  criticalPathMs: criticalPathOf(jobs),
});
