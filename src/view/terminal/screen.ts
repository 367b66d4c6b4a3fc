/**
 * The stdout that Ink is given: takes its full frames and sends the terminal only what has changed, in one write per
 * frame. While the terminal is slow it keeps the newest frame only, so that memory never grows and nothing blocks.
 */
import { difference } from './diff.ts';
import { blankRows } from './grid.ts';
import type { Row } from './grid.ts';
import { modeChange, readWrite, shellModes } from './modes.ts';
import type { TerminalModes } from './modes.ts';
import { parseFrame } from './parse.ts';

/** The real terminal, or a stand-in. */
export interface Output {
  readonly columns: number;
  readonly rows: number;
  /** Never blocks; `onWritten` is called, later, once the terminal has taken it all (or is lost). */
  write(text: string, onWritten: () => void): void;
  /** Takes what it can at once, past anything still queued: for giving the terminal back. */
  writeNow(text: string): void;
  onResize(listener: () => void): () => void;
}

type Listener = (...values: unknown[]) => void;

/** The part of a TTY stream that Ink 8 uses. */
export interface Screen {
  readonly isTTY: true;
  readonly writable: true;
  readonly columns: number;
  readonly rows: number;
  write(text: string, callback?: () => void): boolean;
  on(event: string, listener: Listener): Screen;
  off(event: string, listener: Listener): Screen;
  /** Bytes (UTF-16 units) and writes so far, for the benchmark. */
  readonly sent: { readonly units: number; readonly writes: number };
  /** Sends nothing until `release`, which sends the newest picture. */
  hold(): void;
  release(): void;
  /** Resolves once everything is with the terminal, or after `timeoutMs`. */
  settled(timeoutMs: number): Promise<void>;
  /** Restores the terminal if that has not been done, and listens no more. */
  close(): void;
}

const beginSync = '\u001B[?2026h';
const endSync = '\u001B[?2026l';
const eraseAll = '\u001B[0m\u001B[2J';

interface Picture {
  rows: Row[];
  columns: number;
  /** The terminal may show anything: after a resize. */
  isStale: boolean;
}

/** The bytes that bring the terminal to `frame`, and from then on `picture` is that frame. */
const painted = (picture: Picture, frame: string, output: Output): string => {
  const { columns, rows } = output;
  const isErased = picture.isStale || picture.columns !== columns || picture.rows.length !== rows;
  if (isErased) picture.rows = blankRows(columns, rows);
  const next = parseFrame(frame, columns, rows, picture.rows);
  const text = (isErased ? eraseAll : '') + difference(picture.rows, next);
  Object.assign(picture, { rows: next, columns, isStale: false });
  return text === '' ? '' : beginSync + text + endSync;
};

class DiffingScreen implements Screen {
  readonly isTTY = true;
  readonly writable = true;
  readonly sent = { units: 0, writes: 0 };
  readonly #output: Output;
  readonly #resizeListeners = new Set<Listener>();
  readonly #picture: Picture = { rows: [], columns: 0, isStale: true };
  readonly #stopResize: () => void;
  #shownModes: TerminalModes = shellModes;
  #wantedModes: TerminalModes = shellModes;
  /** The newest, kept for when the terminal has to be painted anew. */
  #frame: string | null = null;
  #isFrameNew = false;
  #isBusy = false;
  #isHeld = false;
  #isClosed = false;
  #waiting: (() => void)[] = [];

  constructor(output: Output) {
    this.#output = output;
    this.#stopResize = output.onResize(() => this.#resized());
  }

  get columns(): number {
    return this.#output.columns;
  }

  get rows(): number {
    return this.#output.rows;
  }

  write(text: string, callback?: () => void): boolean {
    const { modes, frame } = readWrite(text, this.#wantedModes);
    this.#wantedModes = modes;
    if (frame !== null) {
      this.#frame = frame;
      this.#isFrameNew = true;
    }
    if (this.#shownModes.isAlternate && !modes.isAlternate) this.#giveBack();
    else this.#flush();
    // Never waits for the terminal: Ink ends on this, and a terminal that hangs must not hold the program.
    if (callback !== undefined) queueMicrotask(callback);
    return true;
  }

  on(event: string, listener: Listener): Screen {
    if (event === 'resize') this.#resizeListeners.add(listener);
    return this;
  }

  off(event: string, listener: Listener): Screen {
    if (event === 'resize') this.#resizeListeners.delete(listener);
    return this;
  }

  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    this.#flush();
  }

  async settled(timeoutMs: number): Promise<void> {
    if (!this.#isBusy) return;
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#wantedModes = shellModes;
    this.#giveBack();
    this.#isClosed = true;
    this.#stopResize();
  }

  /** Leaving happens at once: the process may be gone or stopped before anything queued is sent. */
  #giveBack(): void {
    const text = modeChange(this.#shownModes, { ...this.#wantedModes, isCursorShown: true });
    this.#shownModes = { ...this.#wantedModes, isCursorShown: true };
    this.#frame = null;
    // A queued frame may have been cut in two.
    if (text !== '') this.#output.writeNow((this.#isBusy ? endSync : '') + text);
  }

  #flush(): void {
    if (this.#isBusy || this.#isHeld || this.#isClosed) return;
    const text = this.#nextText();
    if (text === '') return;
    this.sent.units += text.length;
    this.sent.writes++;
    this.#isBusy = true;
    this.#output.write(text, () => this.#written());
  }

  #nextText(): string {
    const modes = modeChange(this.#shownModes, this.#wantedModes);
    const { isAlternate } = this.#wantedModes;
    if (isAlternate && !this.#shownModes.isAlternate) this.#picture.isStale = true;
    this.#shownModes = this.#wantedModes;
    const isPainted = isAlternate && this.#frame !== null && (this.#isFrameNew || this.#picture.isStale);
    if (!isPainted) return modes;
    this.#isFrameNew = false;
    return modes + painted(this.#picture, this.#frame as string, this.#output);
  }

  #written(): void {
    this.#isBusy = false;
    this.#flush();
    if (this.#isBusy) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Ink draws at the old layout first and at the new one after its own update; only the last of them is shown. */
  #resized(): void {
    this.hold();
    this.#picture.isStale = true;
    for (const listener of this.#resizeListeners) listener();
    setImmediate(() => this.release());
  }
}

/** A stdout for Ink's `render` in front of the real terminal. */
export const createScreen = (output: Output): Screen => new DiffingScreen(output);
