/** A comparison or sweep in plain text: a table, who wins, what stands apart, and what to do next. */
import stringWidth from 'string-width';
import type { ExperimentResult, VariantFigures } from '../analysis/experiment-result.ts';
import { resultOf } from '../analysis/experiment-result.ts';
import { disturbedWords, reportsOf } from '../analysis/experiment-common.ts';
import { counts } from '../analysis/ranking.ts';
import { intervalName, toldInterval } from '../analysis/experiment-interval.ts';
import { experimentMisses } from '../analysis/gap-words.ts';
import type { Interval } from '../analysis/statistics.ts';
import { counted } from '../analysis/words.ts';
import type { ExperimentState } from '../state/experiment.ts';
import type { State } from '../state/state.ts';
import { factorWords, rangeWords } from '../view/panels/ranking-words.ts';
import { guessText, rankingText } from './compare-words.ts';
import { claimLines } from './claims.ts';
import { ascii, megabytes, precise } from './figures.ts';
import { progressLine } from './text.ts';
import { tableLines, wrapped } from './table.ts';

const none = '-';

const orNone = (value: number | null, shown: (value: number) => string): string =>
  value === null ? none : shown(value);

function intervalText(interval: Interval | null): string {
  if (interval === null) return none;
  const told = toldInterval(interval);
  return told === null ? 'too few rounds' : rangeWords(told, precise);
}

const heads = (experiment: ExperimentState): string[] => [
  experiment.plan.swept ?? 'mode',
  'median',
  intervalName,
  'predicted',
  'speedup',
  'lag p99',
  'start-up',
  'memory',
  'checksum',
];

function row(figures: VariantFigures, { plan }: ExperimentState, { ranking }: ExperimentResult): string[] {
  const { variant, label, x, medianMs, predictedMs, lagP99Ms, startupMs, rssBytes, speedup, report } =
    figures;
  const ranked = ranking.order.find(one => one.variant === variant);
  return [
    plan.swept === null || x === null ? ascii(label) : String(x),
    orNone(medianMs, precise),
    intervalText(ranked?.interval ?? null),
    orNone(predictedMs, precise),
    orNone(speedup, factorWords),
    orNone(lagP99Ms, precise),
    orNone(startupMs, precise),
    orNone(rssBytes, megabytes),
    report?.checksum ?? none,
  ];
}

/** Those that go where the line is too short, the first of them first. */
const leastImportant = ['memory', 'start-up', 'lag p99', 'checksum', 'predicted', 'speedup'];

/** As many columns as `width` cells have room for. */
function tableOf(experiment: ExperimentState, result: ExperimentResult, width: number): string[] {
  const head = heads(experiment);
  const rows = [head, ...result.figures.map(figures => row(figures, experiment, result))];
  const choices = [...leastImportant.keys(), leastImportant.length].map(count => {
    const gone = new Set(leastImportant.slice(0, count));
    return tableLines(rows.map(cells => cells.filter((_, column) => !gone.has(head[column] ?? ''))));
  });
  const fits = (lines: readonly string[]): boolean => lines.every(line => stringWidth(line) <= width);
  return choices.find(fits) ?? choices.at(-1) ?? [];
}

type Row = readonly [label: string, text: string];
const labelWidth = 12;

const checksumRow = ({ ranking }: ExperimentResult): Row[] =>
  ranking.checksumsAgree === false
    ? [['checksums', 'DIFFER: not all runs of the same work gave the same answer']]
    : [];

const outlierRows = ({ ranking }: ExperimentResult): Row[] => {
  const apart = ranking.order.flatMap(({ label, outliers }) =>
    outliers.map(({ round, makespanMs }) => `${ascii(label)} in round ${round} (${precise(makespanMs)})`),
  );
  return apart.length > 0 ? [['apart', apart.join(', ')]] : [];
};

