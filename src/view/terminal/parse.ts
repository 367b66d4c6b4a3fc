/** Ink 8's full frames, as text with SGR sequences, into rows of cells. */
import { blankCell, narrowTable } from './grid.ts';
import type { Row } from './grid.ts';
import { plainStyle, styleAfter } from './style.ts';

const escape = 0x1b;
// CSI with its parameters; strings (OSC, DCS ...) up to BEL or ST; any other escape with its one character.
// eslint-disable-next-line no-control-regex
const sequence = /\u001B(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[^[\]PX^_]?)/y;

interface Piece {
  /** SGR parameters, or null for a sequence that has no business in a row and is dropped. */
  readonly parameters: string | null;
  readonly end: number;
}

const isParameter = (code: number): boolean => (code >= 0x30 && code <= 0x39) || code === 0x3b;

/** Index of the `m` that ends the SGR sequence at `start`, or -1 for any other sequence. */
const sgrEnd = (source: string, start: number): number => {
  if (source.charCodeAt(start + 1) !== 0x5b) return -1;
  let end = start + 2;
  while (isParameter(source.charCodeAt(end))) end++;
  return source.charCodeAt(end) === 0x6d ? end : -1;
};

const escapeAt = (source: string, start: number): Piece => {
  // By hand, since this is nearly all there is: with regular expressions it was a quarter of a frame.
  const end = sgrEnd(source, start);
  if (end > 0) return { parameters: source.slice(start + 2, end), end: end + 1 };
  sequence.lastIndex = start;
  const found = sequence.exec(source)?.[0] ?? '\u001B';
  return { parameters: null, end: start + found.length };
};

const isControl = (code: number): boolean => code < 0x20 || (code >= 0x7f && code <= 0x9f);

/** The row's text for a terminal: control characters and all escape sequences but colours are left out. */
const cleaned = (source: string): string => {
  let text = '';
  for (let i = 0; i < source.length;) {
    const code = source.charCodeAt(i);
    if (code === escape) {
      const { parameters, end } = escapeAt(source, i);
      if (parameters !== null) text += source.slice(i, end);
      i = end;
    } else {
      if (!isControl(code)) text += source[i];
      i++;
    }
  }
  return text;
};

/** One row; what is beyond the last column is cut. */
export const parseRow = (source: string, columns: number): Row => {
  const cells = new Uint32Array(columns).fill(blankCell);
  let style = plainStyle;
  let column = 0;
  for (let i = 0; i < source.length;) {
    const code = source.charCodeAt(i);
    if (code === escape) {
      const { parameters, end } = escapeAt(source, i);
      if (parameters !== null) style = styleAfter(style, parameters);
      i = end;
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
export const parseFrame = (frame: string, columns: number, rows: number, last: readonly Row[]): Row[] => {
  const sources = frame.split('\n');
  return Array.from({ length: rows }, (_, y) => {
    const source = sources[y] ?? '';
    const before = last[y];
    return before !== undefined && before.source === source ? before : parseRow(source, columns);
  });
};
