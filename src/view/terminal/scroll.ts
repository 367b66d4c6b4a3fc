/** Rows that have only moved up, as those of a log do: the terminal moves them itself. */
import { blankCell } from './grid.ts';
import type { LiveRow } from './grid.ts';

/** Rows `first` to `last` of the terminal go up by so many lines; what comes in below is blank. */
interface Scroll {
  readonly first: number;
  readonly last: number;
  readonly lines: number;
  /** Rows that are right then, and were not before. */
  readonly gained: number;
}

/** Fewer are written again with about as few bytes as it takes to move them. */
const leastGained = 4;
/** Of rows that have moved farther in one picture few are left. */
const mostLines = 16;

type Rows = readonly LiveRow[];

const isSame = (one: Uint32Array | null, other: Uint32Array | null): boolean => {
  if (one === null || other === null || one.length !== other.length) return false;
  for (let x = 0; x < one.length; x++) if (one[x] !== other[x]) return false;
  return true;
};

const isMovable = (shown: Rows, wanted: Rows, y: number): boolean =>
  wanted[y]?.version !== shown[y]?.version && wanted[y]?.cells !== null && shown[y]?.cells !== null;

const cellsAt = (rows: Rows, y: number): Uint32Array | null => rows[y]?.cells ?? null;

/** The first rows from `from` on, and before `end`, that have all moved by so many lines. */
const movedBy = (lines: number, shown: Rows, wanted: Rows, from: number, end: number): Scroll => {
  let first = from;
  const hasMoved = (y: number): boolean => isSame(cellsAt(wanted, y), cellsAt(shown, y + lines));
  while (first + lines < end && !hasMoved(first)) first++;
  let gained = 0;
  let y = first;
  for (; y + lines < end && hasMoved(y); y++) {
    if (!isSame(cellsAt(wanted, y), cellsAt(shown, y))) gained++;
  }
  return { first, last: y + lines - 1, lines, gained };
};

const bestWithin = (shown: Rows, wanted: Rows, from: number, end: number): Scroll | null => {
  let best: Scroll | null = null;
  for (let lines = 1; lines <= mostLines && end - from > lines + leastGained; lines++) {
    for (let at = from; at + lines < end;) {
      const found = movedBy(lines, shown, wanted, at, end);
      if (found.gained >= leastGained && found.gained > (best?.gained ?? 0)) best = found;
      at = found.last - lines + 2;
    }
  }
  return best;
};

/** What to move first so that the least is left to write; null if that is not worth it. */
export const scrollBetween = (shown: Rows, wanted: Rows): Scroll | null => {
  let best: Scroll | null = null;
  for (let from = 0; from < wanted.length; from++) {
    let end = from;
    while (end < wanted.length && isMovable(shown, wanted, end)) end++;
    const found = bestWithin(shown, wanted, from, end);
    if (found !== null && found.gained > (best?.gained ?? 0)) best = found;
    from = end;
  }
  return best;
};

/**
 * Makes `shown` what the terminal shows after the text that is handed back: line feeds at the lower margin of a region
 * (DECSTBM), which all terminals know. Needs the plain style, as new lines take the background of the pen; leaves the
 * cursor anywhere.
 */
export const scroll = (shown: Rows, wanted: Rows, { first, last, lines }: Scroll): string => {
  for (let y = first; y <= last; y++) {
    const row = shown[y] as LiveRow;
    const from = y + lines <= last ? cellsAt(shown, y + lines) : null;
    if (from === null) row.cells?.fill(blankCell);
    else {
      row.cells?.set(from);
      row.version = (wanted[y] as LiveRow).version;
    }
  }
  return `\u001B[${first + 1};${last + 1}r\u001B[${last + 1}H${'\n'.repeat(lines)}\u001B[r`;
};
