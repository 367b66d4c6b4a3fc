/** Where the lanes' time went, as one bar and in words. */
import type { CostSplit, RunReport } from '../../analysis/types.ts';
import { duration, percent } from '../format.ts';
import { padEnd, span } from '../text.ts';
import type { Line, Span, StyleName } from '../text.ts';

const labelWidth = 11;

/** Less is the few microseconds of every switch. */
const leastReadyMs = 10;

interface Part {
  readonly word: string;
  readonly glyph: string;
  readonly style: StyleName;
  readonly ms: number;
}

/** What fills the lanes between start and finish. Standing ready is task time beside it, start-up comes before it. */
const partsOf = (costs: CostSplit): Part[] => [
  { word: 'compute', glyph: '█', style: 'running', ms: costs.computeMs },
  { word: 'wait', glyph: '░', style: 'waiting', ms: costs.waitMs },
  { word: 'ready', glyph: '▒', style: 'ready', ms: costs.readyOnlyMs ?? 0 },
  { word: 'idle', glyph: '·', style: 'dim', ms: costs.idleMs },
];

/** Cells for each part, together exactly `width`: what rounding leaves over goes to the largest remainders. */
function cellsFor(parts: readonly Part[], total: number, width: number): number[] {
  const exact = parts.map(({ ms }) => (ms / total) * width);
  const cells = exact.map(Math.floor);
  const order = exact.map((value, index) => ({ index, rest: value % 1 })).sort((a, b) => b.rest - a.rest);
  let left = width - cells.reduce((sum, value) => sum + value, 0);
  for (const { index } of order) {
    if (left-- <= 0) break;
    cells[index] = (cells[index] ?? 0) + 1;
  }
  return cells;
}

const legendSpans = (parts: readonly Part[], total: number): Span[] =>
  parts.flatMap(({ word, glyph, style, ms }) =>
    ms <= 0 ? [] : [span(glyph, style), span(` ${word} ${percent(ms / total)}  `)],
  );

const readySpans = (readyMs: number): Span[] =>
  readyMs < leastReadyMs ? [] : [span(`tasks stood ready for ${duration(readyMs)} in all`, 'dim')];

/** Bar and legend; nothing where the split was not measured. */
export function costLines({ costs }: RunReport, width: number): Line[] {
  if (costs === null) return [];
  const parts = partsOf(costs);
  const total = parts.reduce((sum, { ms }) => sum + ms, 0);
  if (total <= 0) return [];
  const cells = cellsFor(parts, total, Math.max(1, width - labelWidth));
  const bar = parts.map(({ glyph, style }, index) => span(glyph.repeat(cells[index] ?? 0), style));
  return [
    [span(padEnd('lane time', labelWidth), 'dim'), ...bar],
    [span(padEnd('', labelWidth)), ...legendSpans(parts, total), ...readySpans(costs.readyMs)],
  ];
}
