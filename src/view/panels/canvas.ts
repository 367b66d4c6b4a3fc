/** A small canvas of dots: 2x4 to a cell in braille, one to a cell where the terminal has ASCII only. */
import type { Span, StyleName } from '../text.ts';
import { span } from '../text.ts';

/** A curve: dots of one style, all of them or every so many. */
export interface Pen {
  readonly style: StyleName;
  /** Draws every n-th dot of a line: 1 is solid. */
  readonly every: number;
  /** What stands for its dots in ASCII. */
  readonly ascii: string;
}

interface Mark {
  readonly glyph: string;
  readonly style: StyleName;
}

/** Bits of the eight dots of a braille cell (Unicode 15, chart U2800), by row and column. */
const dotBits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

interface Cell {
  bits: number;
  pen: Pen | null;
  mark: Mark | null;
}

export interface Canvas {
  /** In dots. */
  readonly width: number;
  readonly height: number;
  /** `at` gives the height of the curve, in dots from the bottom, for each column of dots; null = nothing there. */
  draw(pen: Pen, at: (x: number) => number | null): void;
  /** A glyph over the cell of this dot. */
  put(x: number, y: number, mark: Mark): void;
  /** One list of spans a row of cells, top first. */
  rows(): Span[][];
}

class DotCanvas implements Canvas {
  readonly width: number;
  readonly height: number;
  readonly #columns: number;
  readonly #cells: Cell[];
  readonly #isUnicode: boolean;

  constructor(columns: number, rows: number, isUnicode: boolean) {
    this.#columns = columns;
    this.#isUnicode = isUnicode;
    this.width = columns * 2;
    this.height = rows * 4;
    this.#cells = Array.from({ length: columns * rows }, () => ({ bits: 0, pen: null, mark: null }));
  }

  draw(pen: Pen, at: (x: number) => number | null): void {
    let before: number | null = null;
    for (let x = 0; x < this.width; x++) {
      const y = at(x);
      if (y !== null && x % pen.every === 0) this.#rise(x, before, y, pen);
      before = y;
    }
  }

  /** A steep piece is filled from one height to the next, so that a solid line does not fall apart. */
  #rise(x: number, before: number | null, y: number, pen: Pen): void {
    const to = Math.round(y);
    const from = before === null || pen.every > 1 ? to : Math.round(Math.min(y, before + 1));
    for (let dot = from; dot <= to; dot++) this.#set(x, dot, pen);
  }

  put(x: number, y: number, mark: Mark): void {
    const cell = this.#cellAt(Math.round(x), Math.round(y));
    if (cell) cell.mark = mark;
  }

  rows(): Span[][] {
    const rows: Span[][] = [];
    for (let from = 0; from < this.#cells.length; from += this.#columns) {
      rows.push(this.#cells.slice(from, from + this.#columns).map(cell => this.#spanOf(cell)));
    }
    return rows;
  }

  #cellAt(x: number, y: number): Cell | undefined {
    if (x < 0 || x >= this.width || y < 0 || y >= this.height) return undefined;
    return this.#cells[Math.floor((this.height - 1 - y) / 4) * this.#columns + Math.floor(x / 2)];
  }

  #set(x: number, y: number, pen: Pen): void {
    const cell = this.#cellAt(x, y);
    if (!cell) return;
    cell.bits |= dotBits[(this.height - 1 - y) % 4]?.[x % 2] ?? 0;
    cell.pen = pen;
  }

  #spanOf({ bits, pen, mark }: Cell): Span {
    if (mark !== null) return span(mark.glyph, mark.style);
    if (pen === null) return span(' ');
    return span(this.#isUnicode ? String.fromCodePoint(0x2800 + bits) : pen.ascii, pen.style);
  }
}

/** An empty canvas of so many cells. Later curves take the colour of a cell that they share with earlier ones. */
export const createCanvas = (columns: number, rows: number, isUnicode: boolean): Canvas =>
  new DotCanvas(columns, rows, isUnicode);

/** How a pen's line looks, for the legend. */
export const penSample = ({ every, ascii, style }: Pen, isUnicode: boolean): Span => {
  if (!isUnicode) return span(ascii.repeat(2), style);
  return span(every === 1 ? '⠤⠤' : every === 2 ? '⠄⠄' : '⠄ ', style);
};
