/** The run so far: a row a lane, and what its tasks did when. */
import { isActive } from '../../state/selectors.ts';
import type { RunState, State } from '../../state/state.ts';
import { axisSeconds, count, counted, duration } from '../format.ts';
import { safe } from '../safe.ts';
import { cellWidth, padEnd, span, truncate } from '../text.ts';
import type { Line, Size, Span } from '../text.ts';
import { frame, innerSize, titled } from './frame.ts';
import type { FrameNotes, Panel } from './frame.ts';
import { cellsOf, drawn, phaseLegend } from './timeline-cells.ts';
import type { Scale } from './timeline-cells.ts';
import { roomToTell, timelineRows } from './timeline-rows.ts';
import type { TimelineRow, TimelineRows } from './timeline-rows.ts';

const niceSteps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/** The smallest round length at or above `ms`: while a run goes on the picture fills, and is rescaled only then. */
export function niceLength(ms: number): number {
  const decade = 10 ** Math.floor(Math.log10(ms));
  return (niceSteps.find(step => step * decade >= ms) ?? 10) * decade;
}

/** A first second is wide enough to watch, and keeps the scale from racing at the start. */
const leastLiveMs = 1000;

function scaleOf(run: RunState, startMs: number, nowMs: number, columns: number): Scale {
  const elapsedMs = Math.max(1, nowMs - startMs);
  const totalMs = isActive(run) ? niceLength(Math.max(leastLiveMs, elapsedMs)) : elapsedMs;
  return { startMs, nowMs, columns, cellMs: totalMs / columns };
}

/** Room for `100 s` and a gap. */
const leastTickCells = 8;

const tickSteps = [1, 2, 5, 10];

function tickMs(cellMs: number): number {
  const least = cellMs * leastTickCells;
  const decade = 10 ** Math.floor(Math.log10(least));
  return Math.max(100, (tickSteps.find(step => step * decade >= least) ?? 10) * decade);
}

/** Seconds at their columns: `0       1       2 s`. */
export function axis({ cellMs, columns }: Scale): string {
  const step = tickMs(cellMs);
  let line = '';
  for (let tick = 0; ; tick++) {
    const column = Math.round((tick * step) / cellMs);
    const label = axisSeconds(Math.round(tick * step));
    if (column + label.length + 2 > columns) break;
    line = line.padEnd(column) + label;
  }
  return `${line} s`;
}

function lostSpans(row: TimelineRow, scale: Scale, spans: readonly Span[]): readonly Span[] {
  if (row.lost === null) return spans;
  const column = Math.max(0, Math.ceil((row.lost.atMs - scale.startMs) / scale.cellMs) + 1);
  const words = `× lost: ${safe(row.lost.reason)}`;
  const room = scale.columns - column;
  if (room < 6) return spans;
  return [...cutSpans(spans, column), span(truncate(words, room), 'warn')];
}

/** The first `width` cells of the row, which is made of one-cell glyphs only. */
export function cutSpans(spans: readonly Span[], width: number): Span[] {
  let room = width;
  return spans.map(({ text, style }) => {
    const kept = text.slice(0, Math.max(0, room));
    room -= text.length;
    return span(kept, style);
  });
}

interface Stripes {
  /** Lines of one row: more than one where there is room to draw it thick. */
  readonly thickness: number;
  readonly gap: number;
}

/** Odd, so that the name stands in the middle. */
const thicknesses = [5, 3, 1];

function stripesFor(rows: number, room: number): Stripes {
  const stride = rows === 0 ? 1 : Math.floor(room / rows);
  const thickness = thicknesses.find(lines => lines < stride) ?? 1;
  return { thickness, gap: stride < 2 ? 0 : 1 };
}

/** A lane's lines: name and task numbers in the middle one, a blank one below where there is room. */
function rowLines(row: TimelineRow, scale: Scale, labelWidth: number, { thickness, gap }: Stripes): Line[] {
  const cells = cellsOf(row.pieces, row.outlines, scale);
  const isLost = row.lost !== null;
  const name = isLost ? `${safe(row.label)} ×` : safe(row.label);
  const lines = Array.from({ length: thickness }, (_, index): Line => {
    const isLabelled = index === Math.floor((thickness - 1) / 2);
    const spans = drawn(cells, { scale, openTask: row.openTask, isLabelled });
    return [
      span(`${padEnd(isLabelled ? name : '', labelWidth - 1)} `, isLost ? 'warn' : 'title'),
      ...(isLabelled ? lostSpans(row, scale, spans) : spans),
    ];
  });
  return gap === 0 ? lines : [...lines, []];
}

