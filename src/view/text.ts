/** Styled text in cells: what panels are made of before it is turned into rows for the terminal. */
import stringWidth from 'string-width';
import { graphemes, isNarrow } from './graphemes.ts';

export type StyleName =
  | 'plain'
  | 'dim'
  | 'title'
  | 'border'
  | 'key'
  | 'good'
  | 'warn'
  | 'alarm'
  | 'running'
  | 'waiting'
  | 'ready'
  | 'user'
  | 'system'
  | 'steal'
  | 'selected';

export interface Span {
  readonly text: string;
  readonly style: StyleName;
}
export type Line = readonly Span[];

/** Columns and rows in cells. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export const span = (text: string, style: StyleName = 'plain'): Span => ({ text, style });

export function isSameLine(one: Line, other: Line): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) {
    const a = one[at] as Span;
    const b = other[at] as Span;
    if (a.text !== b.text || a.style !== b.style) return false;
  }
  return true;
}

/** Cells that a text takes on screen. */
export const cellWidth = (text: string): number => (isNarrow(text) ? text.length : stringWidth(text));

export function lineWidth(line: Line): number {
  let cells = 0;
  // By index, here and wherever it is done for every cell or span: an iterator makes an object a step.
  for (let at = 0; at < line.length; at++) cells += cellWidth((line[at] as Span).text);
  return cells;
}

/** The longest beginning of a text that takes at most `width` cells; never half a character. */
export function cut(text: string, width: number): string {
  if (isNarrow(text)) return text.slice(0, Math.max(0, width));
  let used = 0;
  let kept = '';
  for (const grapheme of graphemes(text)) {
    used += stringWidth(grapheme);
    if (used > width) break;
    kept += grapheme;
  }
  return kept;
}

/** Cut to `width` cells, with an ellipsis in the last one if something was cut off. */
export const truncate = (text: string, width: number): string =>
  cellWidth(text) <= width ? text : width < 1 ? '' : `${cut(text, width - 1)}…`;

export const spaces = (count: number): string => ' '.repeat(Math.max(0, count));

export const blanks = (count: number): Span => span(spaces(count));

/** Exactly `width` cells, text at the left. */
export const padEnd = (text: string, width: number): string => {
  const short = truncate(text, width);
  return short + spaces(width - cellWidth(short));
};

/** Exactly `width` cells, text at the right. */
export const padStart = (text: string, width: number): string => {
  const short = truncate(text, width);
  return spaces(width - cellWidth(short)) + short;
};

/** A line cut to at most `width` cells, with an ellipsis if something was cut off. */
export function truncateLine(line: Line, width: number): Line {
  if (lineWidth(line) <= width) return line;
  const kept: Span[] = [];
  let room = width;
  for (const part of line) {
    const cells = cellWidth(part.text);
    if (cells >= room) return [...kept, span(truncate(`${part.text} `, room), part.style)];
    kept.push(part);
    room -= cells;
  }
  return kept;
}

/** A line of exactly `width` cells: `left` at one end, `right` at the other if there is room for both. */
export function spread(left: Line, right: Line, width: number): Line {
  const gap = width - lineWidth(left) - lineWidth(right);
  return gap < 1 ? truncateLine(left, width) : [...left, span(spaces(gap)), ...right];
}

/** Lines of at most `width` cells, broken at spaces; a longer word is broken where it must be. */
export function wrap(text: string, width: number): string[] {
  if (width < 1) return [];
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(' ')) {
    if (line !== '' && cellWidth(line) + 1 + cellWidth(word) > width) {
      lines.push(line);
      line = '';
    }
    while (cellWidth(word) > width) {
      const head = cut(word, width) || '?';
      lines.push(head);
      word = head === '?' ? '' : word.slice(head.length);
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
