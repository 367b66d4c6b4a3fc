/** Machines with more cores than bars: one upright column a core, in bands, and a line of figures in words. */
import type { CoreShares, State } from '../../state/state.ts';
import { percent } from '../format.ts';
import { levels } from '../glyphs.ts';
import { safe } from '../safe.ts';
import { lineWidth, padStart, span, truncateLine } from '../text.ts';
import type { Line, Size, Span, StyleName } from '../text.ts';
import { coreTotals, lanesByCore } from './core-facts.ts';

/** Higher columns are no easier to read. */
const mostBandRows = 6;

/**
 * One column of the picture: one core, or the busiest of several neighbours. Heights are eighths of a cell, whole ones:
 * without optimising every fraction is an object, and rows times columns are many.
 */
interface Column {
  readonly height: number;
  readonly systemFrom: number;
  readonly stealFrom: number;
}

const cellHeight = 8;

/** What would not fill half a cell does not colour a whole one: the words tell its sum. */
const hasCell = (share: number, rows: number): boolean => share * rows >= 0.5;

function columnOf({ user, busy, system, steal }: CoreShares, rows: number): Column {
  const top = rows * cellHeight;
  const stealFrom = hasCell(steal, rows) ? Math.round(busy * top) : top;
  const systemFrom = hasCell(system, rows) ? Math.round(user * top) : stealFrom;
  return { height: Math.min(top, Math.ceil((busy + steal) * top)), systemFrom, stealFrom };
}

const busier = (one: CoreShares, other: CoreShares): CoreShares =>
  other.busy + other.steal > one.busy + one.steal ? other : one;

function columnsOf(cores: readonly CoreShares[], { groupSize: size, bandRows }: Bands): Column[] {
  const columns: Column[] = [];
  for (let from = 0; from < cores.length; from += size) {
    const end = Math.min(cores.length, from + size);
    let shares = cores[from] as CoreShares;
    for (let at = from + 1; at < end; at++) shares = busier(shares, cores[at] as CoreShares);
    columns.push(columnOf(shares, bandRows));
  }
  return columns;
}

const styleAt = ({ systemFrom, stealFrom }: Column, height: number): StyleName =>
  height >= stealFrom ? 'steal' : height >= systemFrom ? 'system' : 'user';

const fullGlyph: Partial<Record<StyleName, string>> = { user: '█', system: '▓', steal: '░' };

interface Bands {
  readonly perBand: number;
  readonly bandRows: number;
  readonly groupSize: number;
  /** Cells from one column to the next. */
  readonly stride: number;
  readonly labelWidth: number;
}

const roundedUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/** As few bands as the width allows; more cores than cells are put together, never left out. */
function bandsFor(count: number, width: number, height: number, widestId: number): Bands {
  const label = widestId * 2 + 2;
  const labelWidth = width - label >= 8 ? label : 0;
  const room = Math.max(1, width - labelWidth);
  const rows = Math.max(1, height);
  const groupSize = Math.ceil(count / (room * rows));
  const columns = Math.ceil(count / groupSize);
  const bands = Math.ceil(columns / room);
  const perBand = Math.min(room, roundedUp(Math.ceil(columns / bands), 8));
  const stride = Math.max(1, Math.min(2, Math.floor(room / perBand)));
  const bandRows = Math.max(1, Math.min(mostBandRows, Math.floor(rows / bands)));
  return { perBand, bandRows, groupSize, stride, labelWidth };
}

