/** A styled line as a row of the terminal: as wide as it has to be, in the theme's glyphs and colours. */
import stringWidth from 'string-width';
import { asciiFor } from './glyphs.ts';
import { graphemes, isNarrow } from './graphemes.ts';
import { cellWidth, cut, spaces, span } from './text.ts';
import type { Line, Span, StyleName } from './text.ts';
import type { Theme } from './theme.ts';

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** Every glyph as one of ASCII, as wide as it was. */
export function toAscii(text: string): string {
  if (isAscii(text)) return text;
  const parts = isNarrow(text) ? [...text] : graphemes(text);
  return parts.map(part => (isAscii(part) ? part : asciiFor(part, cellWidth(part)))).join('');
}

const reset = '\u001B[0m';

interface Fitted {
  readonly spans: readonly Span[];
  readonly cells: number;
}

function fitted(line: Line, width: number, theme: Theme): Fitted {
  const spans: Span[] = [];
  let cells = 0;
  for (const { text, style } of line) {
    if (cells >= width) break;
    const part = cut(theme.isUnicode ? text : toAscii(text), width - cells);
    cells += cellWidth(part);
    if (part !== '') spans.push(span(part, style));
  }
  return { spans, cells };
}

/**
 * Graphemes may join across the seams of spans (a name that ends in a joiner), and then the row is not as wide as
 * its parts. Rows with such text are measured whole, and lose what is not plain if they do not add up.
 */
function exact(line: Line, width: number, theme: Theme): Fitted {
  const row = fitted(line, width, theme);
  if (row.spans.every(({ text }) => isNarrow(text))) return row;
  const whole = row.spans.map(({ text }) => text).join('');
  if (stringWidth(` ${whole} `) === row.cells + 2) return row;
  return fitted(
    line.map(({ text, style }) => span(isNarrow(text) ? text : toAscii(text), style)),
    width,
    theme,
  );
}

/** The row so far: its text, how much room is left, and the style that it is in. */
class Pen {
  row = '';
  room: number;
  readonly #theme: Theme;
  #sgr = '';

  constructor(width: number, theme: Theme) {
    this.room = width;
    this.#theme = theme;
  }

  put(text: string, cells: number, style: StyleName): void {
    const sgr = this.#theme.colourBits === 0 ? '' : this.#theme.sgr[style];
    if (sgr !== this.#sgr) this.row += (this.#sgr === '' ? '' : reset) + (sgr === '' ? '' : `\u001B[${sgr}m`);
    this.#sgr = sgr;
    this.row += text;
    this.room -= cells;
  }

  /** With blanks up to the width. */
  end(): string {
    const isReset = this.#sgr !== '';
    const row = (isReset ? this.row + reset : this.row) + spaces(this.room);
    return this.#theme.colourBits === 0 || (isReset && this.room <= 0) ? row : row + reset;
  }
}

/** Text all of which takes one cell a character: nearly every row, and the short way for it. */
function narrow(line: Line, width: number, theme: Theme): Pen | null {
  const pen = new Pen(width, theme);
  for (let at = 0; at < line.length && pen.room > 0; at++) {
    const { text, style } = line[at] as Span;
    if (text === '') continue;
    if (!isNarrow(text)) return null;
    const shown = theme.isUnicode ? text : toAscii(text);
    const part = shown.length > pen.room ? shown.slice(0, pen.room) : shown;
    pen.put(part, part.length, style);
  }
  return pen;
}

function wide(line: Line, width: number, theme: Theme): Pen {
  const pen = new Pen(width, theme);
  for (const { text, style } of exact(line, width, theme).spans) pen.put(text, cellWidth(text), style);
  return pen;
}

/** A row for the terminal: exactly `width` cells, colours from the theme only, reset at its end if it has colours. */
export const renderLine = (line: Line, width: number, theme: Theme): string =>
  (narrow(line, width, theme) ?? wide(line, width, theme)).end();
