/** A real terminal emulator without a window: what a person would see after these bytes. */
import { createRequire } from 'node:module';
import type { Terminal as TerminalType } from '@xterm/headless';

// CommonJS that Node's named imports do not see through.
const { Terminal } = createRequire(import.meta.url)('@xterm/headless') as { Terminal: typeof TerminalType };

export interface CellStyle {
  readonly text: string;
  readonly isBold: boolean;
  readonly isDim: boolean;
  readonly isInverse: boolean;
  /** Index into the palette, 24-bit value, or -1 for the terminal's own colour. */
  readonly foreground: number;
  readonly background: number;
}

export interface TerminalModes {
  readonly isAlternateScreen: boolean;
  readonly isCursorHidden: boolean;
  readonly isMouseOn: boolean;
  readonly isBracketedPasteOn: boolean;
}

export interface Screen {
  /** Resolves when these bytes are on the screen. */
  write(bytes: Uint8Array | string): Promise<void>;
  resize(columns: number, rows: number): void;
  /** The visible rows, blanks at their ends cut off. */
  rows(): string[];
  styleAt(row: number, column: number): CellStyle;
  modes(): TerminalModes;
  /** What a terminal answers to queries of the program. */
  onAnswer(listener: (bytes: string) => void): void;
  dispose(): void;
}

const maxColumns = 500;

/** The emulator tells every mode but DECTCEM (?25), so its set and reset are watched on their way in. */
function watchCursor(terminal: TerminalType): () => boolean {
  let isHidden = false;
  const watch = (final: string, hides: boolean): void => {
    terminal.parser.registerCsiHandler({ prefix: '?', final }, params => {
      if (params.includes(25)) isHidden = hides;
      return false;
    });
  };
  watch('l', true);
  watch('h', false);
  return () => isHidden;
}

function rowsOf(terminal: TerminalType): string[] {
  const { active } = terminal.buffer;
  return Array.from({ length: terminal.rows }, (_, row) =>
    (active.getLine(active.viewportY + row)?.translateToString(true, 0, maxColumns) ?? '').trimEnd(),
  );
}

function styleAt(terminal: TerminalType, row: number, column: number): CellStyle {
  const { active } = terminal.buffer;
  const cell = active.getLine(active.viewportY + row)?.getCell(column);
  if (!cell) throw new Error(`no cell at row ${row}, column ${column}`);
  return {
    text: cell.getChars(),
    isBold: cell.isBold() !== 0,
    isDim: cell.isDim() !== 0,
    isInverse: cell.isInverse() !== 0,
    foreground: cell.isFgDefault() ? -1 : cell.getFgColor(),
    background: cell.isBgDefault() ? -1 : cell.getBgColor(),
  };
}

export function createScreen(columns: number, rows: number): Screen {
  const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true });
  const isCursorHidden = watchCursor(terminal);
  return {
    write: bytes => new Promise(resolve => terminal.write(bytes, resolve)),
    resize: (toColumns, toRows) => terminal.resize(toColumns, toRows),
    rows: () => rowsOf(terminal),
    styleAt: (row, column) => styleAt(terminal, row, column),
    modes: () => ({
      isAlternateScreen: terminal.buffer.active.type === 'alternate',
      isCursorHidden: isCursorHidden(),
      isMouseOn: terminal.modes.mouseTrackingMode !== 'none',
      isBracketedPasteOn: terminal.modes.bracketedPasteMode,
    }),
    onAnswer: listener => void terminal.onData(listener),
    dispose: () => terminal.dispose(),
  };
}
