/** Every glyph of the chrome, each one cell wide, and what stands for it where the terminal has ASCII only. */
const asciiOf: Readonly<Record<string, string>> = {
  '╭': '+',
  '╮': '+',
  '╰': '+',
  '╯': '+',
  '─': '-',
  '│': '|',
  '┬': '+',
  '┴': '+',
  '├': '+',
  '┤': '+',
  '█': '#',
  '▓': '=',
  '▒': ':',
  '░': '.',
  '▐': '[',
  '▌': ']',
  '▏': "'",
  '▁': '_',
  '▂': '.',
  '▃': '-',
  '▄': '=',
  '▅': '+',
  '▆': '*',
  '▇': '%',
  '·': '-',
  '–': '-',
  '—': '-',
  '…': '~',
  '▸': '>',
  '●': '*',
  '○': 'o',
  '■': '#',
  '◆': '^',
  '•': '*',
  '±': '~',
  '²': '2',
  σ: 's',
  κ: 'k',
  '×': 'x',
  '▲': '^',
  '▼': 'v',
  '→': '>',
  '←': '<',
  '↑': '^',
  '↓': 'v',
  '≈': '~',
  '≥': '>',
};

export const chromeGlyphs: readonly string[] = Object.keys(asciiOf);

/** The ASCII stand-in of one grapheme that takes `cells` cells: as wide as what it replaces. */
export const asciiFor = (grapheme: string, cells: number): string => asciiOf[grapheme] ?? '?'.repeat(cells);

/** Heights in eighths of a cell, lowest first: sparklines and upright bars. */
export const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Widths in eighths of a cell, 1 to 7: the last cell of a bar. */
export const eighths = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;
