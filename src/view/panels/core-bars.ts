/** Cores as bars, in columns: user, system and steal by the density of the glyph, so that they read without colour. */
import type { CoreShares, State } from '../../state/state.ts';
import { percent } from '../format.ts';
import { safe } from '../safe.ts';
import { cellWidth, lineWidth, padEnd, padStart, span, truncate } from '../text.ts';
import type { Line, Size, Span } from '../text.ts';
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

/** `width` cells: user, then what else is busy, then steal. */
function bar({ user, busy, steal }: CoreShares, width: number, theme: Theme): Line {
  const userCells = Math.floor(halves(user, width) / 2);
  const busyCells = Math.max(userCells, Math.floor(halves(busy, width) / 2));
  const allCells = Math.min(width, Math.max(busyCells, Math.round((busy + steal) * width)));
  const isSolid = busyCells === userCells && allCells === busyCells;
  const half = isSolid && theme.isUnicode && halves(busy, width) % 2 === 1 && busyCells < width ? '▌' : '';
  return [
    span('█'.repeat(userCells) + half, 'user'),
    span('▓'.repeat(busyCells - userCells), 'system'),
    span('░'.repeat(allCells - busyCells), 'steal'),
    span(' '.repeat(width - allCells - half.length)),
  ];
}

interface Columns {
  readonly count: number;
  readonly rows: number;
  readonly width: number;
  readonly nameWidth: number;
  /** 0 where there is no room for lanes or no lane. */
  readonly tagWidth: number;
  readonly barWidth: number;
  readonly hasSiblings: boolean;
}

/** How many columns of bars it takes; null if the bars would be too short to read. */
function columnsFor(order: CoreOrder, hasLanes: boolean, inner: Size): Columns | null {
  const { width, height } = inner;
  const { places, widestName: nameWidth, hasSiblings } = order;
  if (height < 1 || places.length === 0) return null;
  const count = Math.ceil(places.length / height);
  const columnWidth = Math.floor((width + columnGap) / count) - columnGap;
  const room = columnWidth - (hasSiblings ? 1 : 0) - nameWidth - 1 - percentWidth;
  if (room < leastBar) return null;
  const wantedTag = hasLanes ? Math.max(3, Math.min(12, Math.floor(room / 3))) : 0;
  const tagWidth = room - wantedTag - 1 >= leastBar ? wantedTag : 0;
  const barWidth = room - (tagWidth > 0 ? tagWidth + 1 : 0);
  const rows = Math.ceil(places.length / count);
  return { count, rows, width: columnWidth, nameWidth, tagWidth, barWidth, hasSiblings };
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

interface PlacedCore extends CorePlace {
  readonly core: CoreShares;
}

function nameSpans({ sibling, name }: CorePlace, columns: Columns): Span[] {
  return [
    ...(columns.hasSiblings ? [span(sibling, 'dim')] : []),
    span(`${padStart(name, columns.nameWidth)} `, 'dim'),
  ];
}

function coreLine(placed: PlacedCore, lanes: readonly string[], columns: Columns, theme: Theme): Line {
  const tag = columns.tagWidth > 0 ? ` ${padEnd(tags(lanes, columns.tagWidth), columns.tagWidth)}` : '';
  return [
    ...nameSpans(placed, columns),
    ...bar(placed.core, columns.barWidth, theme),
    span(padStart(percent(placed.core.busy), percentWidth)),
    span(tag, 'title'),
  ];
}

const historyOf = ({ coreHistory }: State, position: number, samples: number): (number | null)[] =>
  coreHistory.slice(-samples).map(busy => busy[position] ?? null);

/** The bar and, where there is height to spare, the share over time below it. */
function coreBlock(placed: PlacedCore, context: BlockContext): Line[] {
  const { state, columns, historyRows, theme } = context;
  const line = coreLine(placed, context.lanes.get(placed.core.id) ?? [], columns, theme);
  const indent = ' '.repeat(columns.nameWidth + 1 + (columns.hasSiblings ? 1 : 0));
  const values = historyRows > 0 ? historyOf(state, placed.position, columns.barWidth) : [];
  const past = history(values, columns.barWidth, historyRows).map(text => [span(indent), span(text, 'dim')]);
  return [line, ...past];
}

interface BlockContext {
  readonly state: State;
  readonly columns: Columns;
  readonly historyRows: number;
  readonly lanes: ReadonlyMap<number, readonly string[]>;
  readonly theme: Theme;
}

const widened = (line: Line, width: number): Line => [
  ...line,
  span(' '.repeat(Math.max(0, width - lineWidth(line)))),
];

/** Every core as a bar with its percentage and lanes, or null if they do not fit so. */
export function coreBars(state: State, inner: Size, theme: Theme): Line[] | null {
  const cores = state.sample?.cores ?? [];
  const order = coreOrder(cores, state.machine);
  const columns = columnsFor(order, state.run !== null, inner);
  if (columns === null) return null;
  const spare = Math.floor(inner.height / columns.rows) - 1;
  const historyRows = Math.min(mostHistoryRows, spare);
  const context = { state, columns, historyRows, lanes: lanesByCore(state), theme };
  const blocks = order.places.map(place =>
    coreBlock({ ...place, core: cores[place.position] as CoreShares }, context),
  );
  const lines: Line[] = [];
  for (let row = 0; row < columns.rows; row++) {
    for (let part = 0; part <= historyRows; part++) {
      const across = Array.from({ length: columns.count }, (_, column) => {
        const line = blocks[column * columns.rows + row]?.[part] ?? [];
        return column < columns.count - 1 ? widened(line, columns.width + columnGap) : line;
      });
      lines.push(across.flat());
    }
  }
  return lines;
}
