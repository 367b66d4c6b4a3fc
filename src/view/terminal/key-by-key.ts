/**
 * A keyboard that hands Ink one key per turn of the event loop. What is typed fast, or over a slow line, arrives in one
 * piece, and Ink works it off at once; but a list that answers from what was drawn last would then take the second key
 * for the first.
 */

// CSI with its parameters, SS3, Escape with one character (Alt), a lone Escape; else one character.
// oxlint-disable-next-line no-control-regex
const oneKey = /\u001B(?:\[[0-?]*[ -/]*[@-~]|O[^]|[^[O])?|[^]/gu;

type Listener = () => void;

/** The keys of a piece of input, in order; together they are the whole of it. */
export const keysOf = (piece: string): string[] => piece.match(oneKey) ?? [];

class KeyQueue {
  readonly #stdin: NodeJS.ReadStream;
  readonly #keys: string[] = [];
  #listener: Listener | null = null;
  #isReadable = false;
  #isScheduled = false;

  constructor(stdin: NodeJS.ReadStream) {
    this.#stdin = stdin;
  }

  listen(listener: Listener): void {
    this.#listener = listener;
    this.#stdin.addListener('readable', this.#take);
    this.#schedule();
  }

  /** Keys that are left wait for the next listener. */
  forget(): void {
    this.#listener = null;
    this.#stdin.removeListener('readable', this.#take);
  }

  read(): string | null {
    if (!this.#isReadable) return null;
    this.#isReadable = false;
    return this.#keys.shift() ?? null;
  }

  readonly #take = (): void => {
    for (let piece = this.#stdin.read(); piece !== null; piece = this.#stdin.read()) {
      this.#keys.push(...keysOf(String(piece)));
    }
    this.#schedule();
  };

  #schedule(): void {
    if (this.#isScheduled || this.#keys.length === 0 || this.#listener === null) return;
    this.#isScheduled = true;
    setImmediate(this.#handOut);
  }

  readonly #handOut = (): void => {
    this.#isScheduled = false;
    if (this.#listener === null) return;
    this.#isReadable = true;
    this.#listener();
    this.#schedule();
  };
}

/** The part of a terminal's stdin that Ink 8 uses, as a stand-in for it. */
export const keyByKey = (stdin: NodeJS.ReadStream): NodeJS.ReadStream => {
  const queue = new KeyQueue(stdin);
  const keyboard = {
    isTTY: true,
    addListener: (_event: 'readable', listener: Listener) => queue.listen(listener),
    removeListener: () => queue.forget(),
    read: () => queue.read(),
    setEncoding: (encoding: BufferEncoding) => stdin.setEncoding(encoding),
    setRawMode: (isRaw: boolean) => stdin.setRawMode(isRaw),
    ref: () => stdin.ref(),
    unref: () => stdin.unref(),
  };
  return keyboard as unknown as NodeJS.ReadStream;
};
