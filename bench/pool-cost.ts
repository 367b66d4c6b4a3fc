/** What a task costs on its way through our pool, beside the same tasks through bare piscina. */
import type { Figure } from './support/figure.ts';
import { benchFile, jsonFrom, reportOf } from './support/program.ts';
import { inPairs } from './support/statistics.ts';

const tasks = 50_000;
const workers = 2;
const pairs = 7;

const perTaskUs = (makespanMs: number): number => (makespanMs * 1000) / tasks;

async function ours(): Promise<number> {
  const args = ['--mode', 'parallel', '--workers', String(workers), '--tasks', String(tasks)];
  const { makespanMs } = await reportOf([benchFile('workloads/tiny.ts'), ...args]);
  if (makespanMs === null) throw new Error('the run of tiny tasks has no makespan');
  return perTaskUs(makespanMs);
}

async function bare(): Promise<number> {
  const args = [benchFile('bare/pool.ts'), String(workers), String(tasks)];
  return perTaskUs((await jsonFrom<{ makespanMs: number }>(args)).makespanMs);
}

export async function poolCost(): Promise<Figure[]> {
  const { ours: own, other, ratio } = await inPairs(pairs, ours, bare);
  return [
    {
      name: 'task cost, parallel : bare piscina',
      value: ratio.median,
      unit: 'x',
      range: [ratio.min, ratio.max],
      runs: ratio.runs,
      bar: 1.1,
      note: `${own.median.toFixed(2)} : ${other.median.toFixed(2)} us a task, ${tasks} tasks, ${workers} workers`,
    },
  ];
}
