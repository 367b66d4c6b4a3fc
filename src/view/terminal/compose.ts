/** Panels, painted into the holes that Ink's frame leaves for them. */
import { blank, glyphsOf, textOf } from './glyphs.ts';
import type { Glyph } from './glyphs.ts';
import { blankCell, holeCell, holeStyle } from './grid.ts';
import type { Row } from './grid.ts';
import { parseRow } from './parse.ts';

/** A panel's rows and where they go. Each row is exactly `width` cells wide: nothing clips it. */
export interface Patch {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly rows: readonly string[];
}

/** The part of a patch that lies on one row of the screen. */
interface Part {
  readonly x: number;
  readonly width: number;
  readonly source: string;
  /** What the source looks like; null until somebody needs it. */
  painted: Row | null;
}

/** What a row of Ink's leaves to the panels: all of it, some cells, or none. */
type Room = 'all' | 'some' | 'none';

interface Composed {
  readonly base: Row;
  readonly room: Room;
  readonly parts: readonly Part[];
  readonly row: Row;
}

/** The parts of each of so many rows of the screen. */
const partsOf = (patches: readonly Patch[], rows: number): Part[][] => {
  const parts = Array.from({ length: rows }, (): Part[] => []);
  for (const { x, y, width, rows: sources } of patches) {
    for (let i = 0; i < sources.length; i++) {
      parts[y + i]?.push({ x, width, source: sources[i] as string, painted: null });
    }
  }
  return parts;
};

const isSamePart = (one: Part, other: Part | undefined): boolean =>
  other !== undefined && one.x === other.x && one.width === other.width && one.source === other.source;

/** Whether these are the parts of the last picture. Those that are keep what was made of them in any case. */
const areSame = (last: readonly Part[], parts: readonly Part[]): boolean => {
  let isSame = last.length === parts.length;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Part;
    const before = last[i];
    if (isSamePart(part, before)) part.painted = before?.painted ?? null;
    else isSame = false;
  }
  return isSame;
};

const isHoleCell = (cell: number): boolean => cell === holeCell;
const isCells = (cells: Uint32Array | null): cells is Uint32Array => cells !== null;

/** After a resize panels may still be where the screen has no more cells. */
const inCells = (base: Uint32Array, parts: readonly Part[], painted: readonly Uint32Array[]): Uint32Array => {
  const cells = new Uint32Array(base.length).fill(blankCell);
  parts.forEach(({ x }, index) => {
    const room = base.length - x;
    if (room > 0) cells.set(painted[index]?.subarray(0, room) ?? [], x);
  });
  return cells;
};

const cover = (cells: Uint32Array, base: Uint32Array): void => {
  for (let x = 0; x < cells.length; x++) if (base[x] !== holeCell) cells[x] = base[x] as number;
};

const isHole = (glyph: Glyph | undefined): boolean => glyph?.style === holeStyle && glyph.text === ' ';

const inText = (base: Row, columns: number, parts: readonly Part[], painted: readonly Row[]): string => {
  const glyphs = glyphsOf(base, columns);
  parts.forEach(({ x, width }, index) => {
    glyphsOf(painted[index] as Row, width).forEach((glyph, i) => {
      if (isHole(glyphs[x + i])) glyphs[x + i] = glyph;
    });
  });
  return textOf(glyphs.map(glyph => (isHole(glyph) ? blank : glyph)));
};

const composed = (base: Row, room: Room, parts: readonly Part[], columns: number): Row => {
  const painted = parts.map(part => (part.painted ??= parseRow(part.source, part.width)));
  const cells = painted.map(row => row.cells);
  if (base.cells !== null && cells.every(isCells)) {
    const whole = inCells(base.cells, parts, cells);
    if (room === 'some') cover(whole, base.cells);
    return { source: '', cells: whole, text: '' };
  }
  return { source: '', cells: null, text: inText(base, columns, parts, painted) };
};

const roomIn = (row: Row, columns: number): Room => {
  const isFree = row.cells === null ? glyphsOf(row, columns).map(isHole) : [...row.cells].map(isHoleCell);
  if (!isFree.includes(true)) return 'none';
  return isFree.includes(false) ? 'some' : 'all';
};

/** Remembers what it has made: a row is worked on, and compared by the caller, only when a part of it has changed. */
export class Composer {
  #rows: Composed[] = [];

  /** The whole screen, `base` with the patches in its holes. Rows that look the same are the same objects. */
  compose(base: readonly Row[], patches: readonly Patch[], columns: number): Row[] {
    const parts = partsOf(patches, base.length);
    this.#rows = base.map((row, y) => this.#composed(row, parts[y] ?? [], this.#rows[y], columns));
    return this.#rows.map(({ row }) => row);
  }

  #composed(base: Row, parts: readonly Part[], last: Composed | undefined, columns: number): Composed {
    const isSame = areSame(last?.parts ?? [], parts);
    if (last?.base === base && isSame) return last;
    const room = last?.base === base ? last.room : roomIn(base, columns);
    return { base, room, parts, row: room === 'none' ? base : composed(base, room, parts, columns) };
  }
}
