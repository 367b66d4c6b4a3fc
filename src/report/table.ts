/** Plain tables and paragraphs: columns of cells, however wide the characters are. */
import stringWidth from 'string-width';
import { visible } from '../visible.ts';

const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - stringWidth(text)));

/** Left-aligned columns, two spaces apart; the last one as it is. Control characters are made visible. */
export const tableLines = (rows: readonly (readonly string[])[]): string[] => {
  const shown = rows.map(row => row.map(visible));
  const widths: number[] = [];
  for (const row of shown) {
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, stringWidth(cell))));
  }
  return shown.map(row =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : padded(cell, widths[column] as number)))
      .join('  ')
      .trimEnd(),
  );
};

/** Words put into lines of `width` cells, all but the first indented. A word that is wider stands alone. */
export const wrapped = (text: string, width: number, indent = ''): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of visible(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    const room = lines.length === 0 ? width : width - stringWidth(indent);
    if (line !== '' && stringWidth(longer) > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((one, index) => (index === 0 ? one : indent + one));
};
