/** What a comparison or a sweep says in words: who or how many, what bounds it, what would change that. */
import { modes } from '../modes.ts';
import type { SweptName } from '../state/experiment.ts';
import { runCommand, sweepCommand } from './commands.ts';
import type { Work } from './commands.ts';
import { adviceText } from './experiment-advice.ts';
import type { SweepFit, SweepPoint } from './fit.ts';
import type { RunReport, Verdict, VerdictKind } from './types.ts';
import { uslPeak } from './scalability.ts';
import { counted, duration, listed, percent } from './words.ts';

export interface ComparedVariant {
  readonly label: string;
  /** Null if none of its runs counts. */
  readonly medianMs: number | null;
  /** 1 = fastest, shared by those that no real difference parts from it (see ranking.ts). */
  readonly place: number;
  /** The measured ones, warm-up left out. */
  readonly reports: readonly RunReport[];
}

export interface SweptRun {
  readonly x: number;
  readonly report: RunReport;
}

/** With half of the runs disturbed the middle one is, too. */
const noisyRuns = 0.5;
/** A law that explains less than nine tenths of the differences is not quoted. */
const leastR2 = 0.9;
/** Twice as many as recommended and more is oversubscription worth its price tag. */
const oversubscribed = 2;

/** What would change each bound. */
const changes: Partial<Record<VerdictKind, string>> = {
  'cpu-bound': 'more cores or less work would change that, more workers would not',
  'io-bound': 'more tasks in the air would change that: `--mode hybrid` or `--tasks-per-worker`',
  mixed: 'overlapping waits and work would change that: `--mode hybrid`',
  'memory-bound': 'smaller pieces that fit the cache would change that',
  imbalanced: 'smaller tasks would change that: `--tasks`',
  'lock-bound': 'a shorter time under the lock would change that',
  'pool-bound': 'a wider libuv pool would change that, up to the cores: `--uv-threads`',
  'loop-bound': 'more loops would change that: `--mode hybrid`',
  'quota-bound': 'a larger CPU quota would change that',
  'startup-bound': 'threads that are kept would change that: `--mode parallel`',
  'too-small': 'larger tasks would change that: `--scale`',
};

const workOf = ({ workload, options, scale, seed }: RunReport): Work => ({ workload, options, scale, seed });

/** The verdict that most of the runs share, from the newest of these. */
const commonVerdict = (reports: readonly RunReport[]): Verdict | null => {
  const byKind = [...Map.groupBy(reports, ({ verdict }) => verdict.kind).values()];
  const most = byKind.toSorted((a, b) => b.length - a.length)[0];
  return most?.at(-1)?.verdict ?? null;
};

const isNoisy = (reports: readonly RunReport[]): boolean =>
  reports.length > 0 &&
  reports.filter(({ verdict }) => verdict.kind === 'noisy').length >= noisyRuns * reports.length;

const unknown = (text: string, recommendation: string): Verdict => ({
  kind: 'unknown',
  text,
  recommendation,
});

const joined = (parts: readonly (string | undefined | false)[]): string =>
  parts.filter(part => typeof part === 'string' && part !== '').join('; ');

// ---------------------------------------------------------------- a comparison

interface Ranked extends ComparedVariant {
  readonly medianMs: number;
}

const simplicity = ({ reports }: ComparedVariant): number =>
  modes.findIndex(({ id }) => id === reports[0]?.mode);

const winnerText = (winner: Ranked, others: readonly Ranked[]): string => {
  const slowest = others.at(-1);
  if (!slowest) return `${winner.label} took ${duration(winner.medianMs)}, and nothing else ran`;
  const factor = (slowest.medianMs / winner.medianMs).toFixed(2);
  return `${winner.label} is fastest with ${duration(winner.medianMs)}, ${factor} times as fast as ${slowest.label}`;
};

const tieText = (first: readonly Ranked[]): string =>
  `no difference that this machine can show between ${listed(first.map(({ label }) => label))}`;

/** Of those that share the first place the simplest is advised. Fastest first, whatever the order given. */
export const verdictOfCompare = (variants: readonly ComparedVariant[]): Verdict => {
  const ranked = variants
    .filter((variant): variant is Ranked => variant.medianMs !== null && variant.reports.length > 0)
    .toSorted((a, b) => a.medianMs - b.medianMs);
  const first = ranked.filter(({ place }) => place === 1);
  const winner = first.toSorted((a, b) => simplicity(a) - simplicity(b))[0];
  const report = winner?.reports.at(-1);
  if (!winner || !report) return unknown('no run did all of its work', 'look at the failed tasks in the log');
  const bound = commonVerdict(winner.reports);
  const noisy = isNoisy(ranked.flatMap(({ reports }) => reports));
  const command = runCommand(workOf(report), report);
  return {
    kind: noisy ? 'noisy' : (bound?.kind ?? 'unknown'),
    text: joined([
      first.length > 1
        ? tieText(first)
        : winnerText(
            winner,
            ranked.filter(one => one !== winner),
          ),
      bound?.text,
      noisy && 'half of the runs were disturbed',
    ]),
    recommendation: joined([
      first.length > 1 && `take the simplest, ${winner.label}`,
      bound ? changes[bound.kind] : '',
      command,
    ]),
  };
};

