/** The box around a panel: its title in the top border, notes in the other corners. */
import type { Snapshot, State } from '../../state/state.ts';
import { lineWidth, span } from '../text.ts';
import type { Line, Size } from '../text.ts';
import type { Theme } from '../theme.ts';
import { PanelRow } from './row.ts';

/** Exactly `size.height` rows of exactly `size.width` cells each. */
export type Panel = (snapshot: Snapshot, size: Size, theme: Theme) => PanelRow[];

/** A panel that is drawn anew only where its size, its theme or one of the parts of the state that it shows is another. */
export function remembered(panel: Panel, shownOf: (state: State) => readonly unknown[]): Panel {
  let known: readonly unknown[] = [];
  let rows: PanelRow[] = [];
  return (snapshot, size, theme) => {
    const shown = [size.width, size.height, theme, ...shownOf(snapshot.state)];
    if (!isSameList(shown, known)) rows = panel(snapshot, size, theme);
    known = shown;
    return rows;
  };
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
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

const noLine: Line = [];

/** Rows without a box: the lines, then blank ones. */
export function bare(lines: readonly Line[], { width, height }: Size, theme: Theme): PanelRow[] {
  const rows: PanelRow[] = [];
  for (let at = 0; at < height; at++)
    rows.push(new PanelRow('bare', lines[at] ?? noLine, noLine, width, theme));
  return rows;
}

/** A panel: border, title and `body`, cut and filled up to the size. */
export function frame(
  title: Line,
  body: readonly Line[],
  size: Size,
  theme: Theme,
  { note = noLine, bottomLeft = noLine, bottomRight = noLine }: FrameNotes = {},
): PanelRow[] {
  const { width, height } = size;
  if (!isBoxed(size)) return bare([title, ...body], size, theme);
  const rows = [new PanelRow('╭╮', title, note, width, theme)];
  for (let at = 0; at < height - 2; at++) {
    rows.push(new PanelRow('inside', body[at] ?? noLine, noLine, width, theme));
  }
  rows.push(new PanelRow('╰╯', bottomLeft, bottomRight, width, theme));
  return rows;
}

/** The first of `choices` that fits in the top border beside `title`, or nothing. */
export const bestFit = (choices: readonly Line[], title: Line, width: number): Line =>
  choices.find(choice => lineWidth(title) + lineWidth(choice) + 9 <= width) ?? [];

/** A title in words only. */
export const titled = (text: string): Line => [span(text, 'title')];
