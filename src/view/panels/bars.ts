/** What a comparison came to: a bar for each variant, who won and how sure that is, and the answer to the guess. */
import { intervalName, toldInterval } from '../../analysis/experiment-interval.ts';
import type { RankedVariant } from '../../analysis/ranking.ts';
import type { ExperimentState } from '../../state/experiment.ts';
import { counted, duration } from '../format.ts';
import { safe } from '../safe.ts';
import { padEnd, padStart, span, truncateLine, wrap } from '../text.ts';
import type { Line, Size, StyleName } from '../text.ts';
import { barSpans, medianMark, predictedMark, reachOf, runMark, runSpans, widestLabel } from './bar-marks.ts';
import type { BarFacts } from './bar-marks.ts';
import { experimentFacts } from './experiment-facts.ts';
import type { ExperimentFacts, VariantFacts } from './experiment-facts.ts';
import { bestFit, frame, innerSize, titled } from './frame.ts';
import type { Panel } from './frame.ts';
import { bytes } from './processes.ts';
import { roundWords } from './race.ts';
import { factorWords, guessAnswer, rangeWords, rankingSentences } from './ranking-words.ts';

interface Row {
  readonly facts: VariantFacts;
  readonly ranked: RankedVariant | null;
  readonly bar: BarFacts | null;
  /** Or shares the first place. */
  readonly isBest: boolean;
}

/** Against the first variant: `×1.94`. */
const factorOf = ({ facts }: Row, first: VariantFacts | undefined): string =>
  facts.medianMs === null || first?.medianMs === null || first === undefined
    ? ''
    : `×${factorWords(first.medianMs / facts.medianMs)}`;

/** `1.43 to 2.83 s`, or why there is none. */
function intervalOf({ ranked, facts }: Row): string {
  if (facts.isWarmUpOnly) return 'warm-up';
  if (ranked === null || ranked.interval === null) return 'one run';
  const interval = toldInterval(ranked.interval);
  return interval === null ? 'too few rounds' : rangeWords(interval, duration);
}

function predictionOf({ facts }: Row): string {
  if (facts.predictedMs === null || facts.medianMs === null) return '';
  const off = Math.round((facts.medianMs / facts.predictedMs - 1) * 100);
  return `${duration(facts.predictedMs)} ${off < 0 ? '' : '+'}${off}%`;
}

interface Column {
  readonly head: string;
  readonly width: number;
  readonly words: (row: Row, first: VariantFacts | undefined) => string;
}

/** In the order of their weight: the last ones go first where there is no room. */
const columns: readonly Column[] = [
  { head: 'median', width: 8, words: ({ facts }) => duration(facts.medianMs) },
  { head: 'factor', width: 6, words: factorOf },
  { head: intervalName, width: 16, words: intervalOf },
  { head: `predicted ${predictedMark}`, width: 13, words: predictionOf },
  { head: 'lag p99', width: 8, words: ({ facts }) => duration(facts.lagP99Ms) },
  { head: 'memory', width: 8, words: ({ facts }) => bytes(facts.rssBytes) },
];

const leastBar = 12;
const comfortableBar = 24;

interface Table {
  readonly labelWidth: number;
  readonly barWidth: number;
  readonly columns: readonly Column[];
}

const widthOf = (shown: readonly Column[]): number => shown.reduce((sum, { width }) => sum + width + 1, 0);

function tableFor(rows: readonly Row[], width: number): Table {
  const labelWidth =
    Math.min(width < 60 ? 13 : 22, widestLabel(rows.map(({ facts }) => safe(facts.label))) + 2) + 1;
  let shown = columns;
  while (
    shown.length > 0 &&
    width - labelWidth - widthOf(shown) < (shown.length > 1 ? comfortableBar : leastBar)
  ) {
    shown = shown.slice(0, -1);
  }
  return { labelWidth, barWidth: Math.max(1, width - labelWidth - widthOf(shown)), columns: shown };
}

const cellsOf = (table: Table, words: (column: Column) => string): string =>
  table.columns.map(column => ` ${padStart(words(column), column.width)}`).join('');

const headLine = (table: Table, fullMs: number): Line => {
  const end = duration(fullMs);
  const bar = `0${padStart(end, Math.max(0, table.barWidth - 1))}`;
  return [span(' '.repeat(table.labelWidth) + bar + cellsOf(table, ({ head }) => head), 'dim')];
};

function rowLines(row: Row, table: Table, fullMs: number, hasDots: boolean, first: VariantFacts): Line[] {
  const { facts, bar, isBest } = row;
  const label = span(
    padEnd(`${isBest ? '▸ ' : '  '}${safe(facts.label)}`, table.labelWidth),
    isBest ? 'title' : 'plain',
  );
  if (bar === null) return [[label, span(safe(facts.failure ?? 'no run yet'), 'warn')]];
  const figures = span(
    cellsOf(table, column => column.words(row, first)),
    isBest ? 'title' : 'plain',
  );
  const line = [label, ...barSpans(bar, fullMs, table.barWidth), figures];
  if (!hasDots) return [line];
  return [line, [span(' '.repeat(table.labelWidth)), ...runSpans(bar, fullMs, table.barWidth)]];
}

function rowOf(facts: VariantFacts, { ranking }: ExperimentFacts): Row {
  const ranked = ranking.order.find(({ variant }) => variant === facts.variant) ?? null;
  const { medianMs, predictedMs, values } = facts;
  const isBest = ranking.order.length > 1 && ranked?.place === 1;
  const style: StyleName = isBest ? 'running' : 'waiting';
  const interval = toldInterval(ranked?.interval ?? null);
  const bar = medianMs === null ? null : { medianMs, interval, predictedMs, values, style };
  return { facts, ranked, bar, isBest };
}

