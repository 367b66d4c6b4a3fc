/** A real terminal emulator without a window: what a reader of our bytes would see. */
import xterm from '@xterm/headless';
import type { Terminal } from '@xterm/headless';

export interface Emulator {
  feed(bytes: string): Promise<void>;
  resize(columns: number, rows: number): void;
  /** Text of every row, right-trimmed. */
  text(): string[];
  /** Every cell with its colours and attributes, for comparing two emulators. */
  cells(): string[];
  readonly isAlternate: boolean;
  readonly terminal: Terminal;
}

const cellText = (terminal: Terminal, y: number): string => {
  const line = terminal.buffer.active.getLine(terminal.buffer.active.viewportY + y);
  if (line === undefined) return '';
  const cells: string[] = [];
  for (let x = 0; x < terminal.cols; x++) {
    const cell = line.getCell(x);
    if (cell === undefined) continue;
    const glyph = cell.getChars() || (cell.getWidth() === 0 ? '' : ' ');
    const attributes = [
      cell.getFgColorMode(),
      cell.getFgColor(),
      cell.getBgColorMode(),
      cell.getBgColor(),
      cell.isBold(),
      cell.isDim(),
      cell.isItalic(),
      cell.isUnderline(),
      cell.isInverse(),
      cell.isStrikethrough(),
    ];
    cells.push(`${glyph}/${cell.getWidth()}/${attributes.join(',')}`);
  }
  return cells.join(' ');
};

/** An emulator of this size. `\n` goes to the first column, as a terminal's own line discipline makes it do. */
export const createEmulator = (columns: number, rows: number): Emulator => {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  const rowNumbers = (): number[] => Array.from({ length: terminal.rows }, (_, y) => y);
  const line = (y: number): string =>
    terminal.buffer.active.getLine(terminal.buffer.active.viewportY + y)?.translateToString(true) ?? '';
  return {
    terminal,
    feed: bytes => new Promise(resolve => terminal.write(bytes, resolve)),
    resize: (nextColumns, nextRows) => terminal.resize(nextColumns, nextRows),
    text: () => rowNumbers().map(y => line(y).trimEnd()),
    cells: () => rowNumbers().map(y => cellText(terminal, y)),
    get isAlternate() {
      return terminal.buffer.active.type === 'alternate';
    },
  };
};
