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
}

interface Composed {
  readonly base: Row;
  readonly parts: readonly Part[];
  readonly row: Row;
}

const partsAt = (patches: readonly Patch[], y: number): Part[] => {
  const parts: Part[] = [];
  for (const patch of patches) {
    const source = patch.rows[y - patch.y];
    if (source !== undefined) parts.push({ x: patch.x, width: patch.width, source });
  }
  return parts;
};

const isSamePart = (one: Part, other: Part | undefined): boolean =>
  other !== undefined && one.x === other.x && one.width === other.width && one.source === other.source;

const isSame = (last: Composed | undefined, base: Row, parts: readonly Part[]): last is Composed =>
  last !== undefined &&
  last.base === base &&
  last.parts.length === parts.length &&
  parts.every((part, index) => isSamePart(part, last.parts[index]));

const isCells = (cells: Uint32Array | null): cells is Uint32Array => cells !== null;

const inCells = (base: Uint32Array, parts: readonly Part[], painted: readonly Uint32Array[]): Uint32Array => {
  const cells = base.slice();
  parts.forEach(({ x, width }, index) => {
    for (let i = 0; i < width; i++) {
      if (cells[x + i] === holeCell) cells[x + i] = painted[index]?.[i] ?? blankCell;
    }
  });
  for (let x = 0; x < cells.length; x++) if (cells[x] === holeCell) cells[x] = blankCell;
  return cells;
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

const composed = (base: Row, parts: readonly Part[], columns: number): Row => {
  const painted = parts.map(({ source, width }) => parseRow(source, width));
  const cells = painted.map(row => row.cells);
  if (base.cells !== null && cells.every(isCells)) {
    return { source: '', cells: inCells(base.cells, parts, cells), text: '' };
  }
  return { source: '', cells: null, text: inText(base, columns, parts, painted) };
};

const hasHole = (row: Row, columns: number): boolean =>
  row.cells === null ? glyphsOf(row, columns).some(isHole) : row.cells.includes(holeCell);

/** Remembers what it has made: a row is worked on, and compared by the caller, only when a part of it has changed. */
export class Composer {
  #rows: Composed[] = [];

  /** The whole screen, `base` with the patches in its holes. Rows that look the same are the same objects. */
  compose(base: readonly Row[], patches: readonly Patch[], columns: number): Row[] {
    this.#rows = base.map((row, y) => {
      const parts = partsAt(patches, y);
      const last = this.#rows[y];
      if (isSame(last, row, parts)) return last;
      return { base: row, parts, row: hasHole(row, columns) ? composed(row, parts, columns) : row };
    });
    return this.#rows.map(({ row }) => row);
  }
}
