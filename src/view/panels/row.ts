/** One row of a panel: styled text, compared with that of the last picture before anything is made of it. */
import { renderLine, toAscii } from '../render-line.ts';
import type { RowSource } from '../terminal/compose.ts';
import { blankCell, cellOf, narrowTable } from '../terminal/grid.ts';
import { isSameLine, lineWidth, span, truncateLine } from '../text.ts';
import type { Line, Span } from '../text.ts';
import type { Theme } from '../theme.ts';

/** `inside` stands between the sides of a box; a border, with these corners, has words at both ends. */
export type Shape = 'bare' | 'inside' | '╭╮' | '╰╯';

const border = (text: string): Line => [span(text, 'border')];
const dashes = (count: number): Line => border('─'.repeat(Math.max(0, count)));
const boxed = (words: Line): Line => (words.length === 0 ? [] : [span(' '), ...words, span(' ')]);

/** Cells for the words at the left end of a border, of a panel of this width. */
export const roomBelow = (width: number): number => width - 6;

function edge(corners: string, left: Line, right: Line, width: number): Line {
  const room = width - 4;
  const begin = boxed(truncateLine(left, roomBelow(width)));
  const end = lineWidth(begin) + lineWidth(right) + 3 <= room ? boxed(right) : [];
  const gap = width - 2 - lineWidth(begin) - lineWidth(end) - (end.length > 0 ? 1 : 0);
  return [
    ...border(corners.charAt(0)),
    ...begin,
    ...dashes(gap),
    ...end,
    ...dashes(end.length > 0 ? 1 : 0),
    ...border(corners.charAt(1)),
  ];
}

const side = border('│');
/** With the blank beside it. */
const sideCells = 2;

/** From column `x` on, with blanks up to `end`; false where a glyph is not one cell wide on all terminals. */
function paintLine(line: Line, cells: Uint32Array, x: number, end: number, theme: Theme): boolean {
  let column = x;
  for (let at = 0; at < line.length; at++) {
    const { text, style } = line[at] as Span;
    const shown = theme.isUnicode ? text : toAscii(text);
    const styled = cellOf(theme.styles[style], 0);
    for (let index = 0; index < shown.length; index++) {
      const code = shown.charCodeAt(index);
      if (narrowTable[code] !== 1) return false;
      if (column < end) cells[column++] = styled + code;
    }
  }
  while (column < end) cells[column++] = blankCell;
  return true;
}

/** Exactly `width` cells. */
export class PanelRow implements RowSource {
  readonly #shape: Shape;
  readonly #left: Line;
  readonly #right: Line;
  readonly #width: number;
  readonly #theme: Theme;

  constructor(shape: Shape, left: Line, right: Line, width: number, theme: Theme) {
    this.#shape = shape;
    this.#left = left;
    this.#right = right;
    this.#width = width;
    this.#theme = theme;
  }

  isSame(other: RowSource): boolean {
    if (this === other) return true;
    return (
      other instanceof PanelRow &&
      this.#shape === other.#shape &&
      this.#width === other.#width &&
      this.#theme === other.#theme &&
      isSameLine(this.#left, other.#left) &&
      isSameLine(this.#right, other.#right)
    );
  }

  paint(cells: Uint32Array, x: number): boolean {
    const end = x + this.#width;
    if (this.#shape !== 'inside') return paintLine(this.#line(), cells, x, end, this.#theme);
    paintLine(side, cells, x, x + sideCells, this.#theme);
    cells[end - sideCells] = blankCell;
    cells[end - 1] = cells[x] as number;
    return paintLine(this.#left, cells, x + sideCells, end - sideCells, this.#theme);
  }

  /** The same as text, with escape sequences for colours only: for Ink, and for glyphs that do not fit into cells. */
  toString(): string {
    if (this.#shape !== 'inside') return renderLine(this.#line(), this.#width, this.#theme);
    const wall = renderLine(side, 1, this.#theme);
    return `${wall} ${renderLine(this.#left, this.#width - 2 * sideCells, this.#theme)} ${wall}`;
  }

  #line(): Line {
    return this.#shape === '╭╮' || this.#shape === '╰╯'
      ? edge(this.#shape, this.#left, this.#right, this.#width)
      : this.#left;
  }
}
