/** One row of the screen, ready to be compared with what the terminal shows. */
import { plainStyle, styleAfter } from './style.ts';

export interface Row {
  /**
   * Style number << 16 | character code, one per column; null if the row holds a glyph whose width terminals may
   * see differently, so that it must be written as a whole.
   */
  readonly cells: Uint32Array | null;
  /** Instead of cells: the row's text with nothing but SGR sequences in it, in plain style at both ends. */
  readonly text: string;
}

/** A row that is worked on in place, so that a picture leaves nothing behind. */
export interface LiveRow extends Row {
  cells: Uint32Array | null;
  text: string;
  /** Another one whenever the row may look otherwise than before. */
  version: number;
}

const space = 0x20;
export const blankCell = (plainStyle << 16) | space;

export const cellOf = (style: number, code: number): number => ((style << 16) | code) >>> 0;
export const styleOf = (cell: number): number => cell >>> 16;
export const codeOf = (cell: number): number => cell & 0xff_ff;

/**
 * What a frame of Ink's holds where a panel is painted later: blanks in the one attribute that nobody uses (concealed).
 * Whatever Ink draws over them (a dialog) hides that part of the panel. Ink measures ASCII a hundred times faster.
 */
export const holeStyle = styleAfter(plainStyle, '8');
export const holeCell = cellOf(holeStyle, space);
export const holeRow = (width: number): string => `\u001B[8m${' '.repeat(width)}\u001B[28m`;

const blankRow = (columns: number): LiveRow => ({
  cells: new Uint32Array(columns).fill(blankCell),
  text: '',
  version: 0,
});

export const blankRows = (columns: number, rows: number): LiveRow[] =>
  Array.from({ length: rows }, () => blankRow(columns));

/** First and last code of what every terminal shows one column wide: chrome, bars, braille, European letters. */
const narrow: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0xa0, 0xac],
  [0xae, 0x2_ff],
  [0x20_10, 0x20_27],
  [0x20_30, 0x20_5e],
  [0x21_90, 0x22_ff],
  [0x25_00, 0x25_fc],
  [0x27_13, 0x27_18],
  [0x27_68, 0x27_75],
  [0x28_00, 0x28_ff],
];

/** 1 for each UTF-16 unit that is a whole glyph and one column wide wherever it stands. */
export const narrowTable = new Uint8Array(0x1_00_00);
for (const [first, last] of narrow) narrowTable.fill(1, first, last + 1);