/** Cells of one row, `row` cells above the foot; a foot is drawn also for an idle core, so that none is missing. */
function cells(columns: readonly Column[], row: number, { stride }: Bands): Span[] {
  const gap = ' '.repeat(stride - 1);
  const foot = row * cellHeight;
  const empty = (row === 0 ? levels[0] : ' ') + gap;
  const spans: Span[] = [];
  let text = '';
  let style: StyleName = 'plain';
  // By index: without optimising an iterator makes an object for each of hundreds of columns.
  for (let at = 0; at < columns.length; at++) {
    const column = columns[at] as Column;
    const filled = Math.min(cellHeight, column.height - foot);
    const next = filled > 0 ? styleAt(column, foot + (filled >> 1)) : emptyStyle(row);
    if (next !== style && text !== '') {
      spans.push(span(text, style));
      text = '';
    }
    style = next;
    if (filled <= 0) text += empty;
    else text += (filled === cellHeight ? (fullGlyph[style] ?? '█') : levels[filled - 1]) + gap;
  }
  return [...spans, span(text, style)];
}

/** Above the foot there is nothing to colour: in the style of its neighbours it costs a line no change of colour. */
const emptyStyle = (row: number): StyleName => (row === 0 ? 'dim' : 'user');

/** `range`: the ids of the cores in it. */
function bandLines(columns: readonly Column[], range: string, bands: Bands): Line[] {
  const lines: Line[] = [];
  for (let row = bands.bandRows - 1; row >= 0; row--) {
    const label = bands.labelWidth === 0 ? '' : `${padStart(row === 0 ? range : '', bands.labelWidth - 1)} `;
    lines.push([span(label, 'dim'), ...cells(columns, row, bands)]);
  }
  return lines;
}

const laneStyle: StyleName = 'title';

const joined = (parts: readonly Span[]): Line =>
  parts.flatMap((part, index) => {
    if (index === 0) return [part];
    const isNextLane = part.style === laneStyle && parts[index - 1]?.style === laneStyle;
    return [span(isNextLane ? ', ' : ' · ', part.style), part];
  });

/** As many of the parts as fit into so many lines, whole; only one that is wider than a line is cut. */
function laidOut(parts: readonly Span[], width: number, mostLines: number): Line[] {
  const lines: Line[] = [];
  for (let from = 0; from < parts.length && lines.length < mostLines;) {
    let to = parts.length;
    while (to > from + 1 && lineWidth(joined(parts.slice(from, to))) > width) to--;
    lines.push(truncateLine(joined(parts.slice(from, to)), width));
    from = to;
  }
  return lines;
}

function words(state: State, cores: readonly CoreShares[]): Span[] {
  const { busy, system, steal, full } = coreTotals(state, cores);
  const parts = [`${percent(busy / cores.length)} busy`, `${full} of ${cores.length} > 90%`];
  if (system / cores.length >= 0.01) parts.push(`system ${percent(system / cores.length)}`);
  if (steal / cores.length >= 0.005) parts.push(`steal ${percent(steal / cores.length)}`);
  const lanes = [...lanesByCore(state)].flatMap(([id, names]) => names.map(name => `${safe(name)} on ${id}`));
  return [...parts.map(text => span(text)), ...lanes.map(text => span(text, laneStyle))];
}

export interface CoreGrid {
  readonly lines: readonly Line[];
  /** Cores in one column of the picture. */
  readonly groupSize: number;
}

/** All cores as upright columns with the range of ids before each band. */
export function coreGrid(state: State, inner: Size): CoreGrid {
  const cores = state.sample?.cores ?? [];
  const idAt = (position: number): number => cores[Math.min(position, cores.length - 1)]?.id ?? 0;
  // Ids go upwards.
  const widestId = String(idAt(cores.length)).length;
  const hasWords = inner.height >= 3;
  const bands = bandsFor(cores.length, inner.width, inner.height - (hasWords ? 1 : 0), widestId);
  const { groupSize, perBand } = bands;
  const columns = columnsOf(state.steadyCores, bands);
  const lines: Line[] = [];
  for (let from = 0; from < columns.length; from += perBand) {
    const range = `${idAt(from * groupSize)}–${idAt((from + perBand) * groupSize - 1)}`;
    lines.push(...bandLines(columns.slice(from, from + perBand), range, bands));
  }
  if (hasWords) lines.push(...laidOut(words(state, cores), inner.width, inner.height - lines.length));
  return { lines, groupSize };
}
