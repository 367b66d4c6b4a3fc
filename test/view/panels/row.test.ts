import { expect, it } from 'vitest';
import { PanelRow } from '../../../src/view/panels/row.ts';
import type { Shape } from '../../../src/view/panels/row.ts';
import { parseRow } from '../../../src/view/terminal/parse.ts';
import { span } from '../../../src/view/text.ts';
import type { Line } from '../../../src/view/text.ts';
import { ascii, coloured, plain } from './screen.ts';

const line: Line = [span('▸ w1 ', 'title'), span('██▌', 'running'), span(' ×2', 'dim'), span(' rest')];
const note: Line = [span('± 1', 'warn')];

const shapes: readonly Shape[] = ['bare', 'inside', '╭╮', '╰╯'];

it.each([
  ['plain', plain],
  ['ASCII', ascii],
  ['coloured', coloured],
] as const)('%s: its cells are those of its text, at every width', (_, theme) => {
  for (const shape of shapes) {
    for (let width = 6; width < 40; width++) {
      const row = new PanelRow(shape, line, note, width, theme);
      const cells = new Uint32Array(width);
      expect(row.paint(cells, 0)).toBe(true);
      expect([shape, cells]).toEqual([shape, parseRow(String(row), width).cells]);
    }
  }
});

it('has no cells where a glyph is not one cell wide on all terminals', () => {
  const row = new PanelRow('bare', [span('漢')], [], 4, plain);
  expect(row.paint(new Uint32Array(4), 0)).toBe(false);
  expect(String(row)).toBe('漢  ');
});

it('is the same as one that looks the same, and no other', () => {
  const row = new PanelRow('inside', line, note, 20, plain);
  expect(row.isSame(new PanelRow('inside', [...line], [...note], 20, plain))).toBe(true);
  expect(row.isSame(new PanelRow('bare', line, note, 20, plain))).toBe(false);
  expect(row.isSame(new PanelRow('inside', line, note, 21, plain))).toBe(false);
  expect(row.isSame(new PanelRow('inside', line, note, 20, ascii))).toBe(false);
  expect(row.isSame(new PanelRow('inside', line, [], 20, plain))).toBe(false);
  expect(row.isSame(new PanelRow('inside', [span('▸ w1 ', 'dim'), ...line.slice(1)], note, 20, plain))).toBe(
    false,
  );
});
