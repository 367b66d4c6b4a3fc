/** The box around a panel: its title in the top border, notes in the other corners. */
import type { Snapshot, State } from '../../state/state.ts';
import { renderLine } from '../render-line.ts';
import { lineWidth, span, truncateLine } from '../text.ts';
import type { Line, Size } from '../text.ts';
import type { Theme } from '../theme.ts';

/** Exactly `size.height` rows of exactly `size.width` cells each. */
export type Panel = (snapshot: Snapshot, size: Size, theme: Theme) => string[];

/** A panel that is drawn anew only where its size, its theme or one of the parts of the state that it shows is another. */
export function remembered(panel: Panel, shownOf: (state: State) => readonly unknown[]): Panel {
  let known: readonly unknown[] = [];
  let rows: string[] = [];
  return (snapshot, size, theme) => {
    const shown = [size.width, size.height, theme, ...shownOf(snapshot.state)];
    if (shown.length !== known.length || shown.some((part, index) => part !== known[index])) {
      rows = panel(snapshot, size, theme);
      known = shown;
    }
    return rows;
  };
}

export interface FrameNotes {
  /** Right end of the top border. */
  readonly note?: Line;
  /** Left and right end of the bottom border. */
  readonly bottomLeft?: Line;
  readonly bottomRight?: Line;
}

/** Smaller than this there is no box: the title, then the content. */
const isBoxed = ({ width, height }: Size): boolean => width >= 6 && height >= 3;

/** What is left for the content of a panel of this size. */
export const innerSize = (size: Size): Size =>
  isBoxed(size)
    ? { width: size.width - 4, height: size.height - 2 }
    : { width: Math.max(1, size.width), height: Math.max(0, size.height - 1) };

const border = (text: string): Line => [span(text, 'border')];
const dashes = (count: number): Line => border('─'.repeat(Math.max(0, count)));
const boxed = (words: Line): Line => (words.length === 0 ? [] : [span(' '), ...words, span(' ')]);

/** Cells for the words at the left end of a border, of a panel of this width. */
export const roomBelow = (width: number): number => width - 6;

function edge(corners: readonly [string, string], left: Line, right: Line, width: number): Line {
  const room = width - 4;
  const begin = boxed(truncateLine(left, roomBelow(width)));
  const end = lineWidth(begin) + lineWidth(right) + 3 <= room ? boxed(right) : [];
  const gap = width - 2 - lineWidth(begin) - lineWidth(end) - (end.length > 0 ? 1 : 0);
  return [
    ...border(corners[0]),
    ...begin,
    ...dashes(gap),
    ...end,
    ...dashes(end.length > 0 ? 1 : 0),
    ...border(corners[1]),
  ];
}

/** Rows without a box: the lines, then blank ones. */
export const bare = (lines: readonly Line[], { width, height }: Size, theme: Theme): string[] =>
  Array.from({ length: height }, (_, row) => renderLine(lines[row] ?? [], width, theme));

/** A panel: border, title and `body`, cut and filled up to the size. */
export function frame(
  title: Line,
  body: readonly Line[],
  size: Size,
  theme: Theme,
  notes: FrameNotes = {},
): string[] {
  const { width } = size;
  if (!isBoxed(size)) return bare([title, ...body], size, theme);
  const inner = innerSize(size);
  const side = renderLine(border('│'), 1, theme);
  const rows = bare(body, inner, theme).map(row => `${side} ${row} ${side}`);
  return [
    renderLine(edge(['╭', '╮'], title, notes.note ?? [], width), width, theme),
    ...rows,
    renderLine(edge(['╰', '╯'], notes.bottomLeft ?? [], notes.bottomRight ?? [], width), width, theme),
  ];
}

/** The first of `choices` that fits in the top border beside `title`, or nothing. */
export const bestFit = (choices: readonly Line[], title: Line, width: number): Line =>
  choices.find(choice => lineWidth(title) + lineWidth(choice) + 9 <= width) ?? [];

/** A title in words only. */
export const titled = (text: string): Line => [span(text, 'title')];
