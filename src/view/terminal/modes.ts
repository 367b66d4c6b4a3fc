/** The sequences that Ink writes around its frames: what they ask for, taken apart from the frame itself. */

/** Modes of the terminal that a full-screen program changes, and has to give back. */
export interface TerminalModes {
  readonly isAlternate: boolean;
  readonly isCursorShown: boolean;
}

export const shellModes: TerminalModes = { isAlternate: false, isCursorShown: true };

export interface Written {
  readonly modes: TerminalModes;
  /** The frame, or null if the write held none. */
  readonly frame: string | null;
}

// eslint-disable-next-line no-control-regex
const leading = /\u001B\[(\??)([\d;]*)([A-Za-z])/y;

const withMode = (modes: TerminalModes, number: string, isOn: boolean): TerminalModes => {
  if (number === '1049') return { ...modes, isAlternate: isOn };
  if (number === '25') return { ...modes, isCursorShown: isOn };
  // 2026 (synchronized output) is ours to write, and nothing else is used.
  return modes;
};

/**
 * Reads one write of Ink 8: cursor moves and erasures in front of a frame are skipped, since every frame is a whole
 * one that begins in the upper left corner; colours belong to the frame.
 */
export const readWrite = (text: string, before: TerminalModes): Written => {
  let modes = before;
  let position = 0;
  for (;;) {
    leading.lastIndex = position;
    const found = leading.exec(text);
    if (found === null || found[3] === 'm') break;
    if (found[1] === '?') modes = withMode(modes, found[2] as string, found[3] === 'h');
    position = leading.lastIndex;
  }
  return { modes, frame: position === text.length ? null : text.slice(position) };
};

/** What brings a terminal from one set of modes to another. */
export const modeChange = (from: TerminalModes, to: TerminalModes): string => {
  let text = '';
  if (from.isAlternate !== to.isAlternate) {
    text += to.isAlternate ? '\u001B[?1049h\u001B[0m\u001B[H\u001B[2J' : '\u001B[0m\u001B[?1049l';
  }
  if (from.isCursorShown !== to.isCursorShown) text += to.isCursorShown ? '\u001B[?25h' : '\u001B[?25l';
  return text;
};
