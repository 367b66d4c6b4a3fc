/** Upright bars, one column each, over one or more rows: histories and machines with many cores. */
import { levels } from '../glyphs.ts';

/** The level glyph for a filled part (0 to 1) of one cell; something is drawn for all but nothing. */
const level = (part: number): string => levels[Math.max(0, Math.min(7, Math.ceil(part * 8) - 1))] as string;

/** One column, top first, with so many eighths of a cell filled from its foot. */
const filledColumn = (rows: number, eighths: number): readonly string[] =>
  Array.from({ length: rows }, (_, row) => {
    const part = eighths / 8 - (rows - 1 - row);
    if (part > 0) return level(part);
    return row === rows - 1 ? level(0) : ' ';
  });

/** There are few different columns, and a picture has hundreds: each is made once, by rows and eighths filled. */
const known: (readonly string[])[][] = [];

/** One column of `rows` cells, top first, filled up to `share` (0 to 1). A null is a gap; 0 still shows a foot. */
export function upright(share: number | null, rows: number): readonly string[] {
  if (share === null) return Array.from({ length: rows }, () => ' ');
  const eighths = Math.ceil(Math.max(0, Math.min(1, share)) * rows * 8);
  return ((known[rows] ??= [])[eighths] ??= filledColumn(rows, eighths));
}

/** Of columns side by side the cells of one row, from the column `from` on and before `to`. */
export function across(
  columns: readonly (readonly string[])[],
  row: number,
  from: number,
  to: number,
): string {
  let text = '';
  for (let column = from; column < to; column++) text += columns[column]?.[row] ?? ' ';
  return text;
}

/** The newest `width` values as `rows` lines of text, top first; fewer values stand at the right. */
export function history(values: readonly (number | null)[], width: number, rows: number): string[] {
  const newest = values.slice(-Math.max(0, width) || values.length);
  const columns = newest.map(value => upright(value, rows));
  const pad = ' '.repeat(Math.max(0, width - columns.length));
  return Array.from({ length: rows }, (_, row) => pad + across(columns, row, 0, columns.length));
}
