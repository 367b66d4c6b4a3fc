/** A row as glyphs, one entry a column: the slow way, for rows whose glyphs are not all one column wide. */
import stringWidth from 'string-width';
import { graphemes } from '../graphemes.ts';
import { blankCell, codeOf, styleOf } from './grid.ts';
import type { Row } from './grid.ts';
import { plainStyle, styleAfter, transition } from './style.ts';

export interface Glyph {
  /** '' in the second column of a wide one. */
  readonly text: string;
  readonly style: number;
}

export const blank: Glyph = { text: ' ', style: plainStyle };

// oxlint-disable-next-line no-control-regex
const pieces = /\u001B\[([\d;]*)m|[^\u001B]+/g;

const ofText = (text: string): Glyph[] => {
  const glyphs: Glyph[] = [];
  let style: number = plainStyle;
  for (const [piece, parameters] of text.matchAll(pieces)) {
    if (parameters !== undefined) {
      style = styleAfter(style, parameters);
      continue;
    }
    for (const grapheme of graphemes(piece)) {
      const width = stringWidth(grapheme);
      if (width > 0) glyphs.push({ text: grapheme, style });
      if (width > 1) glyphs.push({ text: '', style });
    }
  }
  return glyphs;
};

const ofCells = (cells: Uint32Array): Glyph[] =>
  Array.from(cells, cell =>
    cell === blankCell ? blank : { text: String.fromCharCode(codeOf(cell)), style: styleOf(cell) },
  );

/** Exactly `columns` glyphs. */
export const glyphsOf = ({ cells, text }: Row, columns: number): Glyph[] => {
  const glyphs = cells === null ? ofText(text) : ofCells(cells);
  return Array.from({ length: columns }, (_, x) => glyphs[x] ?? blank);
};

const isWide = (glyphs: readonly Glyph[], x: number): boolean => glyphs[x + 1]?.text === '';

/** Half of a wide glyph, the other half of which is covered, is a blank. */
const whole = (glyphs: readonly Glyph[], x: number): Glyph => {
  const glyph = glyphs[x] ?? blank;
  const before = glyphs[x - 1]?.text ?? '';
  if (glyph.text === '') return stringWidth(before) > 1 ? glyph : blank;
  return stringWidth(glyph.text) > 1 && !isWide(glyphs, x) ? blank : glyph;
};

/** The row with nothing but SGR sequences in it, in plain style at both ends. */
export const textOf = (glyphs: readonly Glyph[]): string => {
  let text = '';
  let style: number = plainStyle;
  glyphs.forEach((_, x) => {
    const glyph = whole(glyphs, x);
    if (glyph.text === '') return;
    text += transition(style, glyph.style) + glyph.text;
    style = glyph.style;
  });
  return text + transition(style, plainStyle);
};
