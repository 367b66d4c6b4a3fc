/** Panels, painted into the holes that Ink's frame leaves for them. */
import { blank, glyphsOf, textOf } from './glyphs.ts';
import type { Glyph } from './glyphs.ts';
import { blankCell, holeCell, holeStyle } from './grid.ts';
import type { Row } from './grid.ts';
import { parseRow } from './parse.ts';

/** A row of a panel. Nothing is made of it unless it differs from the last one at its place. */
export interface RowSource {
  isSame(other: RowSource): boolean;
  /** Writes its cells from column `x` on; false if it has a glyph that is not one cell wide on all terminals. */
  paint(cells: Uint32Array, x: number): boolean;
  /** The same as text with SGR sequences. */
  toString(): string;
}

/** A panel's rows and where they go. Each row is exactly `width` cells wide: nothing clips it. */
export interface Patch {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly rows: readonly RowSource[];
}

/** The part of a patch that lies on one row of the screen. */
interface Part {
  readonly x: number;
  readonly width: number;
  source: RowSource;
  isChanged: boolean;
}

/** What a row of Ink's leaves to the panels: all of it, some cells, or none. */
type Room = 'all' | 'some' | 'none';

/** A row of the screen. */
interface Composed {
  readonly parts: Part[];
  base: Row | null;
  room: Room;
  row: Row | null;
}

const isHoleCell = (cell: number): boolean => cell === holeCell;

const cover = (cells: Uint32Array, base: Uint32Array): void => {
  for (let x = 0; x < cells.length; x++) if (base[x] !== holeCell) cells[x] = base[x] as number;
};

const isHole = (glyph: Glyph | undefined): boolean => glyph?.style === holeStyle && glyph.text === ' ';

const inText = (base: Row, columns: number, parts: readonly Part[]): Row => {
  const glyphs = glyphsOf(base, columns);
  for (const { x, width, source } of parts) {
    glyphsOf(parseRow(String(source), width), width).forEach((glyph, i) => {
      if (isHole(glyphs[x + i])) glyphs[x + i] = glyph;
    });
  }
  const text = textOf(glyphs.map(glyph => (isHole(glyph) ? blank : glyph)));
  return { source: '', cells: null, text };
};

/** Null where a glyph is not one cell wide. What has not changed is taken from `last`, the row before. */
const inCells = (base: Uint32Array, room: Room, parts: readonly Part[], last: Row | null): Row | null => {
  const kept = last?.cells ?? null;
  // After a resize panels may still be where the screen has no more cells.
  const cells = kept?.slice() ?? new Uint32Array(base.length).fill(blankCell);
  for (let at = 0; at < parts.length; at++) {
    const { source, x, isChanged } = parts[at] as Part;
    if ((isChanged || kept === null) && !source.paint(cells, x)) return null;
  }
  if (room === 'some') cover(cells, base);
  return { source: '', cells, text: '' };
};

const roomIn = (row: Row, columns: number): Room => {
  const isFree = row.cells === null ? glyphsOf(row, columns).map(isHole) : [...row.cells].map(isHoleCell);
  if (!isFree.includes(true)) return 'none';
  return isFree.includes(false) ? 'some' : 'all';
};

const composed = (base: Row, room: Room, parts: readonly Part[], columns: number, last: Row | null): Row => {
  if (room === 'none') return base;
  const row = base.cells === null ? null : inCells(base.cells, room, parts, last);
  return row ?? inText(base, columns, parts);
};

const hasChanged = (parts: readonly Part[]): boolean => {
  for (let at = 0; at < parts.length; at++) if ((parts[at] as Part).isChanged) return true;
  return false;
};

const isSamePlace = (one: Patch, other: Patch | undefined): boolean =>
  one.x === other?.x &&
  one.y === other.y &&
  one.width === other.width &&
  one.rows.length === other.rows.length;

/** Remembers what it has made: a row is worked on, and compared by the caller, only when a part of it has changed. */
export class Composer {
  #patches: readonly Patch[] = [];
  /** By patch, then by row of it. */
  #parts: Part[][] = [];
  #rows: Composed[] = [];

  /** The whole screen, `base` with the patches in its holes. Rows that look the same are the same objects. */
  compose(base: readonly Row[], patches: readonly Patch[], columns: number): Row[] {
    if (this.#isMoved(base, patches)) this.#place(base.length, patches);
    this.#patches = patches;
    for (let at = 0; at < patches.length; at++) {
      this.#take((patches[at] as Patch).rows, this.#parts[at] as Part[]);
    }
    return base.map((row, y) => this.#composed(this.#rows[y] as Composed, row, columns));
  }

  #isMoved(base: readonly Row[], patches: readonly Patch[]): boolean {
    if (base.length !== this.#rows.length || patches.length !== this.#patches.length) return true;
    for (let at = 0; at < patches.length; at++) {
      if (!isSamePlace(patches[at] as Patch, this.#patches[at])) return true;
    }
    return false;
  }

  #place(rows: number, patches: readonly Patch[]): void {
    this.#rows = Array.from({ length: rows }, () => ({ parts: [], base: null, room: 'none', row: null }));
    this.#parts = patches.map(({ x, y, width, rows: sources }) =>
      sources.map((source, index) => {
        const part = { x, width, source, isChanged: true };
        this.#rows[y + index]?.parts.push(part);
        return part;
      }),
    );
  }

  #take(sources: readonly RowSource[], parts: readonly Part[]): void {
    for (let at = 0; at < sources.length; at++) {
      const part = parts[at] as Part;
      const source = sources[at] as RowSource;
      if (source.isSame(part.source)) continue;
      part.source = source;
      part.isChanged = true;
    }
  }

  #composed(last: Composed, base: Row, columns: number): Row {
    const { parts } = last;
    if (last.base !== base) {
      last.base = base;
      last.room = roomIn(base, columns);
      last.row = null;
    } else if (last.row !== null && !hasChanged(parts)) return last.row;
    last.row = composed(base, last.room, parts, columns, last.row);
    for (let at = 0; at < parts.length; at++) (parts[at] as Part).isChanged = false;
    return last.row;
  }
}
