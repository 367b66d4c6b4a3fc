/** What a sweep says in words: the number to take and how sure that is, what more of it costs, what to try next. */
import type { ExperimentPlan, SweptName } from '../state/experiment.ts';
import type { RunChoice } from '../state/state.ts';
import { runCommand, sweepCommand, workOf } from './commands.ts';
import { intervalWords } from './comparison-words.ts';
import { adviceText } from './experiment-advice.ts';
import { changeOf, commonVerdict, isNoisy, joined, reportsOf, unknown } from './experiment-common.ts';
import type { SweepFit } from './fit.ts';
import { oversubscriptionText } from './oversubscription.ts';
import type { Measured, Ranking } from './ranking.ts';
import { tellsEnough, uslPeak } from './scalability.ts';
import type { Verdict } from './types.ts';
import { counted, percent } from './words.ts';

/** An end of the sweep that still rises is followed up to so many times as far. */
const further = 4;

const amounts: Readonly<Record<SweptName, (x: number) => string>> = {
  workers: x => counted(x, 'worker'),
  slice: x => `${x} ms of slice`,
  'tasks-per-worker': x => `${counted(x, 'task')} per worker`,
  'uv-threads': x => counted(x, 'libuv thread'),
};

/** Only what the ranking shows, too. */
const speedupText = (fit: SweepFit, ranking: Ranking, { variants }: ExperimentPlan): string => {
  const [base] = fit.points;
  const point = fit.points.find(({ x }) => x === fit.recommended.workers);
  const isShown = ranking.comparisons.some(
    ({ faster, slower, finding }) =>
      finding === 'different' && variants[faster]?.x === point?.x && variants[slower]?.x === base?.x,
  );
  if (!point || !base || !isShown) return '';
  const range = intervalWords(point.speedupInterval, true);
  return `speedup ${point.speedup.toFixed(2)} against ${base.x} (${range})`;
};

/** The laws speak of workers only. */
const lawText = ({ usl, points }: SweepFit): string => {
  if (!usl || !tellsEnough(usl)) return '';
  const peak = uslPeak(usl);
  const widest = points.at(-1)?.x ?? 1;
  const serial = `by the USL ${percent(usl.sigma)} of the work goes one after another`;
  return peak < widest
    ? `${serial}, and beyond ${Math.round(peak)} each worker costs more than it adds`
    : serial;
};

const flags: Readonly<Record<SweptName, string>> = {
  workers: '--workers',
  slice: '--slice',
  'tasks-per-worker': '--tasks-per-worker',
  'uv-threads': '--uv-threads',
};

/** `1..4`, `1,2,4`. */
const rangeWords = (xs: readonly number[]): string => {
  const isRow = xs.length > 2 && xs.every((x, at) => x === (xs[0] as number) + at);
  return isRow ? `${xs[0]}..${xs.at(-1)}` : xs.join(',');
};

/** The workers of all points, where it is not these that are swept. */
const fixedWords = ({ mode, workers }: RunChoice, swept: SweptName): string[] =>
  swept === 'workers' || mode === 'concurrent' || mode === 'sequential' ? [] : ['--workers', String(workers)];

function nextCommand({ plan }: Measured, fit: SweepFit, choice: RunChoice, swept: SweptName): string {
  const { workers: chosen, repeatToTell } = fit.recommended;
  const xs = plan.variants.map(({ x }) => x ?? 0).toSorted((a, b) => a - b);
  const again = (range: string, more: readonly string[] = []): string =>
    sweepCommand(workOf(choice), [
      '--mode',
      choice.mode,
      flags[swept],
      range,
      ...fixedWords(choice, swept),
      ...more,
    ]);
  if (repeatToTell !== null) return `to tell: ${again(rangeWords(xs), ['--repeat', String(repeatToTell)])}`;
  if (chosen === xs.at(-1) && chosen !== xs[0]) return again(`${chosen}..${further * chosen}`);
  const lanes = { mode: choice.mode, workers: swept === 'workers' ? chosen : choice.workers };
  return runCommand(workOf(choice), lanes, swept === 'workers' ? [] : [flags[swept], String(chosen)]);
}

/** Null fit (too few points) is an answer of its own. */
export const verdictOfSweep = (measured: Measured, ranking: Ranking, fit: SweepFit | null): Verdict => {
  const { variants, swept } = measured.plan;
  const { advice } = ranking;
  const choice = variants[advice?.variant ?? -1]?.choice;
  if (!fit || !advice || !choice || swept === null) {
    return unknown(
      'fewer than two numbers were measured to their end',
      'sweep more of them: `--workers 1..8`',
    );
  }
  const reports = reportsOf(measured, advice.variant);
  const bound = commonVerdict(reports);
  const noisy = isNoisy(reportsOf(measured));
  const isWorkers = swept === 'workers';
  return {
    kind: noisy ? 'noisy' : (bound?.kind ?? 'unknown'),
    text: joined([
      adviceText(fit, amounts[swept](advice.x)),
      speedupText(fit, ranking, measured.plan),
      isWorkers && lawText(fit),
      isWorkers && oversubscriptionText(measured, advice.x),
      bound?.text,
      noisy && 'half of the runs were disturbed',
    ]),
    recommendation: joined([
      bound ? changeOf(bound.kind, choice.mode, [], reports.at(-1)?.options) : '',
      nextCommand(measured, fit, choice, swept),
    ]),
  };
};
