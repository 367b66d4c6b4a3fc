import { expect, it } from 'vitest';
import { createCanvas } from '../../../src/view/panels/canvas.ts';
import type { Canvas, Pen } from '../../../src/view/panels/canvas.ts';

const solid: Pen = { style: 'running', every: 1, ascii: '+' };
const dotted: Pen = { style: 'dim', every: 4, ascii: '.' };

const textOf = (canvas: Canvas): string[] => canvas.rows().map(row => row.map(({ text }) => text).join(''));

it('draws a rising line without holes, and a dotted one with them', () => {
  const canvas = createCanvas(4, 2, true);
  canvas.draw(solid, x => x);
  expect(textOf(canvas)).toEqual(['  ⡠⠊', '⡠⠊  ']);
  const steep = createCanvas(2, 2, true);
  steep.draw(solid, x => Math.min(7, x * 3));
  expect(textOf(steep)).toEqual([' ⡎', '⡸ ']);
  const thin = createCanvas(4, 1, true);
  thin.draw(dotted, () => 0);
  expect(textOf(thin)).toEqual(['⡀ ⡀ ']);
});

it('is one character a cell in ASCII', () => {
  const canvas = createCanvas(4, 2, false);
  canvas.draw(solid, x => x);
  expect(textOf(canvas)).toEqual(['  ++', '++  ']);
});

it('puts marks over curves, and drops what is outside', () => {
  const canvas = createCanvas(3, 1, true);
  canvas.draw(solid, () => 0);
  canvas.draw(dotted, () => 99);
  canvas.put(2, 1, { glyph: '●', style: 'title' });
  canvas.put(99, 1, { glyph: '●', style: 'title' });
  canvas.put(0, -1, { glyph: '●', style: 'title' });
  expect(textOf(canvas)).toEqual(['⣀●⣀']);
  expect(canvas.rows()[0]?.[1]).toEqual({ text: '●', style: 'title' });
});

it('leaves a hole where a curve has no value', () => {
  const canvas = createCanvas(3, 1, true);
  canvas.draw(solid, x => (x === 2 || x === 3 ? null : 0));
  expect(textOf(canvas)).toEqual(['⣀ ⣀']);
});
