/** The last line of every screen and the help, both from one table of keys. */
import type { State } from '../../state/state.ts';
import { percent } from '../format.ts';
import { cellWidth, lineWidth, padEnd, span, truncateLine } from '../text.ts';
import type { Line, Size, Span } from '../text.ts';
import type { Theme } from '../theme.ts';
import type { PanelRow } from './row.ts';
import { bare, frame, innerSize, titled } from './frame.ts';

export interface KeyHelp {
  readonly key: string;
  readonly help: string;
}

const item = (binding: KeyHelp): Line => [span(binding.key, 'key'), span(` ${binding.help}`)];

/** What this dashboard costs, in whole percent of a core: `self 1%`. An instrument says what it takes. */
export const ownCost = ({ sample }: State): Line =>
  sample === null ? [] : [span(`self ${percent(sample.dashboardCpu)}`, 'dim')];

/** Keys, and `cost` at the right end where there is room for all of them and it. */
export function footer(keys: readonly KeyHelp[], size: Size, theme: Theme, cost: Line = []): PanelRow[] {
  const all = keysLine(keys, size.width);
  const left = size.width - lineWidth(all);
  if (left < noteRoom || cost.length === 0) return bare([all], size, theme);
  const gap = left - lineWidth(cost);
  // One blank of it at the end, unless it is the only one.
  return bare([[...all, span(' '.repeat(gap > 2 ? gap - 1 : gap)), ...cost]], size, theme);
}

/** A blank and `self 100%`: so that it does not come and go with a digit. */
export const noteRoom = 10;

/** One line of keys; what does not fit is left out whole, with a `…` that says so. */
function keysLine(keys: readonly KeyHelp[], width: number): Line {
  const line: Span[] = [];
  let used = 1;
  for (const [index, key] of keys.entries()) {
    const cells = lineWidth(item(key));
    const reserve = index === keys.length - 1 ? 0 : 3;
    if (used + cells + reserve > width) {
      line.push(span(index === 0 ? ' …' : '  …', 'dim'));
      break;
    }
    line.push(span(index === 0 ? ' ' : '  '), ...item(key));
    used += cells + 2;
  }
  return line;
}

function helpLines(keys: readonly KeyHelp[]): Line[] {
  const keyWidth = Math.max(0, ...keys.map(({ key }) => cellWidth(key)));
  return keys.map(binding => [span(padEnd(binding.key, keyWidth), 'key'), span(`  ${binding.help}`)]);
}

/** The key table as a panel: in as many columns as it takes, and it says how many keys found no room. */
export function help(keys: readonly KeyHelp[], size: Size, theme: Theme): PanelRow[] {
  const inner = innerSize(size);
  const lines = helpLines(keys);
  const columns = Math.max(1, Math.ceil(lines.length / Math.max(1, inner.height)));
  const columnWidth = Math.floor((inner.width + 3) / columns) - 3;
  const rows = Math.ceil(lines.length / columns);
  const widest = Math.max(0, ...lines.map(lineWidth));
  if (columns > 1 && columnWidth < Math.min(widest, 24)) return shortHelp(lines, size, theme);
  const body = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) => lines[column * rows + row] ?? []).flatMap(line =>
      column(line, columnWidth),
    ),
  );
  return frame(titled('help'), body, size, theme);
}

const column = (line: Line, width: number): Line => {
  const short = truncateLine(line, width);
  return [...short, span(' '.repeat(width + 3 - lineWidth(short)))];
};

function shortHelp(lines: readonly Line[], size: Size, theme: Theme): PanelRow[] {
  const shown = Math.max(0, innerSize(size).height);
  const missing = lines.length - shown;
  return frame(titled('help'), lines.slice(0, shown), size, theme, {
    bottomRight: [span(`${missing} more`, 'dim')],
  });
}
