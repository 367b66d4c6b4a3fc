/** Which glyphs and colours the terminal can show, judged from the environment alone; nothing is asked of it. */
import { plainStyle, styleAfter } from './terminal/style.ts';
import type { StyleName } from './text.ts';

export interface Theme {
  readonly isUnicode: boolean;
  /** 0 = no escape sequences at all, 4 = 16 colours, 8 = 256 colours. */
  readonly colourBits: 0 | 4 | 8;
  /** SGR parameters such as `1;31` by style, '' for none. */
  readonly sgr: Readonly<Record<StyleName, string>>;
  /** The same as the numbers that cells have. */
  readonly styles: Readonly<Record<StyleName, number>>;
}

export interface ThemeOptions {
  readonly isTTY: boolean;
  /** `--ascii` */
  readonly ascii?: boolean;
  /** `--no-color` */
  readonly noColor?: boolean;
  readonly platform: string;
  /** `--theme`; without it colours that read on both. */
  readonly background?: 'dark' | 'light';
}

type Environment = Readonly<Record<string, string | undefined>>;

const noColours: Theme['sgr'] = {
  plain: '',
  dim: '',
  title: '',
  border: '',
  key: '',
  good: '',
  warn: '',
  alarm: '',
  running: '',
  waiting: '',
  ready: '',
  user: '',
  system: '',
  steal: '',
  selected: '',
};

/** Bright blue, magenta, red and grey are the four of the sixteen that read on black and on white alike. */
const sixteen: Theme['sgr'] = {
  ...noColours,
  dim: '90',
  title: '1',
  border: '90',
  key: '1',
  good: '94',
  warn: '1;35',
  alarm: '1;97;41',
  running: '94',
  waiting: '90',
  ready: '35',
  user: '94',
  system: '35',
  steal: '31',
  selected: '7',
};

/**
 * Blue, orange and purple (33, 166, 133) differ for every kind of colour blindness, and like the greys they were
 * chosen for a contrast of at least 3 against black and against white.
 */
const manyColours: Theme['sgr'] = {
  ...sixteen,
  dim: '38;5;244',
  border: '38;5;244',
  good: '38;5;30',
  warn: '1;38;5;166',
  alarm: '1;38;5;231;48;5;160',
  running: '38;5;33',
  waiting: '38;5;244',
  ready: '38;5;166',
  user: '38;5;33',
  system: '38;5;166',
  steal: '38;5;133',
};

/** The same hues, darker: contrasts of at least 4.5 against white, at the cost of the dark background. */
const manyOnWhite: Theme['sgr'] = {
  ...manyColours,
  dim: '38;5;240',
  border: '38;5;243',
  good: '38;5;23',
  warn: '1;38;5;130',
  running: '38;5;25',
  waiting: '38;5;242',
  ready: '38;5;130',
  user: '38;5;25',
  system: '38;5;130',
  steal: '38;5;90',
};

/** Plain blue is dark enough on white, which bright blue is only just; on black it is not. */
const sixteenOnWhite: Theme['sgr'] = { ...sixteen, good: '34', running: '34', user: '34' };

const palettes = {
  dark: { 4: sixteen, 8: manyColours },
  light: { 4: sixteenOnWhite, 8: manyOnWhite },
} as const;

const forcedBits = (force: string): Theme['colourBits'] =>
  force === '0' || force === 'false' ? 0 : force === '2' || force === '3' ? 8 : 4;

/** The terminals of DEC that people still have, and what calls itself monochrome (terminfo: no `colors`). */
const colourless = /^vt\d|-m(?:ono)?$/;

function termBits(env: Environment, platform: string): Theme['colourBits'] {
  const term = env['TERM'] ?? '';
  if (term === 'dumb') return 0;
  if (/truecolor|24bit/i.test(env['COLORTERM'] ?? '') || /256|direct/.test(term)) return 8;
  if (platform === 'win32') return 8;
  return term === '' || colourless.test(term) ? 0 : 4;
}

/** The flag beats the environment; FORCE_COLOR beats NO_COLOR, as in Node itself. An empty NO_COLOR counts as unset. */
function colourBitsOf(env: Environment, options: ThemeOptions): Theme['colourBits'] {
  if (options.noColor === true) return 0;
  if (env['FORCE_COLOR'] !== undefined) return forcedBits(env['FORCE_COLOR']);
  if ((env['NO_COLOR'] ?? '') !== '' || !options.isTTY) return 0;
  return termBits(env, options.platform);
}

/** The font of the Linux console (TERM=linux) has no round corners and no eighths of a block. */
function hasUnicode(env: Environment, options: ThemeOptions): boolean {
  if (options.ascii === true || env['TERM'] === 'linux') return false;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  if (locale === '') return options.platform === 'win32' || options.platform === 'darwin';
  return /utf-?8/i.test(locale);
}

const stylesOf = (sgr: Theme['sgr']): Theme['styles'] => {
  const numbers = Object.entries(sgr).map(([name, parameters]) => [name, styleAfter(plainStyle, parameters)]);
  return Object.fromEntries(numbers) as Theme['styles'];
};

/** The theme for a terminal with this environment. Pure. */
export function detectTheme(env: Environment, options: ThemeOptions): Theme {
  const colourBits = colourBitsOf(env, options);
  const sgr = colourBits === 0 ? noColours : palettes[options.background ?? 'dark'][colourBits];
  return { isUnicode: hasUnicode(env, options), colourBits, sgr, styles: stylesOf(sgr) };
}
