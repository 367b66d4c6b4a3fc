/** What to send so that a terminal that shows `shown` shows `wanted`. */
import { blankCell, codeOf, styleOf } from './grid.ts';
import type { LiveRow, Row } from './grid.ts';
import { scroll, scrollBetween } from './scroll.ts';
import { plainStyle, transition } from './style.ts';

/** Cursor and style of the terminal while a frame is being written. */
interface Pen {
  text: string;
  style: number;
  /** -1: not known, as after the last column, where terminals differ. */
  x: number;
  y: number;
}

// A gap of so many cells is written again rather than jumped: `ESC [ n C` takes at least three bytes.
const maxRewritten = 3;

const knownForward = ['', '\u001B[C'];
const forward = (cells: number): string => (knownForward[cells] ??= `\u001B[${cells}C`);

const absolute = (x: number, y: number): string =>
  x === 0 ? (y === 0 ? '\u001B[H' : `\u001B[${y + 1}H`) : `\u001B[${y + 1};${x + 1}H`;

/** Cells between cursor and goal as text, if they can be written in the pen's style with a byte each; else null. */
const rewritten = (pen: Pen, cells: Uint32Array, x: number): string | null => {
  if (x - pen.x > maxRewritten) return null;
  let text = '';
  for (let i = pen.x; i < x; i++) {
    const cell = cells[i] as number;
    if (styleOf(cell) !== pen.style || codeOf(cell) > 0x7e) return null;
    text += String.fromCharCode(codeOf(cell));
  }
  return text;
};

const shorter = (a: string, b: string): string => (b.length < a.length ? b : a);

const movement = (pen: Pen, cells: Uint32Array, x: number, y: number): string => {
  // Within a row no other way is shorter.
  if (pen.y === y && pen.x >= 0 && pen.x <= x) return rewritten(pen, cells, x) ?? forward(x - pen.x);
  const direct = absolute(x, y);
  if (pen.y + 1 !== y) return direct;
  const nextLine = shorter(direct, `\r\n${forward(x)}`);
  return pen.x === x ? shorter(nextLine, '\u001B[B') : nextLine;
};

const moveTo = (pen: Pen, cells: Uint32Array, x: number, y: number): void => {
  if (pen.x === x && pen.y === y) return;
  pen.text += movement(pen, cells, x, y);
  pen.x = x;
  pen.y = y;
};

const setStyle = (pen: Pen, style: number): void => {
  pen.text += transition(pen.style, style);
  pen.style = style;
};

/** Column after the last one that is not blank. */
const contentEnd = (cells: Uint32Array): number => {
  let end = cells.length;
  while (end > 0 && cells[end - 1] === blankCell) end--;
  return end;
};

const eraseToEnd = (pen: Pen, cells: Uint32Array, x: number, y: number): void => {
  moveTo(pen, cells, x, y);
  // The erased cells take the pen's background, so it must be plain.
  setStyle(pen, plainStyle);
  pen.text += '\u001B[K';
};

/** The changed cells from `x` on and before `end` that have one style; hands back where they end. */
const putRun = (
  pen: Pen,
  shown: Uint32Array,
  wanted: Uint32Array,
  x: number,
  y: number,
  end: number,
): number => {
  const style = styleOf(wanted[x] as number);
  moveTo(pen, wanted, x, y);
  if (style !== pen.style) setStyle(pen, style);
  let at = x;
  do pen.text += String.fromCharCode(codeOf(wanted[at++] as number));
  while (at < end && wanted[at] !== shown[at] && styleOf(wanted[at] as number) === style);
  pen.x = at < wanted.length ? at : -1;
  return at;
};

const putChangedCells = (pen: Pen, shown: Uint32Array, wanted: Uint32Array, y: number): void => {
  const content = contentEnd(wanted);
  const isErased = contentEnd(shown) - content > maxRewritten;
  const end = isErased ? content : wanted.length;
  let x = 0;
  while (x < wanted.length) {
    if (wanted[x] === shown[x]) x++;
    else if (x < end) x = putRun(pen, shown, wanted, x, y, end);
    else {
      eraseToEnd(pen, wanted, x, y);
      return;
    }
  }
};

const noCells = new Uint32Array(0);

/** Without automatic wrapping: a terminal that sees the row wider than Ink does must not spill it into the next. */
const putText = (pen: Pen, text: string, y: number): void => {
  moveTo(pen, noCells, 0, y);
  setStyle(pen, plainStyle);
  pen.text += `\u001B[2K\u001B[?7l${text}\u001B[?7h`;
  pen.x = -1;
};

const putRow = (pen: Pen, shown: Row, wanted: Row, y: number): void => {
  if (wanted.cells === null) {
    if (wanted.text !== shown.text) putText(pen, wanted.text, y);
    return;
  }
  if (shown.cells !== null) {
    putChangedCells(pen, shown.cells, wanted.cells, y);
    return;
  }
  eraseToEnd(pen, noCells, 0, y);
  putChangedCells(pen, new Uint32Array(wanted.cells.length).fill(blankCell), wanted.cells, y);
};

/** Text for the terminal, and how many bytes it is. */
export interface Written {
  readonly text: string;
  readonly bytes: number;
}

/** No UTF-16 unit takes more than three bytes. */
const exceeds = (text: string, bytes: number): boolean =>
  text.length * 3 > bytes && Buffer.byteLength(text) > bytes;

export interface Step extends Written {
  /** The row to go on with, or null if all is as wanted. */
  readonly next: number | null;
}

const take = (shown: LiveRow, { cells, text, version }: LiveRow): void => {
  if (cells === null || shown.cells === null) shown.cells = cells?.slice() ?? null;
  else shown.cells.set(cells);
  shown.text = text;
  shown.version = version;
};

/**
 * The bytes from one picture to the next, '' if there is nothing to do; both have the same size. Begins at row `from`
 * and ends once `mostBytes` are exceeded, with a whole row. Where they may not do for all, the last row goes first: what
 * is typed is seen there. `shown` becomes what the terminal shows after it.
 */
export const stepTowards = (
  shown: readonly LiveRow[],
  wanted: readonly LiveRow[],
  from = 0,
  mostBytes = Infinity,
): Step => {
  const move = scrollBetween(shown, wanted);
  const moved = move === null ? '' : scroll(shown, wanted, move);
  const pen: Pen = { text: moved, style: plainStyle, x: -1, y: -2 };
  let next: number | null = null;
  const first = mostBytes === Infinity ? 0 : -1;
  for (let i = first; i < wanted.length && next === null; i++) {
    const y = i < 0 ? wanted.length - 1 : (from + i) % wanted.length;
    const before = shown[y] as LiveRow;
    const row = wanted[y] as LiveRow;
    if (row.version === before.version) continue;
    if (i > 0 && exceeds(pen.text, mostBytes)) next = y;
    else {
      putRow(pen, before, row, y);
      take(before, row);
    }
  }
  setStyle(pen, plainStyle);
  return { text: pen.text, bytes: Buffer.byteLength(pen.text), next };
};
