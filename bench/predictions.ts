/** How well the model knows what a mode will take: eight workloads in four modes, demands measured one after another. */
import { readMachine } from '../src/sample/machine.ts';
import type { ModeId } from '../src/protocol.ts';
import type { ExperimentPlan, ExperimentRun } from '../src/state/experiment.ts';
import type { Workload } from '../src/lab/workload.ts';
import { workloads } from '../workloads/index.ts';
import { runsOf } from './support/experiment.ts';
import type { Figure } from './support/figure.ts';
import { spreadOf } from './support/statistics.ts';

/** Medians of three, and of more only where the modes are not told apart by then: a round of all takes two minutes. */
const rounds = { least: 3, most: 5 };
const mostPercent = 15;
const modes: readonly ModeId[] = ['sequential', 'concurrent', 'parallel', 'hybrid'];

function planFor(workload: Workload, workers: number): ExperimentPlan {
  const options = Object.fromEntries(workload.options.map(({ name, default: value }) => [name, value]));
  const common = {
    workloadId: workload.id,
    workers,
    tasksPerWorker: 8,
    sliceMs: 10,
    seed: 1,
    scale: 1,
    options,
  };
  return {
    id: workload.id,
    kind: 'compare',
    workloadTitle: workload.title,
    variants: modes.map(mode => ({ label: mode, choice: { ...common, mode }, x: null })),
    swept: null,
    leastRounds: rounds.least,
    mostRounds: rounds.most,
    asksGuess: false,
    guess: null,
  };
}

/** Off by so much, in percent of what was measured; the noise is that of the busiest of the runs. */
function figureFor(name: string, runs: readonly ExperimentRun[]): Figure {
  const reports = runs.map(({ report }) => report);
  const measured = spreadOf(reports.map(({ makespanMs }) => makespanMs ?? Number.NaN));
  const predicted = spreadOf(reports.map(report => report.predicted?.makespanMs ?? Number.NaN));
  const errorPercent = (against: number): number => 100 * Math.abs(predicted.median / against - 1);
  const errors = reports.map(({ makespanMs }) => errorPercent(makespanMs ?? Number.NaN));
  const { min, max } = spreadOf(errors);
  const others = Math.max(...reports.map(({ noise }) => noise.otherCpuPercent ?? 0));
  return {
    name,
    value: errorPercent(measured.median),
    unit: '%',
    range: [min, max],
    runs: runs.length,
    bar: mostPercent,
    note:
      `measured ${measured.median.toFixed(0)} ms (best ${measured.min.toFixed(0)}), ` +
      `predicted ${predicted.median.toFixed(0)}; others' CPU up to ${others.toFixed(0)} %`,
  };
}

/** Prediction against measured median, in percent, and how many of them are off by more than 15. */
export async function predictions(): Promise<Figure[]> {
  const { usableCores } = readMachine();
  const workers = Math.max(1, Math.floor(usableCores));
  const figures: Figure[] = [];
  for (const workload of workloads) {
    const runs = await runsOf(planFor(workload, workers));
    for (const [variant, mode] of modes.entries()) {
      const own = runs.filter(run => run.variant === variant);
      figures.push(figureFor(`prediction, ${workload.id} ${mode}`, own));
    }
  }
  const misses = figures.filter(({ value }) => !(value <= mostPercent)).length;
  const total: Figure = {
    name: 'predictions off by more than 15 %',
    value: misses,
    unit: `of ${figures.length}`,
    range: [misses, misses],
    runs: figures.reduce((least, { runs }) => Math.min(least, runs), rounds.most),
    bar: 0,
    note: `${workers} workers, default sizes, calibrated by the sequential runs`,
  };
  return [...figures, total];
}
