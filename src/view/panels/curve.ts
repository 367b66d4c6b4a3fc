/** A sweep as it goes on: speedup and throughput against the swept number, and what follows from them. */
import { adviceNotes } from '../../analysis/experiment-advice.ts';
import { toldInterval } from '../../analysis/experiment-interval.ts';
import type { ExperimentState } from '../../state/experiment.ts';
import { safe } from '../safe.ts';
import { padEnd, span, truncateLine, lineWidth, wrap } from '../text.ts';
import type { Line, Size } from '../text.ts';
import type { Theme } from '../theme.ts';
import { penSample } from './canvas.ts';
import { pens, plotLines, pointMark } from './curve-plot.ts';
import type { PlotFacts, PlotPoint } from './curve-plot.ts';
import { countsHands, nextWords, sweepTable, sweepWords, sweptNoun, tableWidth } from './curve-words.ts';
import { experimentFacts } from './experiment-facts.ts';
import type { ExperimentFacts } from './experiment-facts.ts';
import { bestFit, frame, innerSize, titled } from './frame.ts';
import type { Panel } from './frame.ts';
import { roundWords } from './race.ts';
import { guessAnswer } from './ranking-words.ts';

function pointsOf({ variants, fit }: ExperimentFacts): PlotPoint[] {
  const baseMs = variants.find(({ medianMs }) => medianMs !== null)?.medianMs ?? null;
  return variants.flatMap(({ x, medianMs, isWarmUpOnly }): PlotPoint[] => {
    if (x === null || medianMs === null || baseMs === null) return [];
    const fitted = isWarmUpOnly ? undefined : fit?.points.find(point => point.x === x);
    const interval = toldInterval(fitted?.speedupInterval ?? null);
    return [{ x, speedup: fitted?.speedup ?? baseMs / medianMs, interval, isProvisional: isWarmUpOnly }];
  });
}

function plotFacts({ plan, runs }: ExperimentState, facts: ExperimentFacts): PlotFacts {
  const baseMs = facts.variants.find(({ medianMs }) => medianMs !== null)?.medianMs ?? null;
  const tasks = runs[0]?.report.tasks.total ?? null;
  const xs = [...new Set(plan.variants.flatMap(({ x }) => (x === null ? [] : [x])))];
  return {
    points: pointsOf(facts),
    xs: xs.toSorted((a, b) => a - b),
    fit: facts.fit,
    unitThroughput: baseMs === null || tasks === null ? null : (tasks * 1000) / baseMs,
    hasIdeal: countsHands(plan.swept),
  };
}

/** From so much width on the points stand beside the plot as a table. */
const tableBesideColumns = 100;
const leastPlot = 11;
/** What to try next, which plain text tells as well, takes no row from a plot of so many. */
const comfortablePlot = 15;

const beside = (left: readonly Line[], right: readonly Line[], leftWidth: number): Line[] =>
  left.map((line, row) => [
    ...line,
    span(' '.repeat(Math.max(0, leftWidth - lineWidth(line)) + 2)),
    ...(right[row] ?? []),
  ]);

const axisNames = ({ plan }: ExperimentState, { unitThroughput }: PlotFacts, width: number): Line => {
  const left = ' speedup';
  const right = unitThroughput === null || width < 56 ? '' : 'tasks/s';
  const noun = `against ${sweptNoun(plan.swept)}`;
  return [span(padEnd(`${left} ${noun}`, Math.max(0, width - right.length - 1)) + right, 'dim')];
};

/** Only at the end: an answer that changes with every round is none. */
function guessLines({ guess, phase }: ExperimentState, { ranking }: ExperimentFacts, width: number): Line[] {
  const answer = phase === 'running' ? null : guessAnswer(ranking, guess);
  return answer === null ? [] : wrap(answer, width).map(line => [span(line, 'title')]);
}

/** Plot and table above, words below; the words give way to the plot where there is little height. */
function body(experiment: ExperimentState, inner: Size, theme: Theme): readonly [Line[], number] {
  const facts = experimentFacts(experiment);
  const plot = plotFacts(experiment, facts);
  const { swept } = experiment.plan;
  const isOver = experiment.phase !== 'running';
  const least = [
    ...guessLines(experiment, facts, inner.width),
    ...sweepWords(facts, { swept, isOver }, inner.width),
  ];
  const next = nextWords(facts, isOver, inner.width);
  const words = least.length + next.length <= inner.height - comfortablePlot ? [...least, ...next] : least;
  const wordRows = Math.max(0, Math.min(words.length, inner.height - leastPlot));
  const height = Math.max(1, inner.height - wordRows - 1);
  const hasTable = inner.width >= tableBesideColumns;
  const width = hasTable ? inner.width - tableWidth - 2 : inner.width;
  const picture = [
    axisNames(experiment, plot, width),
    ...plotLines(plot, { width, height }, theme.isUnicode),
  ];
  const table = sweepTable(facts.variants, swept).slice(0, picture.length);
  const upper = hasTable ? beside(picture, table, width) : picture;
  return [[...upper, ...words.slice(0, wordRows)], words.length - wordRows];
}

function legendFor({ isUnicode }: Theme, hasHands: boolean): Line {
  const curves = hasHands
    ? [
        penSample(pens.usl, isUnicode),
        span(' USL  ', 'dim'),
        penSample(pens.amdahl, isUnicode),
        span(' Amdahl  ', 'dim'),
        penSample(pens.ideal, isUnicode),
        span(' ideal', 'dim'),
      ]
    : [];
  return [span(pointMark, 'title'), span(hasHands ? ' measured  ' : ' measured', 'dim'), ...curves];
}

/** As much of the advice as there is room for beside the title. */
function adviceNote(experiment: ExperimentState, title: Line, width: number): Line {
  const { fit } = experimentFacts(experiment);
  const notes = fit === null ? [] : adviceNotes(fit, experiment.phase !== 'running');
  return bestFit(
    notes.map(words => [span(words, 'dim')]),
    title,
    width,
  );
}

export const curve: Panel = ({ state }, size, theme) => {
  const { experiment } = state;
  if (experiment === null) return frame(titled('sweep'), [], size, theme);
  const inner = innerSize(size);
  const title: Line = [
    span('sweep: ', 'title'),
    span(`${safe(experiment.plan.workloadTitle)} · ${roundWords(experiment)}`),
  ];
  const [lines, missing] = body(experiment, inner, theme);
  const shown = lines.map(line => truncateLine(line, inner.width));
  return frame(title, shown, size, theme, {
    bottomLeft: missing > 0 ? [span(`${missing} more`, 'dim')] : [],
    note: adviceNote(experiment, title, size.width),
    bottomRight: legendFor(theme, countsHands(experiment.plan.swept)),
  });
};