function barLines(rows: readonly Row[], width: number, hasDots: boolean): Line[] {
  const first = rows[0]?.facts;
  if (first === undefined) return [];
  const table = tableFor(rows, width);
  const fullMs = Math.max(1, ...rows.map(({ bar }) => (bar === null ? 0 : reachOf(bar))));
  return [headLine(table, fullMs), ...rows.flatMap(row => rowLines(row, table, fullMs, hasDots, first))];
}

const paragraph = (text: string, width: number, style: StyleName = 'plain'): Line[] =>
  wrap(text, width).map(line => [span(line, style)]);

function agreement({ ranking, variants }: ExperimentFacts): readonly [string, StyleName] | null {
  if (ranking.checksumsAgree === null) return null;
  if (!ranking.checksumsAgree)
    return ['OTHER ANSWERS: not all runs of the same work gave the same.', 'alarm'];
  const checksum = variants.find(one => one.checksum !== null)?.checksum;
  return [`Same answer from all: checksum ${safe(checksum ?? '')}.`, 'dim'];
}

const failureWords = ({ variants }: ExperimentFacts): string[] =>
  variants.flatMap(({ label, failure, medianMs }) =>
    failure === null || medianMs === null ? [] : [`${safe(label)}, last run: ${safe(failure)}.`],
  );

/** Nothing is advised by what was not measured. */
const boundLines = ({ bound, next }: ExperimentFacts, width: number): Line[] =>
  bound === null
    ? []
    : [...paragraph(safe(bound), width), ...paragraph(`Try next: ${safe(next)}`, width, 'good')];

const missLines = ({ misses }: ExperimentFacts, width: number): Line[] =>
  misses.flatMap(sentence => paragraph(safe(sentence), width, 'dim'));

function outlierWords({ ranking }: ExperimentFacts): string[] {
  return ranking.order.flatMap(({ label, outliers }) =>
    outliers.map(
      ({ round, makespanMs }) =>
        `Round ${round} of ${safe(label)} stands apart: ${duration(makespanMs)}. It is counted all the same.`,
    ),
  );
}

function wordLines(experiment: ExperimentState, facts: ExperimentFacts, width: number): Line[] {
  const answer = guessAnswer(facts.ranking, experiment.guess);
  const agreed = agreement(facts);
  return [
    ...(answer === null ? [] : paragraph(answer, width, 'title')),
    ...rankingSentences(facts.ranking).flatMap(sentence => paragraph(sentence, width)),
    ...(agreed === null ? [] : paragraph(agreed[0], width, agreed[1])),
    ...(facts.disturbed === null ? [] : paragraph(facts.disturbed, width, 'warn')),
    ...failureWords(facts).flatMap(sentence => paragraph(sentence, width, 'warn')),
    ...outlierWords(facts).flatMap(sentence => paragraph(sentence, width, 'dim')),
    ...(experiment.endReason === null
      ? []
      : paragraph(`Ended: ${safe(experiment.endReason)}.`, width, 'dim')),
  ];
}

/** Dots and blanks are for roomy screens; the words are worth more, and what to try next is told whole or not at all. */
function arranged(experiment: ExperimentState, inner: Size): Line[] {
  const facts = experimentFacts(experiment);
  const rows = facts.variants.map(variant => rowOf(variant, facts));
  const least = wordLines(experiment, facts, inner.width);
  const advised = [...least, ...boundLines(facts, inner.width)];
  const full = [...advised, ...missLines(facts, inner.width)];
  const bars = barLines(rows, inner.width, false);
  const dotted = barLines(rows, inner.width, true);
  const words = [full, advised].find(lines => bars.length + lines.length <= inner.height) ?? least;
  if (dotted.length + 1 + words.length <= inner.height) return [...dotted, [], ...words];
  return bars.length + 1 + words.length <= inner.height ? [...bars, [], ...words] : [...bars, ...words];
}

/** Rows that the panel could fill at most, border included. */
export const barsRows = (experiment: ExperimentState, width: number): number => {
  const facts = experimentFacts(experiment);
  const inner = Math.max(1, width - 4);
  const words = [
    ...wordLines(experiment, facts, inner),
    ...boundLines(facts, inner),
    ...missLines(facts, inner),
  ];
  return facts.variants.length * 2 + words.length + 4;
};

const legend = (interval: string): Line => [
  span(`├${medianMark}┤`, 'title'),
  span(` ${interval}  `, 'dim'),
  span(predictedMark, 'warn'),
  span(` predicted  ${runMark} a run`, 'dim'),
];

/** From the longest to the shortest. */
const legends = [`median in its ${intervalName}`, intervalName].map(legend);

export const bars: Panel = ({ state }, size, theme) => {
  const { experiment } = state;
  if (experiment === null) return frame(titled('result'), [], size, theme);
  const inner = innerSize(size);
  const lines = arranged(experiment, inner).map(line => truncateLine(line, inner.width));
  const missing = lines.length - inner.height;
  const bottomLeft: Line = missing > 0 ? [span(counted(missing, 'more line'), 'dim')] : [];
  const title: Line = [
    span('result: ', 'title'),
    span(`${safe(experiment.plan.workloadTitle)} · ${roundWords(experiment)}`),
  ];
  return frame(title, lines, size, theme, {
    bottomLeft,
    bottomRight: bestFit(legends, bottomLeft, size.width),
  });
};
