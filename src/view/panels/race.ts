/** The race: every variant's lanes on one common clock, finished runs standing still beside the one that goes on. */
import type { ExperimentState } from '../../state/experiment.ts';
import { isActive } from '../../state/selectors.ts';
import type { State } from '../../state/state.ts';
import { counted, duration } from '../format.ts';
import { safe } from '../safe.ts';
import { cellWidth, padEnd, span, truncate } from '../text.ts';
import type { Line, Size, Span } from '../text.ts';
import { frame, innerSize, titled } from './frame.ts';
import type { Panel } from './frame.ts';
import { racersOf, roundOf, rowsFor } from './race-rows.ts';
import type { Racer } from './race-rows.ts';
import { axis, cutSpans, legend, niceLength } from './timeline.ts';
import { cellsOf, drawn } from './timeline-cells.ts';
import type { Scale } from './timeline-cells.ts';
import { timelineRows } from './timeline-rows.ts';
import type { TimelineRow } from './timeline-rows.ts';

/** `■ 59.9 s` and a gap. */
const flagCells = 10;
const laneCells = 5;
const narrow = 60;

interface Track {
  readonly labelWidth: number;
  readonly laneWidth: number;
  readonly columns: number;
  readonly cellMs: number;
}

/** A live run stretches the clock only when it takes longer than all before it, and then in round steps. */
function lengthOf(racers: readonly Racer[]): number {
  const past = racers.filter(({ standing }) => standing !== 'now').map(({ track }) => track?.elapsedMs ?? 0);
  const live = racers.find(({ standing }) => standing === 'now')?.track?.elapsedMs ?? 0;
  const longest = Math.max(0, ...past);
  return live > longest ? niceLength(Math.max(500, live)) : Math.max(1, longest);
}

function trackFor(racers: readonly Racer[], width: number): Track {
  const widest = Math.max(0, ...racers.map(({ variant }) => cellWidth(safe(variant.label))));
  const labelWidth = Math.min(width < narrow ? 12 : 20, widest) + 3;
  const laneWidth = width < narrow ? 0 : laneCells;
  const columns = Math.max(4, width - labelWidth - laneWidth - flagCells);
  return { labelWidth, laneWidth, columns, cellMs: lengthOf(racers) / columns };
}

const dimmed = (spans: readonly Span[]): Span[] => spans.map(({ text }) => span(text, 'dim'));

const frontOf = ({ standing, isBroken }: Racer): Span => {
  if (isBroken) return span('× ', 'warn');
  if (standing === 'now') return span('▸ ', 'key');
  return span('■ ', standing === 'earlier' ? 'dim' : 'good');
};

interface LaneLine {
  /** Whether the flag with the time stands at its end: once a variant. */
  readonly hasFlag: boolean;
  readonly isLabelled: boolean;
}

/** A lane up to the front of its run. */
function laneSpans(row: TimelineRow | undefined, racer: Racer, track: Track, line: LaneLine): Span[] {
  const { columns, cellMs } = track;
  if (racer.track === null) return line.hasFlag ? [span(racer.words, 'dim')] : [];
  const { startMs, elapsedMs } = racer.track;
  const front = Math.min(columns, Math.max(0, Math.ceil(elapsedMs / cellMs)));
  const scale: Scale = { startMs, nowMs: startMs + elapsedMs, columns: Math.max(1, front), cellMs };
  const cells = row === undefined ? [] : cellsOf(row.pieces, row.outlines, scale);
  const options = { scale, openTask: row?.openTask ?? null, isLabelled: line.isLabelled };
  const spans = cutSpans(drawn(cells, options), front);
  const isEarlier = racer.standing === 'earlier';
  const shown = isEarlier ? dimmed(spans) : spans;
  if (!line.hasFlag) return shown;
  const words = truncate(safe(racer.words), columns + flagCells - front - 3);
  const blank = ' '.repeat(1 + (cells.length === 0 ? front : 0));
  return [...shown, span(blank), frontOf(racer), span(words, isEarlier ? 'dim' : 'title')];
}

const notes: Readonly<Record<Racer['standing'], string>> = {
  now: 'running',
  done: '',
  earlier: 'last round',
  waiting: '',
};

/** Name in the first row, what it is about in the second. */
function nameSpan({ variant, standing }: Racer, line: number, width: number): Span {
  if (line === 0) {
    const mark = standing === 'now' ? '▸ ' : '  ';
    return span(padEnd(mark + safe(variant.label), width), standing === 'earlier' ? 'dim' : 'title');
  }
  return span(padEnd(line === 1 ? `  ${notes[standing]}` : '', width), standing === 'now' ? 'key' : 'dim');
}