const leftOutRows = ({ plan, runs, phase }: ExperimentState): Row[] => {
  const failed = runs.filter(run => run.round > 0 && !counts(run));
  const known = phase === 'cancelled' ? failed.filter(({ report }) => report.ended !== 'cancelled') : failed;
  const texts = known.map(({ variant, round, report }) => {
    const why = report.reason ?? `${counted(report.tasks.failed, 'task')} failed`;
    return `${ascii(plan.variants[variant]?.label ?? '')} in round ${round}: ${why}`;
  });
  return texts.length > 0 ? [['left out', texts.join('; ')]] : [];
};

const missRows = (experiment: ExperimentState): Row[] =>
  experimentMisses(experiment).map(({ label, round, words }): Row => [
    'off by',
    `${ascii(label)} in round ${round}: ${words}`,
  ]);

/** The verdict already tells a noisy run; here it is only counted. */
const noiseRows = (experiment: ExperimentState): Row[] => {
  const words = disturbedWords(reportsOf(experiment));
  return words === null ? [] : [['noise', words]];
};

const kneeRows = ({ fit }: ExperimentResult): Row[] =>
  fit?.knee ? [['knee', `${fit.knee.workers}: ${fit.knee.reason}`]] : [];

const verdictRows = ({ verdict }: ExperimentResult): Row[] => [
  ['verdict', `${verdict.kind}: ${ascii(verdict.text)}`],
  ['next', ascii(verdict.recommendation)],
];

const endRow = ({ endReason }: ExperimentState, { rounds }: ExperimentResult): Row => [
  'rounds',
  `${rounds} complete after the warm-up; ${endReason ?? 'left before its end'}`,
];

function rowsOf(experiment: ExperimentState, result: ExperimentResult): Row[] {
  const answer = guessText(experiment, result);
  return [
    ['ranking', rankingText(experiment, result)],
    ...(answer ? [['guess', answer] as const] : []),
    ...kneeRows(result),
    ...checksumRow(result),
    ...outlierRows(result),
    ...leftOutRows(experiment),
    ...missRows(experiment),
    ...noiseRows(experiment),
    endRow(experiment, result),
    ...verdictRows(result),
  ];
}

const titleOf = ({ plan }: ExperimentState): string => {
  const workload = plan.variants[0]?.choice.workloadId ?? plan.workloadTitle;
  const mode = plan.variants[0]?.choice.mode;
  return plan.kind === 'sweep'
    ? `jugglers: ${workload}, ${mode}, over ${plan.swept}`
    : `jugglers: ${workload}, ${counted(plan.variants.length, 'mode')} compared`;
};

/** The result as lines of plain text: sentences wrapped to `width` cells, and of the table the columns that fit. */
export function experimentLines(experiment: ExperimentState, width: number, hasSeedClaims = false): string[] {
  const result = resultOf(experiment);
  const rows = rowsOf(experiment, result).flatMap(([label, text]) => {
    const [first, ...rest] = wrapped(text, Math.max(20, width - labelWidth));
    return [`${label.padEnd(labelWidth)}${first}`, ...rest.map(line => ' '.repeat(labelWidth) + line)];
  });
  const claims = hasSeedClaims
    ? claimLines(
        result.figures.flatMap(({ report }) => report ?? []),
        width,
      )
    : [];
  return [
    ...wrapped(titleOf(experiment), width),
    '',
    ...tableOf(experiment, result, width),
    '',
    ...rows,
    ...claims,
  ];
}

/** Where it stands, in one line without an end. */
export function experimentProgress(state: State): string {
  const { experiment } = state;
  const current = experiment?.current;
  if (!experiment || !current) return progressLine(state);
  const { plan } = experiment;
  const label = ascii(plan.variants[current.variant]?.label ?? '');
  const round = current.round === 0 ? 'warm-up' : `round ${current.round}, at most ${plan.mostRounds}`;
  return `${round}, ${label} (${current.variant + 1} of ${plan.variants.length}) | ${progressLine(state)}`;
}
