/** The picture of a sweep: measured points with their intervals, both fits, the ideal line, and where it bends. */
import { amdahlAt, uslAt } from '../../analysis/scalability.ts';
import type { SweepFit } from '../../analysis/fit.ts';
import { count } from '../format.ts';
import { padEnd, padStart, span } from '../text.ts';
import type { Line, Size, Span } from '../text.ts';
import { createCanvas } from './canvas.ts';
import type { Canvas, Pen } from './canvas.ts';

export interface PlotPoint {
  readonly x: number;
  readonly speedup: number;
  /** Null with a single run. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** From the warm-up only. */
  readonly isProvisional: boolean;
}

export interface PlotFacts {
  readonly points: readonly PlotPoint[];
  /** All values of the sweep, also those that have not been run yet. */
  readonly xs: readonly number[];
  readonly fit: SweepFit | null;
  /** Units of work per second where the speedup is 1; null if not known. */
  readonly unitThroughput: number | null;
  /** Twice the workers, twice the speed: where x counts workers. */
  readonly hasIdeal: boolean;
}

export const pens = {
  ideal: { style: 'dim', every: 4, ascii: '.' },
  amdahl: { style: 'ready', every: 2, ascii: '-' },
  usl: { style: 'running', every: 1, ascii: '+' },
} as const satisfies Record<string, Pen>;

export const pointMark = '●';
const provisionalMark = '○';

/** Beyond this ratio small values would all stand in one place: then each doubling has the same width. */
const mostLinear = 12;

interface Scales {
  readonly toDot: (x: number) => number;
  readonly toX: (dot: number) => number;
  readonly top: number;
}

function scalesFor({ xs, points }: PlotFacts, canvas: Canvas): Scales {
  const first = Math.min(...xs);
  const last = Math.max(...xs);
  const isLog = first > 0 && last / first > mostLinear;
  const [into, back] = isLog ? [Math.log2, (value: number) => 2 ** value] : [Number, Number];
  // Half a cell of room on both sides, for the marks.
  const length = Math.max(1e-9, into(last) - into(first));
  const room = canvas.width - 5;
  const highest = Math.max(
    1,
    ...points.map(({ speedup, interval }) => Math.max(speedup, interval?.high ?? 0)),
  );
  return {
    toDot: x => 2 + ((into(x) - into(first)) / length) * room,
    toX: dot => back(into(first) + ((dot - 2) / room) * length),
    top: highest * 1.2,
  };
}

function drawCurves(facts: PlotFacts, canvas: Canvas, { toX, top }: Scales): void {
  const { fit, xs, hasIdeal } = facts;
  const first = Math.min(...xs);
  const base = fit?.points[0]?.throughput ?? 1;
  const heightOf = (speedup: number): number | null =>
    speedup > top || speedup < 0 ? null : (speedup / top) * (canvas.height - 1);
  if (hasIdeal) canvas.draw(pens.ideal, dot => heightOf(toX(dot) / first));
  const { amdahl = null, usl = null } = fit ?? {};
  if (!hasIdeal) return;
  if (amdahl) canvas.draw(pens.amdahl, dot => heightOf(amdahlAt(amdahl, toX(dot)) / base));
  if (usl) canvas.draw(pens.usl, dot => heightOf(uslAt(usl, toX(dot)) / base));
}

function drawPoints({ points }: PlotFacts, canvas: Canvas, { toDot, top }: Scales): void {
  const yOf = (speedup: number): number => (speedup / top) * (canvas.height - 1);
  for (const { x, interval } of points) {
    if (interval === null) continue;
    const high = yOf(interval.high);
    for (let y = yOf(interval.low); y <= high; y++) canvas.put(toDot(x), y, { glyph: '│', style: 'title' });
  }
  for (const { x, speedup, isProvisional } of points) {
    const glyph = isProvisional ? provisionalMark : pointMark;
    canvas.put(toDot(x), yOf(speedup), { glyph, style: isProvisional ? 'dim' : 'title' });
  }
}

const leftWidth = 6;
const rightWidth = 9;
const leastForRight = 56;

interface Placed {
  readonly text: string;
  readonly column: number;
}

