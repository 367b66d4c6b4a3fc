/** Splits a byte stream into lines, with a bound on what it holds. */
import { StringDecoder } from 'node:string_decoder';

export interface LineHandlers {
  onLine(line: string): void;
  /** A line is longer than allowed; its beginning. The rest of it is passed over. */
  onTooLong(beginning: string): void;
}

export interface LineSplitter {
  write(chunk: Buffer): void;
  /** Hands on a last line that has no end, if there is one. */
  end(): void;
}

/** `maxLength` counts characters. */
export const lineSplitter = (maxLength: number, { onLine, onTooLong }: LineHandlers): LineSplitter => {
  const decoder = new StringDecoder('utf8');
  let held = '';
  let isSkipping = false;
  const hold = (piece: string): void => {
    if (isSkipping) return;
    held += piece;
    if (held.length <= maxLength) return;
    isSkipping = true;
    onTooLong(held.slice(0, maxLength));
    held = '';
  };
  const release = (): void => {
    const line = held;
    held = '';
    if (!isSkipping) onLine(line);
    isSkipping = false;
  };
  return {
    write(chunk) {
      const pieces = decoder.write(chunk).split('\n');
      const last = pieces.pop() ?? '';
      for (const piece of pieces) {
        hold(piece);
        release();
      }
      hold(last);
    },
    end() {
      if (held !== '') release();
    },
  };
};
