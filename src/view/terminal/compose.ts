/** Panels, painted into the holes that Ink's frame leaves for them. */
import { blank, glyphsOf, textOf } from './glyphs.ts';
import type { Glyph } from './glyphs.ts';
import { blankCell, holeCell, holeStyle } from './grid.ts';
import type { LiveRow, Row } from './grid.ts';
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

/** A row of the screen, with what it is made of. */
interface Composed extends LiveRow {
  readonly parts: Part[];
  base: Row | null;
  room: Room;
}

const isHoleCell = (cell: number): boolean => cell === holeCell;

const cover = (cells: Uint32Array, base: Uint32Array): void => {
  for (let x = 0; x < cells.length; x++) if (base[x] !== holeCell) cells[x] = base[x] as number;
};

const isHole = (glyph: Glyph | undefined): boolean => glyph?.style === holeStyle && glyph.text === ' ';

const inText = (base: Row, columns: number, parts: readonly Part[]): string => {
  const glyphs = glyphsOf(base, columns);
  for (const { x, width, source } of parts) {
    glyphsOf(parseRow(String(source), width), width).forEach((glyph, i) => {
      if (isHole(glyphs[x + i])) glyphs[x + i] = glyph;
    });
  }
  return textOf(glyphs.map(glyph => (isHole(glyph) ? blank : glyph)));
};

/** Those that have changed, or all; false where a glyph is not one cell wide. */
const paintParts = (cells: Uint32Array, parts: readonly Part[], isNew: boolean): boolean => {
  for (let at = 0; at < parts.length; at++) {
    const { source, x, isChanged } = parts[at] as Part;
    if ((isNew || isChanged) && !source.paint(cells, x)) return false;
  }
  return true;
};

const paint = (cells: Uint32Array, { parts, room }: Composed, base: Uint32Array, isNew: boolean): boolean => {
  // After a resize panels may still be where the screen has no more cells.
  if (isNew) cells.fill(blankCell);
  if (room !== 'none' && !paintParts(cells, parts, isNew)) return false;
  if (room !== 'all') cover(cells, base);
  return true;
};

const roomIn = (row: Row, columns: number): Room => {
  const isFree = row.cells === null ? glyphsOf(row, columns).map(isHole) : [...row.cells].map(isHoleCell);
  if (!isFree.includes(true)) return 'none';
  return isFree.includes(false) ? 'some' : 'all';
};

const draw = (row: Composed, base: Row, columns: number, isNew: boolean): void => {
  const cells = row.cells ?? new Uint32Array(columns);
  const isInCells = base.cells !== null && paint(cells, row, base.cells, isNew || row.cells === null);
  row.cells = isInCells ? cells : null;
  row.text = isInCells ? '' : row.room === 'none' ? base.text : inText(base, columns, row.parts);
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
  #columns = 0;
  #patches: readonly Patch[] = [];
  /** By patch, then by row of it. */
  #parts: Part[][] = [];
  #rows: Composed[] = [];
  #version = 0;

  /** The whole screen, `base` with the patches in its holes; the next call changes the rows that it hands out. */
  compose(base: readonly Row[], patches: readonly Patch[], columns: number): readonly LiveRow[] {
    if (this.#isMoved(base, patches, columns)) this.#place(base.length, patches);
    for (let at = 0; at < patches.length; at++) {
      const { rows } = patches[at] as Patch;
      if (rows !== this.#patches[at]?.rows) this.#take(rows, this.#parts[at] as Part[]);
    }
    this.#patches = patches;
    this.#columns = columns;
    for (let y = 0; y < base.length; y++) this.#compose(this.#rows[y] as Composed, base[y] as Row);
    return this.#rows;
  }

  #isMoved(base: readonly Row[], patches: readonly Patch[], columns: number): boolean {
    if (columns !== this.#columns || base.length !== this.#rows.length) return true;
    if (patches.length !== this.#patches.length) return true;
    for (let at = 0; at < patches.length; at++) {
      if (!isSamePlace(patches[at] as Patch, this.#patches[at])) return true;
    }
    return false;
  }

  #place(rows: number, patches: readonly Patch[]): void {
    this.#rows = Array.from({ length: rows }, (): Composed => ({
      cells: null,
      text: '',
      version: 0,
      parts: [],
      base: null,
      room: 'none',
    }));
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

  #compose(row: Composed, base: Row): void {
    const isNew = row.base !== base;
    if (isNew) {
      row.base = base;
      row.room = roomIn(base, this.#columns);
    } else if (row.room === 'none' || !hasChanged(row.parts)) return;
    draw(row, base, this.#columns, isNew);
    row.version = ++this.#version;
    for (let at = 0; at < row.parts.length; at++) (row.parts[at] as Part).isChanged = false;
  }
}