/** The first rows of a run that has more; the last of them says how many are behind it. */
function laneRows({ track }: Racer, rows: number): readonly TimelineRow[] {
  if (track === null) return [];
  const { source, startMs, elapsedMs } = track;
  const all = timelineRows(source, startMs + elapsedMs, Math.max(rows, source.lanes.length)).rows;
  const hidden = all.length - rows;
  const shown = all.slice(0, rows);
  const last = shown.at(-1);
  return hidden > 0 && last !== undefined ? [...shown.slice(0, -1), { ...last, label: `+${hidden}` }] : shown;
}

/** Each lane `thickness` lines high, its name and its tasks' numbers in the upper one. */
function racerLines(racer: Racer, rows: number, thickness: number, track: Track): Line[] {
  const lanes = laneRows(racer, rows);
  return Array.from({ length: rows * thickness }, (_, line): Line => {
    const lane = lanes[Math.floor(line / thickness)];
    const isNamed = line % thickness === 0;
    return [
      nameSpan(racer, line, track.labelWidth),
      span(padEnd(isNamed ? safe(lane?.label ?? '') : '', track.laneWidth), 'dim'),
      ...laneSpans(lane, racer, track, { hasFlag: line === 0, isLabelled: isNamed }),
    ];
  });
}

interface Room {
  readonly rows: readonly number[];
  readonly thickness: number;
  readonly gap: number;
}

/** As much as there is room for: first rows, then blanks between the variants, then lanes of two lines. */
function roomFor(racers: readonly Racer[], height: number): Room {
  const variants = racers.map(({ variant }) => variant);
  const gaps = racers.length - 1;
  const gap = height >= racers.length * 3 - 1 ? 1 : 0;
  const rows = rowsFor(variants, height - gap * gaps);
  const used = rows.reduce((sum, each) => sum + each, 0);
  return { rows, gap, thickness: used * 2 + gap * gaps <= height ? 2 : 1 };
}

/** Those around the one that runs, where there are more than rows. */
function inSight(racers: readonly Racer[], rows: number): readonly Racer[] {
  const now = Math.max(
    0,
    racers.findIndex(({ standing }) => standing === 'now'),
  );
  const from = Math.max(0, Math.min(racers.length - rows, now - Math.floor(rows / 2)));
  return racers.slice(from, from + rows);
}

/** Variants from the top, the clock below. */
function body(all: readonly Racer[], inner: Size): readonly [Line[], Track] {
  const track = trackFor(all, inner.width);
  const hasAxis = inner.height > all.length;
  const racers = inSight(all, inner.height);
  const height = inner.height - (hasAxis ? 1 : 0);
  const { rows, thickness, gap } = roomFor(racers, height);
  const lines = racers
    .flatMap((racer, index): Line[] => [
      ...(index > 0 && gap > 0 ? [[]] : []),
      ...racerLines(racer, rows[index] ?? 1, thickness, track),
    ])
    .slice(0, height);
  if (!hasAxis) return [lines, track];
  const scale = { startMs: 0, nowMs: 0, cellMs: track.cellMs, columns: track.columns };
  const clock: Line = [span(' '.repeat(track.labelWidth + track.laneWidth) + axis(scale), 'dim')];
  return [[...lines, clock], track];
}

/** Rounds that were run, the warm-up left out. */
const roundsRun = ({ runs }: ExperimentState): number => Math.max(0, ...runs.map(({ round }) => round));

/** `warm-up, not counted`, `round 2, at most 7`, and at the end `3 rounds after the warm-up`. */
export function roundWords(experiment: ExperimentState): string {
  const { phase, plan } = experiment;
  const { leastRounds, mostRounds } = plan;
  if (phase === 'finished' || phase === 'cancelled') {
    return `${counted(roundsRun(experiment), 'round')} after the warm-up`;
  }
  const round = roundOf(experiment);
  if (round === 0) return 'warm-up, not counted';
  if (leastRounds === mostRounds) return `round ${round} of ${mostRounds}`;
  return `round ${round}, at most ${mostRounds}`;
}

const note = ({ run, nowMs }: State, cellMs: number): Line =>
  isActive(run) && run?.startMs === null
    ? [span(`start-up ${duration(Math.max(0, nowMs - run.askedAtMs))}, timed apart`, 'dim')]
    : [span(`a cell is ${duration(cellMs)}`, 'dim')];

export const race: Panel = ({ state }, size, theme) => {
  const { experiment } = state;
  if (experiment === null) return frame(titled('race'), [], size, theme);
  const racers = racersOf(state, experiment);
  const inner = innerSize(size);
  const [lines, track] = body(racers, inner);
  const hidden = racers.length - inner.height;
  const title: Line = [
    span('race: ', 'title'),
    span(`${safe(experiment.plan.workloadTitle)} · ${roundWords(experiment)}`),
  ];
  const bottomLeft = hidden > 0 ? [span(`${hidden} more`, 'dim')] : [];
  return frame(title, lines, size, theme, {
    note: note(state, track.cellMs),
    bottomRight: legend,
    bottomLeft,
  });
};
