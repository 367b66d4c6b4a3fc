import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { coresShown } from '../../bench/support/cores-shown.ts';

const golden = (name: string): string[] =>
  readFileSync(new URL(`../frames/scale/${name}.txt`, import.meta.url), 'utf8').split('\n');

test.each([
  ['cores-2-120x40', 2, 1],
  ['cores-16-80x24', 16, 1],
  ['cores-64-80x24', 64, 1],
  ['cores-64-120x40', 64, 1],
  ['cores-128-80x24', 128, 2],
  ['cores-128-120x40', 128, 1],
  ['cores-256-80x24', 256, 3],
  ['cores-256-120x40', 256, 1],
])('%s tells of %i cores, %i to a column', (name, cores, perColumn) => {
  const shown = coresShown(golden(name));
  expect([...shown.ids].toSorted((a, b) => a - b)).toEqual(Array.from({ length: cores }, (_, id) => id));
  expect(shown.perColumn).toBe(perColumn);
});

test('a bar cut to a bare number tells of no core', () => {
  expect(coresShown(['  0[8.]  1[10]']).ids.size).toBe(0);
  expect(coresShown(['  0[|||  37.5%]  1[  0.0%]']).ids).toEqual(new Set([0, 1]));
});
