/** A styled line as a row of the terminal: as wide as it has to be, in the theme's glyphs and colours. */
import stringWidth from 'string-width';
import { asciiFor } from './glyphs.ts';
import { graphemes, isNarrow } from './graphemes.ts';
import { cellWidth, cut, spaces, span } from './text.ts';
import type { Line, Span, StyleName } from './text.ts';
import type { Theme } from './theme.ts';

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

function toAscii(text: string): string {
  if (isAscii(text)) return text;
  const parts = isNarrow(text) ? [...text] : graphemes(text);
  return parts.map(part => (isAscii(part) ? part : asciiFor(part, cellWidth(part)))).join('');
}

const sgrOn = (theme: Theme, style: StyleName): string =>
  theme.colourBits === 0 || theme.sgr[style] === '' ? '' : `\u001B[${theme.sgr[style]}m`;

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

/** Text all of which takes one cell a character: nearly every row, and the short way for it. */
function narrow(line: Line, width: number, theme: Theme): Fitted | null {
  const spans: Span[] = [];
  let cells = 0;
  for (const { text, style } of line) {
    if (cells >= width) break;
    if (!isNarrow(text)) return null;
    const shown = theme.isUnicode ? text : toAscii(text);
    const part = shown.length > width - cells ? shown.slice(0, width - cells) : shown;
    cells += part.length;
    if (part !== '') spans.push(span(part, style));
  }
  return { spans, cells };
}

/** A row for the terminal: exactly `width` cells, colours from the theme only, reset at its end if it has colours. */
export function renderLine(line: Line, width: number, theme: Theme): string {
  const { spans, cells } = narrow(line, width, theme) ?? exact(line, width, theme);
  let row = '';
  let current = '';
  for (const { text, style } of spans) {
    const on = sgrOn(theme, style);
    if (on !== current) row += `${current === '' ? '' : reset}${on}`;
    current = on;
    row += text;
  }
  if (current !== '') row += reset;
  const isReset = current !== '' && cells >= width;
  row += spaces(width - cells);
  return theme.colourBits === 0 || isReset ? row : row + reset;
}
