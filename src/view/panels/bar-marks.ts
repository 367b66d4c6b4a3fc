/** One bar of the result: solid up to the median, the interval around its end, the prediction on it, the single runs below. */
import { cellWidth, span } from '../text.ts';
import type { Span, StyleName } from '../text.ts';

export interface BarFacts {
  readonly medianMs: number;
  /** Null with a single run. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly predictedMs: number | null;
  readonly values: readonly number[];
  readonly style: StyleName;
}

export const medianMark = '│';
export const predictedMark = '◆';
export const runMark = '•';

interface Cell {
  readonly glyph: string;
  readonly style: StyleName;
}

const blank: Cell = { glyph: ' ', style: 'plain' };

/** Neighbours of one style as one span. */
function merged(cells: readonly Cell[]): Span[] {
  const spans: Span[] = [];
  for (const { glyph, style } of cells) {
    const last = spans.at(-1);
    if (last?.style === style) spans[spans.length - 1] = span(last.text + glyph, style);
    else spans.push(span(glyph, style));
  }
  return spans;
}

/** The cell of a time; `fullMs` is the end of the last one. */
const columnOf = (ms: number, fullMs: number, columns: number): number =>
  Math.max(0, Math.min(columns - 1, Math.round((ms / fullMs) * columns) - 1));

/** The ends of the interval, a line from the median to the upper one, and the median over all: below it is solid. */
function whiskers(
  { interval, medianMs }: BarFacts,
  fullMs: number,
  columns: number,
): ReadonlyMap<number, string> {
  const marks = new Map<number, string>();
  if (interval === null) return marks;
  const end = columnOf(medianMs, fullMs, columns);
  const high = columnOf(interval.high, fullMs, columns);
  for (let column = end; column < high; column++) marks.set(column, '─');
  return marks
    .set(columnOf(interval.low, fullMs, columns), '├')
    .set(high, '┤')
    .set(end, medianMark);
}

/** Exactly `columns` cells. */
export function barSpans(bar: BarFacts, fullMs: number, columns: number): Span[] {
  const end = columnOf(bar.medianMs, fullMs, columns);
  const marks = whiskers(bar, fullMs, columns);
  const predicted = bar.predictedMs === null ? -1 : columnOf(bar.predictedMs, fullMs, columns);
  const cells = Array.from({ length: columns }, (_, column): Cell => {
    if (column === predicted) return { glyph: predictedMark, style: 'warn' };
    const mark = marks.get(column);
    if (mark !== undefined) return { glyph: mark, style: 'title' };
    return column <= end ? { glyph: '█', style: bar.style } : blank;
  });
  return merged(cells);
}

/** The single runs at their places: exactly `columns` cells. */
export function runSpans({ values }: BarFacts, fullMs: number, columns: number): Span[] {
  const at = new Set(values.map(value => columnOf(value, fullMs, columns)));
  return merged(
    Array.from({ length: columns }, (_, column) =>
      at.has(column) ? { glyph: runMark, style: 'dim' as const } : blank,
    ),
  );
}

/** All that must find room on the scale. */
export const reachOf = ({ medianMs, interval, predictedMs, values }: BarFacts): number =>
  Math.max(medianMs, interval?.high ?? 0, predictedMs ?? 0, ...values);

export const widestLabel = (labels: readonly string[]): number => Math.max(0, ...labels.map(cellWidth));
