import { expect, it } from 'vitest';
import { PanelRow } from '../../../src/view/panels/row.ts';
import { Composer } from '../../../src/view/terminal/compose.ts';
import type { Patch, RowSource } from '../../../src/view/terminal/compose.ts';
import { codeOf, holeRow } from '../../../src/view/terminal/grid.ts';
import type { Row } from '../../../src/view/terminal/grid.ts';
import { parseFrame } from '../../../src/view/terminal/parse.ts';
import type { ParsedRow } from '../../../src/view/terminal/parse.ts';
import { span } from '../../../src/view/text.ts';
import { plain } from '../panels/screen.ts';

const shown = ({ cells, text }: Row): string =>
  cells === null ? text : Array.from(cells, cell => String.fromCharCode(codeOf(cell))).join('');

const base = (frame: string, columns: number, rows: number): ParsedRow[] =>
  parseFrame(frame, columns, rows, []);

const patch = (x: number, width: number, ...texts: readonly string[]): Patch => ({
  x,
  y: 0,
  width,
  rows: texts.map(text => new PanelRow('bare', [span(text)], [], width, plain)),
});

it('paints panels into holes only, side by side', () => {
  const frame = base(`${holeRow(8)}\n${holeRow(2)}[ok]${holeRow(2)}\ntop`, 8, 3);
  const left = patch(0, 4, 'aaaa', 'bbbb', 'cccc');
  const right = patch(4, 4, 'dddd', 'eeee');
  expect(new Composer().compose(frame, [left, right], 8).map(shown)).toEqual([
    'aaaadddd',
    'bb[ok]ee',
    'top     ',
  ]);
});

it('cuts what lies beyond the edge, as right after a resize', () => {
  const left = patch(2, 4, 'aaaa', 'bbbb');
  const right = patch(6, 4, 'cccc');
  expect(new Composer().compose(base(holeRow(4), 4, 1), [left, right], 4).map(shown)).toEqual(['  aa']);
});

it('leaves holes that no panel fills blank', () => {
  expect(new Composer().compose(base(`a${holeRow(2)}b`, 4, 1), [], 4).map(shown)).toEqual(['a  b']);
});

it('works on a row, and gives it another version, only where something of it has changed', () => {
  const composer = new Composer();
  const frame = base(`${holeRow(4)}\n${holeRow(4)}`, 4, 2);
  const versions = (...texts: readonly string[]): number[] =>
    composer.compose(frame, [patch(0, 4, ...texts)], 4).map(({ version }) => version);
  const first = versions('aaaa', 'bbbb');
  const second = versions('aaaa', 'cccc');
  expect(second[0]).toBe(first[0]);
  expect(second[1]).not.toBe(first[1]);
  expect(composer.compose(frame, [patch(0, 4, 'aaaa', 'cccc')], 4).map(shown)).toEqual(['aaaa', 'cccc']);
});

it('blanks the half of a wide glyph whose other half is covered', () => {
  const frame = base(`${holeRow(1)}+${holeRow(4)}`, 6, 1);
  const wide: RowSource = {
    isSame: other => other === wide,
    paint: () => false,
    toString: () => '\u001B[31m漢字漢\u001B[0m',
  };
  const [row] = new Composer().compose(frame, [{ x: 0, y: 0, width: 6, rows: [wide] }], 6);
  expect(row?.text).toBe(' +\u001B[31m字漢\u001B[m');
});