// ---------------------------------------------------------------- a sweep

const things: Readonly<Record<SweptName, string>> = {
  workers: 'worker',
  slice: 'ms of slice',
  'tasks-per-worker': 'task per worker',
  'uv-threads': 'libuv thread',
};

const amount = (swept: SweptName, x: number): string => {
  if (swept === 'slice') return `${x} ms of slice`;
  return swept === 'tasks-per-worker' ? `${counted(x, 'task')} per worker` : counted(x, things[swept]);
};

const pointAt = (fit: SweepFit, x: number): SweepPoint | undefined => fit.points.find(point => point.x === x);

const speedupText = (point: SweepPoint | undefined, fit: SweepFit): string => {
  const base = fit.points[0];
  if (!point || !base || point === base) return '';
  const { low, high } = point.speedupInterval;
  const spread = `${low.toFixed(2)} to ${high.toFixed(2)}`;
  return `speedup ${point.speedup.toFixed(2)} against ${base.x} (by the spread of the runs, at 95 %: ${spread})`;
};

/** The laws speak of workers only. */
const lawText = ({ usl, points }: SweepFit): string => {
  if (!usl || usl.r2 < leastR2) return '';
  const peak = uslPeak(usl);
  const widest = points.at(-1)?.x ?? 1;
  const serial = `by the USL ${percent(usl.sigma)} of the work goes one after another`;
  return peak < widest
    ? `${serial}, and beyond ${Math.round(peak)} each worker costs more than it adds`
    : serial;
};

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const meanOf = (values: readonly number[]): number => sumOf(values) / Math.max(1, values.length);

interface Price {
  readonly switches: number;
  readonly runQueueMs: number;
  readonly startupMs: number;
}

const priceOf = (reports: readonly RunReport[]): Price => ({
  switches: meanOf(
    reports.map(({ lanes }) =>
      sumOf(lanes.map(({ switches }) => (switches ? switches.voluntary + switches.involuntary : 0))),
    ),
  ),
  runQueueMs: meanOf(reports.map(({ lanes }) => sumOf(lanes.map(({ runQueueMs }) => runQueueMs ?? 0)))),
  startupMs: meanOf(reports.map(({ startupMs }) => startupMs ?? 0)),
});

/** What the largest number costs beside the recommended one, by the counters. */
const oversubscriptionText = (fit: SweepFit, runs: readonly SweptRun[], chosen: number): string => {
  const widest = fit.points.at(-1);
  if (!widest || widest.x < oversubscribed * chosen) return '';
  const priceAt = (x: number): Price => priceOf(runs.filter(run => run.x === x).map(({ report }) => report));
  const [few, many] = [priceAt(chosen), priceAt(widest.x)];
  const parts = [
    many.switches > few.switches &&
      `${Math.round(many.switches)} switches instead of ${Math.round(few.switches)}`,
    many.runQueueMs > few.runQueueMs && `${duration(many.runQueueMs)} of waiting for a core`,
    many.startupMs > few.startupMs && `${duration(many.startupMs)} to start`,
  ].filter(part => part !== false);
  return parts.length === 0 ? '' : `${counted(widest.x, 'worker')} cost ${parts.join(', ')}`;
};

const flags: Readonly<Record<SweptName, string>> = {
  workers: '--workers',
  slice: '--slice',
  'tasks-per-worker': '--tasks-per-worker',
  'uv-threads': '--uv-threads',
};

const nextCommand = (fit: SweepFit, report: RunReport, swept: SweptName): string => {
  const { workers: chosen } = fit.recommended;
  const isAtEnd = chosen === fit.points.at(-1)?.x && chosen !== fit.points[0]?.x;
  if (isAtEnd) {
    return sweepCommand(workOf(report), ['--mode', report.mode, flags[swept], `${chosen}..${4 * chosen}`]);
  }
  if (swept === 'workers') return runCommand(workOf(report), { mode: report.mode, workers: chosen });
  return runCommand(workOf(report), report, [flags[swept], String(chosen)]);
};

/** Null fit (too few points) is an answer of its own. `runs`: the measured ones, warm-up left out. */
export const verdictOfSweep = (
  fit: SweepFit | null,
  runs: readonly SweptRun[],
  swept: SweptName = 'workers',
): Verdict => {
  const chosen = fit?.recommended.workers;
  const reports = runs.filter(({ x }) => x === chosen).map(({ report }) => report);
  const report = reports.at(-1);
  if (!fit || chosen === undefined || !report) {
    return unknown(
      'fewer than two numbers were measured to their end',
      'sweep more of them: `--workers 1..8`',
    );
  }
  const bound = commonVerdict(reports);
  const noisy = isNoisy(runs.map(run => run.report));
  const isWorkers = swept === 'workers';
  return {
    kind: noisy ? 'noisy' : (bound?.kind ?? 'unknown'),
    text: joined([
      adviceText(fit, amount(swept, chosen)),
      speedupText(pointAt(fit, chosen), fit),
      isWorkers && lawText(fit),
      isWorkers && oversubscriptionText(fit, runs, chosen),
      bound?.text,
      noisy && 'half of the runs were disturbed',
    ]),
    recommendation: joined([bound ? changes[bound.kind] : '', nextCommand(fit, report, swept)]),
  };
};
