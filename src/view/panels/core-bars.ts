/** Cores as bars, in columns: user, system and steal by the density of the glyph, so that they read without colour. */
import type { CoreShares, State } from '../../state/state.ts';
import { percent } from '../format.ts';
import { safe } from '../safe.ts';
import { cellWidth, padEnd, padStart, span, truncate } from '../text.ts';
import type { Line, Size, Span, StyleName } from '../text.ts';
import type { Theme } from '../theme.ts';
import { history } from './chart.ts';
import { coreOrder, lanesByCore } from './core-facts.ts';
import type { CoreOrder, CorePlace } from './core-facts.ts';

const columnGap = 2;
/** ` 100%` */
const percentWidth = 5;
/** A shorter bar says less than the figure beside it. */
const leastBar = 4;
/** More history than this above one another draws the eye away from what is now. */
const mostHistoryRows = 6;

/** `share` of the bar's width in half cells. */
const halves = (share: number, width: number): number =>
  Math.round(Math.max(0, Math.min(1, share)) * width * 2);

/** So many of one glyph. There are few different ones, and a picture has a hundred: each is made once. */
const runsOf = (glyph: string, style: StyleName, end = ''): ((cells: number) => Span) => {
  const known: Span[] = [];
  return cells => (known[cells] ??= span(glyph.repeat(cells) + end, style));
};

const runs = {
  user: runsOf('█', 'user'),
  userAndHalf: runsOf('█', 'user', '▌'),
  system: runsOf('▓', 'system'),
  steal: runsOf('░', 'steal'),
  blank: runsOf(' ', 'plain'),
} as const;

/** `width` cells: user, then what else is busy, then steal. */
function putBar(line: Span[], { user, busy, steal }: CoreShares, width: number, theme: Theme): void {
  const userCells = Math.floor(halves(user, width) / 2);
  const busyHalves = halves(busy, width);
  const busyCells = Math.max(userCells, Math.floor(busyHalves / 2));
  const allCells = Math.min(width, Math.max(busyCells, Math.round((busy + steal) * width)));
  const isSolid = busyCells === userCells && allCells === busyCells;
  const hasHalf = isSolid && theme.isUnicode && busyHalves % 2 === 1 && busyCells < width;
  if (hasHalf) line.push(runs.userAndHalf(userCells));
  else if (userCells > 0) line.push(runs.user(userCells));
  if (busyCells > userCells) line.push(runs.system(busyCells - userCells));
  if (allCells > busyCells) line.push(runs.steal(allCells - busyCells));
  const blanks = width - allCells - (hasHalf ? 1 : 0);
  if (blanks > 0) line.push(runs.blank(blanks));
}

const gap = runs.blank(columnGap);

const knownPercents: Span[] = [];
const percentSpan = (share: number): Span =>
  (knownPercents[Math.round(share * 100)] ??= span(padStart(percent(share), percentWidth)));

interface Columns {
  readonly rows: number;
  readonly width: number;
  readonly labelWidth: number;
  /** 0 where there is no room for lanes or no lane. */
  readonly tagWidth: number;
  readonly barWidth: number;
}

/** How many columns of bars it takes; null if the bars would be too short to read. */
function columnsFor(order: CoreOrder, hasLanes: boolean, inner: Size): Columns | null {
  const { width, height } = inner;
  const { places, labelWidth } = order;
  if (height < 1 || places.length === 0) return null;
  const count = Math.ceil(places.length / height);
  const columnWidth = Math.floor((width + columnGap) / count) - columnGap;
  const room = columnWidth - labelWidth - percentWidth;
  if (room < leastBar) return null;
  const wantedTag = hasLanes ? Math.max(3, Math.min(12, Math.floor(room / 3))) : 0;
  const tagWidth = room - wantedTag - 1 >= leastBar ? wantedTag : 0;
  const barWidth = room - (tagWidth > 0 ? tagWidth + 1 : 0);
  const rows = Math.ceil(places.length / count);
  return { rows, width: columnWidth, labelWidth, tagWidth, barWidth };
}

/** As many lane names as fit, then how many more: `w1 w3 +2`. */
function tags(lanes: readonly string[], width: number): string {
  for (let shown = lanes.length; shown > 0; shown--) {
    const rest = lanes.length - shown;
    const words = [...lanes.slice(0, shown).map(safe), ...(rest > 0 ? [`+${rest}`] : [])].join(' ');
    if (cellWidth(words) <= width) return words;
  }
  return truncate(lanes.map(safe).join(' '), width);
}

interface Context {
  readonly state: State;
  readonly columns: Columns;
  readonly historyRows: number;
  readonly lanes: ReadonlyMap<number, readonly string[]>;
  readonly theme: Theme;
}

/** The bar with its name before it, and percentage and lanes behind it. */
function putCore(line: Span[], label: Span, core: CoreShares, { columns, theme, lanes }: Context): void {
  line.push(label);
  putBar(line, core, columns.barWidth, theme);
  line.push(percentSpan(core.busy));
  if (columns.tagWidth === 0) return;
  const here = lanes.get(core.id);
  if (here === undefined) line.push(runs.blank(columns.tagWidth + 1));
  else line.push(span(` ${padEnd(tags(here, columns.tagWidth), columns.tagWidth)}`, 'title'));
}

/** Each core's share over time, as rows of text. */
function pasts({ state, columns, historyRows }: Context, places: readonly CorePlace[]): string[][] {
  const newest = state.coreHistory.slice(-columns.barWidth);
  return places.map(({ position }) =>
    history(
      newest.map(busy => busy[position] ?? null),
      columns.barWidth,
      historyRows,
    ),
  );
}

/** The cores of this row, side by side. */
function coreLine(
  row: number,
  places: readonly CorePlace[],
  cores: readonly CoreShares[],
  context: Context,
): Line {
  const line: Span[] = [];
  for (let index = row; index < places.length; index += context.columns.rows) {
    if (index > row) line.push(gap);
    const place = places[index] as CorePlace;
    putCore(line, place.label, cores[place.position] as CoreShares, context);
  }
  return line;
}

/** One row of what these cores did before, each below its bar. */
function pastLine(row: number, part: number, histories: readonly string[][], { columns }: Context): Line {
  const line: Span[] = [];
  const indent = runs.blank(columns.labelWidth);
  const rest = runs.blank(columns.width - columns.labelWidth - columns.barWidth);
  for (let index = row; index < histories.length; index += columns.rows) {
    if (index > row) line.push(gap);
    line.push(indent, span(histories[index]?.[part] ?? '', 'dim'), rest);
  }
  return line;
}

/** Every core as a bar with its percentage and lanes, or null if they do not fit so. */
export function coreBars(state: State, inner: Size, theme: Theme): Line[] | null {
  const cores = state.sample?.cores ?? [];
  const order = coreOrder(cores, state.machine);
  const columns = columnsFor(order, state.run !== null, inner);
  if (columns === null) return null;
  const spare = Math.floor(inner.height / columns.rows) - 1;
  const historyRows = Math.min(mostHistoryRows, spare);
  const context = { state, columns, historyRows, lanes: lanesByCore(state), theme };
  const histories = historyRows > 0 ? pasts(context, order.places) : [];
  const lines: Line[] = [];
  for (let row = 0; row < columns.rows; row++) {
    lines.push(coreLine(row, order.places, cores, context));
    for (let part = 0; part < historyRows; part++) lines.push(pastLine(row, part, histories, context));
  }
  return lines;
}
