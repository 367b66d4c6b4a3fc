/**
 * The stdout that Ink is given: takes its full frames, paints the panels into them, and sends the terminal only what has
 * changed, in one write per frame. While the terminal is slow nothing is even composed: what is sent next is always
 * made of the newest frame and panels, so that memory never grows, nothing blocks and no key waits behind old pictures.
 */
import { systemClock } from '../../clock.ts';
import type { Patch } from './compose.ts';
import type { Written } from './diff.ts';
import { Flow, question } from './flow.ts';
import { modeChange, readWrite, shellModes } from './modes.ts';
import type { TerminalModes } from './modes.ts';
import { Picture } from './picture.ts';

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
  /** From now on these are painted into the holes of Ink's frames; they are asked for anew for each picture. */
  show(patches: () => readonly Patch[]): void;
  /** The patches have changed. */
  refresh(): void;
  /** The terminal has answered the `question`: all that was sent before it has arrived. */
  answered(): void;
  /** Sends nothing until `release`, which sends the newest picture. */
  hold(): void;
  release(): void;
  /** Sends nothing more, and resolves once everything is with the terminal, or after `timeoutMs`. */
  settled(timeoutMs: number): Promise<void>;
  /** Restores the terminal if that has not been done, and listens no more. */
  close(): void;
}

/** Of a frame that may have been cut in two: its margins and its fence. */
const endFrame = '\u001B[r\u001B[?2026l';

const noPatches = (): readonly Patch[] => [];

class DiffingScreen implements Screen {
  readonly isTTY = true;
  readonly writable = true;
  readonly sent = { units: 0, writes: 0 };
  readonly #output: Output;
  readonly #resizeListeners = new Set<Listener>();
  readonly #picture = new Picture();
  readonly #stopResize: () => void;
  readonly #flow: Flow | null;
  #patches = noPatches;
  #shownModes: TerminalModes = shellModes;
  #wantedModes: TerminalModes = shellModes;
  /** Frame or patches may have changed since the last step. */
  #isDirty = false;
  #isBusy = false;
  #isHeld = false;
  #isClosed = false;
  #isScheduled = false;
  #retry: NodeJS.Timeout | null = null;
  #waiting: (() => void)[] = [];

  constructor(output: Output, isAsking: boolean) {
    this.#output = output;
    this.#flow = isAsking ? new Flow() : null;
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
      this.#picture.take(frame);
      this.#isDirty = true;
    }
    if (this.#shownModes.isAlternate && !modes.isAlternate) this.#giveBack();
    else this.#schedule();
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

  show(patches: () => readonly Patch[]): void {
    this.#patches = patches;
  }

  refresh(): void {
    this.#isDirty = true;
    this.#schedule();
  }

  answered(): void {
    this.#flow?.answered(systemClock.nowMs());
    this.#flush();
    this.#tellSettled();
  }

  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    this.#flush();
  }

  async settled(timeoutMs: number): Promise<void> {
    this.hold();
    if (this.#isClosed || this.#isSettled()) return;
    await new Promise<void>(resolve => {
      const timer = setTimeout(
        resolve,
        this.#isBusy ? timeoutMs : Math.min(timeoutMs, this.#flow?.settleMs ?? 0),
      );
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
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#stopResize();
  }

  /** Leaving happens at once: the process may be gone or stopped before anything queued is sent. */
  #giveBack(): void {
    const text = modeChange(this.#shownModes, { ...this.#wantedModes, isCursorShown: true });
    this.#shownModes = { ...this.#wantedModes, isCursorShown: true };
    this.#picture.take(null);
    if (text !== '') this.#output.writeNow((this.#isBusy ? endFrame : '') + text);
  }

  /** At the end of this turn: the panels of a new frame of Ink's are known only after it. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#isBusy || this.#isHeld || this.#isClosed) return;
    const nowMs = systemClock.nowMs();
    const room = this.#flow?.room(nowMs) ?? Infinity;
    if (room === 0) {
      this.#flushLater(nowMs);
      return;
    }
    const next = this.#nextText(room);
    // A panel that throws ends all while it is drawn.
    if (next.text !== '' && !this.#isClosed) this.#send(next, nowMs);
  }

  /** In case that no answer comes. */
  #flushLater(nowMs: number): void {
    const waitMs = this.#flow?.waitMs(nowMs) ?? null;
    if (waitMs === null || this.#retry !== null) return;
    this.#retry = setTimeout(() => {
      this.#retry = null;
      this.#flush();
    }, waitMs + 1);
    this.#retry.unref();
  }

  #send({ text, bytes }: Written, nowMs: number): void {
    const isAsked = this.#flow?.isAsking(bytes) ?? false;
    const asked = isAsked ? text + question : text;
    this.#flow?.sent(bytes + asked.length - text.length, nowMs, isAsked);
    this.sent.units += asked.length;
    this.sent.writes++;
    this.#isBusy = true;
    this.#output.write(asked, () => this.#written());
  }

  #nextText(mostBytes: number): Written {
    const text = modeChange(this.#shownModes, this.#wantedModes);
    const modes = { text, bytes: text.length };
    const { isAlternate } = this.#wantedModes;
    if (isAlternate && !this.#shownModes.isAlternate) {
      this.#picture.forget();
      this.#flow?.restart();
    }
    this.#shownModes = this.#wantedModes;
    // On their own: how soon so little is answered tells how far away the terminal is.
    if (this.#flow !== null && text !== '') return modes;
    const isPainted = isAlternate && this.#picture.hasFrame && (this.#isDirty || this.#picture.isUnfinished);
    if (!isPainted) return modes;
    this.#isDirty = false;
    const step = this.#picture.step(this.#patches(), this.#output, mostBytes);
    return { text: text + step.text, bytes: text.length + step.bytes };
  }

  #written(): void {
    this.#isBusy = false;
    this.#flush();
    this.#tellSettled();
  }

  #isSettled(): boolean {
    return !this.#isBusy && (this.#flow?.settleMs ?? 0) === 0;
  }

  #tellSettled(): void {
    if (!this.#isSettled()) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Ink draws at the old layout first and at the new one after its own update; only the last of them is shown. */
  #resized(): void {
    this.hold();
    this.#picture.forget();
    for (const listener of this.#resizeListeners) listener();
    setImmediate(() => this.release());
  }
}

/**
 * A stdout for Ink's `render` in front of the real terminal. With `isAsking` somebody must look for the terminal's
 * `answer` among the keys, and call `answered`.
 */
export const createScreen = (output: Output, isAsking = false): Screen => new DiffingScreen(output, isAsking);
