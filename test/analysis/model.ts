/** What predictions are made from, said shortly. */
import type { Job, PredictInput } from '../../src/analysis/jobs.ts';
import { predict } from '../../src/analysis/predict.ts';
import type { ModeId } from '../../src/protocol.ts';

export const job = (cpuMs: number, waitMs = 0, more: Partial<Job> = {}): Job => ({
  cpuMs,
  waitMs,
  poolMs: 0,
  after: [],
  priority: 0,
  ...more,
});

export const input = (jobs: readonly Job[], more: Partial<PredictInput> = {}): PredictInput => ({
  jobs,
  usableCores: 2,
  tasksPerWorker: 8,
  cloneCpuMs: null,
  ...more,
});

/** Rounded to milliseconds. */
export const makespans = (of: PredictInput, cases: readonly (readonly [ModeId, number])[]): number[] =>
  cases.map(([mode, workers]) => Math.round(predict(of, mode, workers).makespanMs));
