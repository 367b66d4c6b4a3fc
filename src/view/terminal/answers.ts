/** Keeps the terminal's answers apart from what the user types. */
import { answer } from './flow.ts';

type Listener = (...values: unknown[]) => void;

/** The part of a terminal's stdin that Ink 8 uses, without the answers; `onAnswer` is called for each of them. */
export const withoutAnswers = (stdin: NodeJS.ReadStream, onAnswer: () => void): NodeJS.ReadStream => {
  const typed = (piece: string): string => {
    const parts = piece.split(answer);
    for (let answers = parts.length - 1; answers > 0; answers--) onAnswer();
    return parts.join('');
  };
  const read = (): string | null => {
    for (let piece = stdin.read(); piece !== null; piece = stdin.read()) {
      const keys = typed(String(piece));
      if (keys !== '') return keys;
    }
    return null;
  };
  const keyboard = {
    isTTY: true,
    read,
    addListener: (event: string, listener: Listener) => stdin.addListener(event, listener),
    removeListener: (event: string, listener: Listener) => stdin.removeListener(event, listener),
    setEncoding: (encoding: BufferEncoding) => stdin.setEncoding(encoding),
    setRawMode: (isRaw: boolean) => stdin.setRawMode(isRaw),
    ref: () => stdin.ref(),
    unref: () => stdin.unref(),
  };
  return keyboard as unknown as NodeJS.ReadStream;
};
