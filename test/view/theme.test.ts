import { describe, expect, it } from 'vitest';
import { detectTheme } from '../../src/view/theme.ts';
import type { ThemeOptions } from '../../src/view/theme.ts';

const linux: ThemeOptions = { isTTY: true, platform: 'linux' };
const xterm = { TERM: 'xterm-256color', LANG: 'en_US.UTF-8' };

it.each([
  ['256 colours by TERM', xterm, linux, 8],
  ['16 colours by TERM', { TERM: 'xterm' }, linux, 4],
  ['COLORTERM', { TERM: 'xterm', COLORTERM: 'truecolor' }, linux, 8],
  ['TERM=dumb', { TERM: 'dumb', COLORTERM: 'truecolor' }, linux, 0],
  ['no TERM', {}, linux, 0],
  ['a terminal without colours', { TERM: 'vt100' }, linux, 0],
  ['a monochrome one', { TERM: 'xterm-mono' }, linux, 0],
  ['no TERM on Windows', {}, { isTTY: true, platform: 'win32' }, 8],
  ['not a terminal', xterm, { isTTY: false, platform: 'linux' }, 0],
  ['NO_COLOR', { ...xterm, NO_COLOR: '1' }, linux, 0],
  ['empty NO_COLOR', { ...xterm, NO_COLOR: '' }, linux, 8],
  ['FORCE_COLOR beats NO_COLOR', { ...xterm, NO_COLOR: '1', FORCE_COLOR: '1' }, linux, 4],
  ['FORCE_COLOR beats a pipe', { ...xterm, FORCE_COLOR: '3' }, { isTTY: false, platform: 'linux' }, 8],
  ['FORCE_COLOR=0', { ...xterm, FORCE_COLOR: '0' }, linux, 0],
  ['--no-color beats all', { ...xterm, FORCE_COLOR: '3' }, { ...linux, noColor: true }, 0],
] as const)('colours: %s', (_, env, options, bits) => {
  expect(detectTheme(env, options).colourBits).toBe(bits);
});

it.each([
  ['LANG', { LANG: 'de_DE.UTF-8' }, linux, true],
  ['LC_ALL before LANG', { LC_ALL: 'C', LANG: 'de_DE.UTF-8' }, linux, false],
  ['LC_CTYPE before LANG', { LC_CTYPE: 'C.utf8', LANG: 'C' }, linux, true],
  ['latin1', { LANG: 'de_DE.ISO-8859-1' }, linux, false],
  ['no locale', {}, linux, false],
  ['no locale on macOS', {}, { isTTY: true, platform: 'darwin' }, true],
  ['--ascii', { LANG: 'de_DE.UTF-8' }, { ...linux, ascii: true }, false],
  ['the Linux console', { LANG: 'de_DE.UTF-8', TERM: 'linux' }, linux, false],
] as const)('glyphs: %s', (_, env, options, isUnicode) => {
  expect(detectTheme(env, options).isUnicode).toBe(isUnicode);
});

/** Relative luminance of an xterm colour of the cube or the greys (WCAG 2.2). */
function luminance(index: number): number {
  const cube = [0, 95, 135, 175, 215, 255];
  const at = index - 16;
  const grey = 8 + (index - 232) * 10;
  const rgb =
    index >= 232
      ? [grey, grey, grey]
      : [cube[Math.floor(at / 36)], cube[Math.floor(at / 6) % 6], cube[at % 6]];
  const [r = 0, g = 0, b = 0] = rgb.map(value => {
    const part = (value ?? 0) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const contrast = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

describe('256 colours', () => {
  const foregrounds = (background?: 'light') =>
    Object.entries(detectTheme(xterm, background ? { ...linux, background } : linux).sgr).flatMap(
      ([style, codes]) => {
        const index = /38;5;(\d+)/.exec(codes)?.[1];
        return index === undefined || style === 'alarm' ? [] : [[style, Number(index)] as const];
      },
    );

  it.each(foregrounds())('%s reads on black and on white', (_, index) => {
    expect(contrast(luminance(index), 0)).toBeGreaterThan(3);
    expect(contrast(luminance(index), 1)).toBeGreaterThan(3);
  });

  it.each(foregrounds('light'))('%s reads better still on white, if that is said', (_, index) => {
    expect(contrast(luminance(index), 1)).toBeGreaterThan(4.5);
  });
});
