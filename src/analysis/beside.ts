/** What takes the cores beside the tasks' own steady work: the engine's threads, cold code, dashboard and probe. */
import type { RunState, Task } from '../state/state.ts';
import { workingLanes } from './costs.ts';
import type { Warmup } from './jobs.ts';
import { sumOf } from './sums.ts';

export interface Beside {
  /** CPU of the engine's own threads (compiling, collecting garbage) for all tasks together; null = not measured. */
  readonly engineMs: number | null;
  /** What one lane's first tasks took beyond the later ones, before their code was compiled; null = none seen. */
  readonly warmup: Warmup | null;
  /** Cores' worth of time that the dashboard and the probe took. */
  readonly overheadCores: number;
}

const meanOf = (values: readonly number[]): number => sumOf(values) / values.length;

/** With fewer in each quarter one collection more or less decides. */
const leastTasks = 12;
/** A quarter's mean may exceed another's so much where collections fall into some tasks only. */
const levelWithin = 1.5;
/** Less than three standard errors is the spread of the tasks. */
const leastErrors = 3;

const isLevel = (parts: readonly (readonly number[])[]): boolean => {
  const means = parts.map(meanOf);
  const least = Math.min(...means);
  return least > 0 && Math.max(...means) <= levelWithin * least;
};

/** Corrected sample variance. */
const varianceOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return sumOf(values.map(value => (value - mean) ** 2)) / (values.length - 1);
};

/**
 * In the order of their starts: what the first quarter took beyond the mean of the others. Only where the other three
 * quarters are level, so that tasks which simply are of several sizes are not taken for cold code.
 */
export const warmupIn = (cpuMs: readonly number[]): number => {
  if (cpuMs.length < leastTasks) return 0;
  const size = firstQuarter(cpuMs);
  const later = cpuMs.slice(size);
  const thirds = [0, 1, 2].map(third =>
    later.slice(third * size, third === 2 ? later.length : (third + 1) * size),
  );
  if (!isLevel(thirds)) return 0;
  const extraMs = sumOf(cpuMs.slice(0, size)) - size * meanOf(later);
  const errorMs = Math.sqrt(varianceOf(later) * size * (1 + size / later.length));
  return extraMs > leastErrors * errorMs ? extraMs : 0;
};

const firstQuarter = ({ length }: readonly unknown[]): number => Math.floor(length / 4);

/** By the readings before and after, as if it had grown evenly between them. */
const engineUntil = ({ startMs, usage }: RunState, atMs: number): number | null => {
  let before = { atMs: startMs ?? 0, cpuMs: 0 };
  for (const reading of usage.engineSoFar ?? []) {
    if (reading.atMs >= atMs) {
      const part = (atMs - before.atMs) / Math.max(1, reading.atMs - before.atMs);
      return before.cpuMs + part * (reading.cpuMs - before.cpuMs);
    }
    before = reading;
  }
  return null;
};

type EndedTask = Extract<Task, { readonly cpuMs: number | null }>;

/** The engine's part while the first quarter ran, beyond its part in as many of the later tasks. */
const engineWarmupOf = (run: RunState, inOrder: readonly EndedTask[]): number => {
  const size = firstQuarter(inOrder);
  const firstMs = engineUntil(run, inOrder[size - 1]?.endMs ?? 0);
  if (firstMs === null) return 0;
  const laterMs = (run.usage.engineCpuMs ?? 0) - firstMs;
  return Math.max(0, firstMs - (size / (inOrder.length - size)) * laterMs);
};

/** Seen where all tasks ran on one lane; on several nobody knows what each of them took more. */
const warmupOf = (run: RunState): Warmup | null => {
  if (workingLanes(run).length !== 1) return null;
  const inOrder = run.tasks
    .slice()
    .filter(task => 'cpuMs' in task)
    .toSorted((a, b) => a.startMs - b.startMs);
  const cpuMs = inOrder.map(task => task.cpuMs).filter(ms => ms !== null);
  const taskMs = cpuMs.length === inOrder.length ? warmupIn(cpuMs) : 0;
  return taskMs > 0 ? { taskMs, engineMs: engineWarmupOf(run, inOrder) } : null;
};

const overheadOf = ({ usage, makespanMs }: RunState): number => {
  const dashboard = usage.spanMs > 0 ? usage.dashboardCpuMs / usage.spanMs : 0;
  return dashboard + (makespanMs !== null && makespanMs > 0 ? usage.probeCpuMs / makespanMs : 0);
};

/** As measured in one run, of the same tasks as the one that is judged. */
export const besideOf = (run: RunState): Beside => ({
  engineMs: run.usage.engineCpuMs ?? null,
  warmup: warmupOf(run),
  overheadCores: overheadOf(run),
});