/** Words centred over their columns, from left to right; of those that collide the first stays. */
function atColumns(words: readonly Placed[], width: number): string {
  let line = '';
  for (const { text, column } of words) {
    const from = Math.max(0, Math.min(width - text.length, column - Math.floor((text.length - 1) / 2)));
    if (line !== '' && from < line.length + 1) continue;
    line = line.padEnd(from) + text;
  }
  return line;
}

const pointer = (words: string, column: number, width: number): string => {
  const from = Math.max(0, Math.min(width - words.length - 2, column));
  return `${' '.repeat(from)}▲ ${words}`;
};

/** The knee and the number to take, under their values; the number alone where they would collide. */
function marksLine({ fit }: PlotFacts, columnOf: (x: number) => number, columns: number): string {
  if (fit === null) return '';
  const { workers: take, confidence } = fit.recommended;
  const advice = confidence === 'unsure' ? `take ${take}?` : `take ${take}`;
  const knee = fit.knee?.workers ?? take;
  const [kneeAt, takeAt] = [columnOf(knee), columnOf(take)];
  if (knee === take) return pointer(fit.knee === null ? advice : `knee: ${advice}`, takeAt, columns);
  const [left, right] = knee < take ? ['knee', advice] : [advice, 'knee'];
  const first = pointer(left, Math.min(kneeAt, takeAt), columns);
  const second = pointer(right, Math.max(kneeAt, takeAt), columns);
  const start = second.indexOf('▲');
  if (first.length + 1 > start) return pointer(advice, takeAt, columns);
  return first.padEnd(start) + second.slice(start);
}

const niceSteps = [1, 2, 2.5, 5, 10];
/** Rows between two labels of an axis, about. */
const rowsPerLabel = 4;

/** A round number that stands about every fourth row. */
function tickStep(top: number, rows: number): number {
  const least = top / Math.max(1, rows / rowsPerLabel);
  const decade = 10 ** Math.floor(Math.log10(least));
  return (niceSteps.find(step => step * decade >= least) ?? 10) * decade;
}

/** The round value in each row of cells, top first; null where there is none. */
function ticksOf(top: number, rows: number): (number | null)[] {
  const step = tickStep(top, rows);
  const ticks = Array<number | null>(rows).fill(null);
  for (let tick = 0; tick * step <= top; tick++) {
    const dot = Math.round(((tick * step) / top) * (rows * 4 - 1));
    ticks[rows - 1 - Math.floor(dot / 4)] = tick * step;
  }
  return ticks;
}

const figure = (value: number): string => (value < 9.95 ? String(Number(value.toFixed(2))) : count(value));

function rowLine(
  spans: readonly Span[],
  value: number | null,
  { unitThroughput }: PlotFacts,
  hasRight: boolean,
): Line {
  const left = value === null ? '' : `×${figure(value)}`;
  const right = value === null || unitThroughput === null ? '' : figure(value * unitThroughput);
  return [
    span(`${padStart(left, leftWidth - 1)}│`, 'dim'),
    ...spans,
    ...(hasRight ? [span(`│${padEnd(right, rightWidth - 1)}`, 'dim')] : []),
  ];
}

/** The plot with its axes: speedup at the left, throughput at the right, the swept values below; `size.height` lines. */
export function plotLines(facts: PlotFacts, size: Size, isUnicode: boolean): Line[] {
  const hasRight = facts.unitThroughput !== null && size.width >= leastForRight;
  const columns = Math.max(2, size.width - leftWidth - (hasRight ? rightWidth : 0));
  const rows = Math.max(1, size.height - 3);
  const canvas = createCanvas(columns, rows, isUnicode);
  const scales = scalesFor(facts, canvas);
  drawCurves(facts, canvas, scales);
  drawPoints(facts, canvas, scales);
  const ticks = ticksOf(scales.top, rows);
  const columnOf = (x: number): number => Math.floor(Math.round(scales.toDot(x)) / 2);
  const lines = canvas.rows().map((spans, row) => rowLine(spans, ticks[row] ?? null, facts, hasRight));
  const labels = facts.xs.map(x => ({ text: String(x), column: columnOf(x) }));
  const indent = ' '.repeat(leftWidth);
  return [
    ...lines,
    [span(`${' '.repeat(leftWidth - 1)}╰${'─'.repeat(columns)}${hasRight ? '╯' : ''}`, 'dim')],
    [span(indent + atColumns(labels, columns), 'dim')],
    [span(indent + marksLine(facts, columnOf, columns), 'key')],
  ];
}
