/**
 * The yardstick for bytes: what a frame has to send at least when it sends each changed cell once, told from the
 * outside, by comparing the screen of a terminal emulator before and after it. Defined as
 *
 * - two fences (synchronized output, 8 bytes each) around a frame that changes anything, nothing for one that does not;
 * - from left to right and top to bottom each run of changed cells: one move of the cursor to it, the shortest of CUP,
 *   CUF, CR LF and writing the cells between again; then the cells, in UTF-8, once each;
 * - between two cells the shortest SGR that turns one style into the other, or nothing; the style stays between frames;
 * - EL in place of all blanks up to the end of a row where that is shorter.
 *
 * Sequences of ECMA-48 that all terminals know; REP and ECH would save some more where they are known.
 */
import type { IBufferCell, Terminal } from '@xterm/headless';

interface Cell {
  readonly text: string;
  readonly style: string;
}

export type Cells = readonly (readonly Cell[])[];

/** SGR parameters of a colour; `base` 30 for the foreground, 40 for the background. */
const colourOf = (base: number, isDefault: boolean, isRgb: boolean, colour: number): string => {
  if (isDefault) return '';
  if (isRgb) return `${base + 8};2;${colour >> 16};${(colour >> 8) & 0xff};${colour & 0xff}`;
  if (colour < 8) return String(base + colour);
  return colour < 16 ? String(base + 52 + colour) : `${base + 8};5;${colour}`;
};

const attributesOf = (cell: IBufferCell): string[] => [
  ...(cell.isBold() ? ['1'] : []),
  ...(cell.isDim() ? ['2'] : []),
  ...(cell.isItalic() ? ['3'] : []),
  ...(cell.isUnderline() ? ['4'] : []),
  ...(cell.isInverse() ? ['7'] : []),
  ...(cell.isStrikethrough() ? ['9'] : []),
];

/** Attributes, foreground and background, apart from each other by `|`. */
const styleOf = (cell: IBufferCell): string =>
  [
    attributesOf(cell).join(';'),
    colourOf(30, cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
    colourOf(40, cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
  ].join('|');

const plain = '||';
const blank: Cell = { text: ' ', style: plain };

/** The visible cells; the second half of a wide glyph is ''. */
export function cellsOf(terminal: Terminal): Cells {
  const { active } = terminal.buffer;
  return Array.from({ length: terminal.rows }, (_, y) => {
    const line = active.getLine(active.viewportY + y);
    return Array.from({ length: terminal.cols }, (_column, x) => {
      const cell = line?.getCell(x);
      if (cell === undefined) return blank;
      return { text: cell.getChars() || (cell.getWidth() === 0 ? '' : ' '), style: styleOf(cell) };
    });
  });
}

const offCodes: Readonly<Record<string, string>> = {
  1: '22',
  2: '22',
  3: '23',
  4: '24',
  7: '27',
  9: '29',
};

const shortest = (texts: readonly string[]): string =>
  texts.reduce((best, text) => (Buffer.byteLength(text) < Buffer.byteLength(best) ? text : best));

const codesIn = (list: string): string[] => (list === '' ? [] : list.split(';'));

const sgr = (from: string, to: string): string => {
  if (from === to) return '';
  const [fromFlags = '', fromFront = '', fromBack = ''] = from.split('|');
  const [flags = '', front = '', back = ''] = to.split('|');
  const lost = codesIn(fromFlags).filter(code => !codesIn(flags).includes(code));
  const off = [...new Set(lost.map(code => offCodes[code] ?? ''))];
  // 22 ends bold and dim together.
  const kept = codesIn(flags).filter(
    code => !codesIn(fromFlags).includes(code) || off.includes(offCodes[code] ?? ''),
  );
  const step = [
    ...off,
    ...kept,
    ...(front === fromFront ? [] : [front || '39']),
    ...(back === fromBack ? [] : [back || '49']),
  ];
  const anew = to === plain ? [] : ['0', ...[flags, front, back].filter(code => code !== '')];
  return shortest([`\u001B[${step.join(';')}m`, `\u001B[${anew.join(';')}m`]);
};

const isSame = (one: Cell | undefined, other: Cell | undefined): boolean =>
  one?.text === other?.text && one?.style === other?.style;

interface Pen {
  style: string;
  x: number;
  y: number;
}

const forward = (cells: number): string => (cells === 0 ? '' : `\u001B[${cells === 1 ? '' : cells}C`);

const absolute = (x: number, y: number): string => {
  if (x > 0) return `\u001B[${y === 0 ? '' : y + 1};${x + 1}H`;
  return y === 0 ? '\u001B[H' : `\u001B[${y + 1}H`;
};

/** Moves, or writes what lies between. */
function wayTo(pen: Pen, row: readonly Cell[], x: number, y: number): string {
  if (pen.y === y && pen.x === x) return '';
  const ways = [absolute(x, y)];
  if (pen.y + 1 === y) ways.push(`\r\n${forward(x)}`);
  if (pen.y === y && pen.x >= 0 && pen.x < x) {
    ways.push(forward(x - pen.x));
    const between = row.slice(pen.x, x);
    if (between.every(({ style }) => style === pen.style))
      ways.push(between.map(({ text }) => text).join(''));
  }
  return shortest(ways);
}

const contentEnd = (row: readonly Cell[]): number => row.findLastIndex(cell => !isSame(cell, blank)) + 1;

function rowText(pen: Pen, before: readonly Cell[], after: readonly Cell[], y: number): string {
  const end = contentEnd(after);
  const isErased = contentEnd(before) - end > 3;
  let text = '';
  for (let x = 0; x < after.length; x++) {
    const cell = after[x] ?? blank;
    if (isSame(cell, before[x])) continue;
    text += wayTo(pen, after, x, y);
    pen.y = y;
    if (isErased && x >= end) {
      text += `${sgr(pen.style, plain)}\u001B[K`;
      Object.assign(pen, { style: plain, x });
      break;
    }
    text += sgr(pen.style, cell.style) + cell.text;
    // After the last column terminals differ in where the cursor is.
    Object.assign(pen, { style: cell.style, x: x + 1 < after.length ? x + 1 : -1 });
  }
  return text;
}

const beginFrame = '\u001B[?2026h';
const endFrame = '\u001B[?2026l';

/** An encoder that remembers the style which it has left the terminal in; the first one is plain. */
export function idealEncoder(): (before: Cells, after: Cells) => string {
  const pen: Pen = { style: plain, x: -1, y: -2 };
  return (before, after) => {
    Object.assign(pen, { x: -1, y: -2 });
    const text = after.map((row, y) => rowText(pen, before[y] ?? [], row, y)).join('');
    return text === '' ? '' : beginFrame + text + endFrame;
  };
}

/** A stream of fenced frames, cut behind each of them; what follows a frame belongs to it. */
export function framesIn(stream: string): string[] {
  return stream.split(/(?=\u001B\[\?2026h)/).filter(frame => frame !== '');
}