const idleWords = (lanes: number): string[] => (lanes === 0 ? [] : [`${counted(lanes, 'lane')} idle so far`]);

/** `57 more rows of lanes not shown · 3 lanes idle so far · 5 above · [ ] scroll`; '' where all are shown. */
function missingWords({ rowsHidden, rowsAbove, lanesIdle }: TimelineRows): string {
  if (rowsHidden === 0) return '';
  const hidden = `${counted(rowsHidden, 'more row')} of lanes not shown`;
  const above = rowsAbove === 0 ? [] : [`${count(rowsAbove)} above`];
  return [hidden, ...idleWords(lanesIdle), ...above, '[ ] scroll'].join(' · ');
}

interface Body {
  readonly lines: readonly Line[];
  readonly scale: Scale;
  readonly shown: TimelineRows;
  /** What is said of rows that are hidden; '' if none is. */
  readonly missing: string;
  /** Whether a line says it, and not the border. */
  readonly isMissingTold: boolean;
}

/** In little height a lane is worth more than the axis. */
function isAxisShown(run: RunState, nowMs: number, { height }: Size): boolean {
  if (height > roomToTell) return true;
  if (height < 3) return height === 2 && run.lanes.length === 1;
  return timelineRows(run, nowMs, height - 1).rowsHidden === 0;
}

function body(run: RunState, startMs: number, nowMs: number, inner: Size, scroll: number): Body {
  const hasAxis = isAxisShown(run, nowMs, inner);
  const room = inner.height - (hasAxis ? 1 : 0);
  const shown = timelineRows(run, nowMs, room, scroll);
  const { rows } = shown;
  const missing = missingWords(shown);
  const widest = Math.max(0, ...rows.map(row => cellWidth(safe(row.label)) + (row.lost === null ? 0 : 2)));
  const labelWidth = Math.min(12, Math.max(4, widest)) + 1;
  const scale = scaleOf(run, startMs, nowMs, Math.max(1, inner.width - labelWidth));
  const stripes = stripesFor(rows.length, missing === '' ? room : 0);
  const lines = rows.flatMap(row => rowLines(row, scale, labelWidth, stripes));
  const isMissingTold = missing !== '' && room >= roomToTell;
  if (isMissingTold) lines.push([span(truncate(missing, inner.width), 'warn')]);
  if (hasAxis) lines.push([span(' '.repeat(labelWidth) + axis(scale), 'dim')]);
  return { lines, scale, shown, missing, isMissingTold };
}

export const legend: Line = phaseLegend.flatMap(([glyph, style, word], index) => [
  span(`${index === 0 ? '' : '  '}${glyph}`, style),
  span(` ${word}`, 'dim'),
]);

/** What is not in the picture, or not in full. */
function dropped(run: RunState, { missing, isMissingTold, shown }: Body): Line {
  const pieces = run.lanes.reduce((sum, { segmentsDropped }) => sum + segmentsDropped, 0);
  const words = [
    ...(missing === '' ? idleWords(shown.lanesIdle) : []),
    // Told in a line of its own where there is room for one.
    ...(missing === '' || isMissingTold ? [] : [missing]),
    ...(pieces > 0 ? [`${count(pieces)} pieces in outline`] : []),
    ...(run.traceDropped > 0 ? [`${count(run.traceDropped)} steps lost`] : []),
  ];
  return words.length === 0 ? [] : [span(words.join(' · '), 'warn')];
}

/** Why there is no picture yet. */
function emptyWords({ run, connection }: State): string {
  if (run === null) return 'nothing has run yet';
  if (run.phase === 'refused') return `refused: ${safe(run.reason ?? 'no reason given')}`;
  if (connection.state === 'lost') return `lost: ${safe(connection.reason)}`;
  return 'getting the lanes ready';
}

export const timeline: Panel = ({ state }, size, theme) => {
  const { run, nowMs } = state;
  const title = titled('timeline');
  if (run === null || run.startMs === null) {
    return frame(title, [[span(emptyWords(state), 'dim')]], size, theme, { bottomRight: legend });
  }
  const picture = body(run, run.startMs, run.endMs ?? nowMs, innerSize(size), state.ui.laneScroll);
  const { lines, scale } = picture;
  const notes: FrameNotes = {
    note: [span(`a cell is ${duration(scale.cellMs)}`, 'dim')],
    bottomLeft: dropped(run, picture),
    bottomRight: legend,
  };
  return frame(title, lines, size, theme, notes);
};
