/** Ink 8's full frames, as text with SGR sequences, into rows of cells. */
import { blankCell, narrowTable } from './grid.ts';
import type { Row } from './grid.ts';
import { plainStyle, styleAfter } from './style.ts';

const escape = 0x1b;
// CSI with its parameters; strings (OSC, DCS ...) up to BEL or ST; any other escape with its one character.
// eslint-disable-next-line no-control-regex
const sequence = /\u001B(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[^[\]PX^_]?)/y;

const isParameter = (code: number): boolean => (code >= 0x30 && code <= 0x39) || code === 0x3b;

/** Index of the `m` that ends the SGR sequence at `start`, or -1 for any other sequence. */
const sgrEnd = (source: string, start: number): number => {
  if (source.charCodeAt(start + 1) !== 0x5b) return -1;
  let end = start + 2;
  while (isParameter(source.charCodeAt(end))) end++;
  return source.charCodeAt(end) === 0x6d ? end : -1;
};

/** Index after the sequence at `start`, which is no SGR: it has no business in a row, and is dropped. */
const otherEnd = (source: string, start: number): number => {
  sequence.lastIndex = start;
  return start + (sequence.exec(source)?.[0] ?? '\u001B').length;
};

const isControl = (code: number): boolean => code < 0x20 || (code >= 0x7f && code <= 0x9f);

/** The row's text for a terminal: control characters and all escape sequences but colours are left out. */
const cleaned = (source: string): string => {
  let text = '';
  for (let i = 0; i < source.length;) {
    const code = source.charCodeAt(i);
    if (code === escape) {
      const end = sgrEnd(source, i);
      if (end > 0) text += source.slice(i, end + 1);
      i = end > 0 ? end + 1 : otherEnd(source, i);
    } else {
      if (!isControl(code)) text += source[i];
      i++;
    }
  }
  return text;
};

export interface ParsedRow extends Row {
  /** As it was written: an equal source needs no second look. */
  readonly source: string;
}

/** One row; what is beyond the last column is cut. */
export const parseRow = (source: string, columns: number): ParsedRow => {
  const cells = new Uint32Array(columns).fill(blankCell);
  let style = plainStyle;
  let column = 0;
  for (let i = 0; i < source.length;) {
    const code = source.charCodeAt(i);
    if (code === escape) {
      // By hand, since this is nearly all there is: with regular expressions it was a quarter of a frame.
      const end = sgrEnd(source, i);
      if (end > 0) style = styleAfter(style, source.slice(i + 2, end));
      i = end > 0 ? end + 1 : otherEnd(source, i);
      continue;
    }
    if (narrowTable[code] === 1) {
      // Without a call: this is done for every cell. Those beyond the end go nowhere.
      cells[column++] = (style << 16) | code;
    } else if (!isControl(code)) {
      return { source, cells: null, text: `${cleaned(source)}\u001B[0m` };
    }
    i++;
  }
  return { source, cells, text: '' };
};

/**
 * The rows of a frame, exactly `rows` of them. Rows of the last frame that have not changed are taken over as they
 * are, which most have not.
 */
export const parseFrame = (
  frame: string,
  columns: number,
  rows: number,
  last: readonly ParsedRow[],
): ParsedRow[] => {
  const sources = frame.split('\n');
  return Array.from({ length: rows }, (_, y) => {
    const source = sources[y] ?? '';
    const before = last[y];
    return before !== undefined && before.source === source ? before : parseRow(source, columns);
  });
};
