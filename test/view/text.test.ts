import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { chromeGlyphs, eighths, levels } from '../../src/view/glyphs.ts';
import { renderLine } from '../../src/view/render-line.ts';
import { safe } from '../../src/view/safe.ts';
import {
  cellWidth,
  cut,
  padEnd,
  padStart,
  span,
  spread,
  truncate,
  truncateLine,
  wrap,
} from '../../src/view/text.ts';
import { ascii, coloured, plain } from './panels/screen.ts';

it('counts cells, not characters', () => {
  expect(['abc', 'é', '漢字', '👨‍👩‍👧‍👦', '🇩🇪', 'e\u0301', '╭─█'].map(cellWidth)).toEqual([3, 1, 4, 2, 2, 1, 3]);
});

it('draws its chrome with glyphs of one cell', () => {
  const wide = [...chromeGlyphs, ...levels, ...eighths].filter(glyph => stringWidth(glyph) !== 1);
  expect(wide).toEqual([]);
});

it('cuts between characters, never within one', () => {
  expect(cut('a漢字', 2)).toBe('a');
  expect(cut('👨‍👩‍👧‍👦 family', 1)).toBe('');
  expect(truncate('abcdef', 4)).toBe('abc…');
  expect(truncate('漢字漢字', 4)).toBe('漢…');
  expect(truncate('abc', 3)).toBe('abc');
  expect(truncate('abc', 0)).toBe('');
});

it('pads to exactly the width', () => {
  expect(padEnd('漢', 4)).toBe('漢  ');
  expect(padStart('7', 3)).toBe('  7');
  expect(padEnd('漢字', 3)).toBe('漢…');
});

it('shortens a line over its spans', () => {
  expect(truncateLine([span('abc'), span('def', 'dim')], 5)).toEqual([span('abc'), span('d…', 'dim')]);
  expect(truncateLine([span('abc'), span('def', 'dim')], 3)).toEqual([span('ab…')]);
  expect(truncateLine([span('abc')], 3)).toEqual([span('abc')]);
});

it('puts two lines at the two ends, the left one if there is no room for both', () => {
  expect(spread([span('ab')], [span('cd')], 7)).toEqual([span('ab'), span('   '), span('cd')]);
  expect(spread([span('abcd')], [span('ef')], 6)).toEqual([span('abcd')]);
});

it('wraps at spaces, and in words that are too long', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('abcdefghij kl', 4)).toEqual(['abcd', 'efgh', 'ij', 'kl']);
  expect(wrap('漢字漢字', 5)).toEqual(['漢字', '漢字']);
  expect(wrap('', 5)).toEqual([]);
});

it('renders spans of the same colour without switching', () => {
  const line = [span('a', 'user'), span('b', 'user'), span('c')];
  expect(renderLine(line, 5, coloured)).toBe('\u001B[38;5;33mab\u001B[0mc  \u001B[0m');
  expect(renderLine(line, 5, plain)).toBe('abc  ');
  expect(renderLine(line, 2, coloured)).toBe('\u001B[38;5;33mab\u001B[0m');
});

it('has an ASCII stand-in as wide as what it replaces', () => {
  expect(renderLine([span('▸ ×2 · 漢 é █▌')], 16, ascii)).toBe('> x2 - ?? ? #]  ');
});

it('keeps the width where marks join what stands beside them', () => {
  const rows = ['\u0301x', '\u{1F3FD}x', 'x\u200D', '\u0600', '🇩'].map(name =>
    renderLine([span('[ '), span(safe(name)), span('\u{1F3FD}]')], 12, plain),
  );
  expect(rows.map(row => stringWidth(row))).toEqual([12, 12, 12, 12, 12]);
});
