/**
 * How much may be on its way to the terminal. Between us and the eye there are buffers that take everything at once and
 * hand it on slowly: a pty's 12 kB are four seconds of a 3 kB/s line, and every key would lag behind them. So each
 * piece ends with a question (DSR) that all terminals answer, and little is sent beyond what has been answered for.
 */

/** Device status report; the terminal answers `answer`. */
export const question = '\u001B[5n';
export const answer = '\u001B[0n';

/** Until the first answer has told something of the line, bytes. */
const firstWindow = 4096;
/** Less would be mostly fences and questions. A sixth of a second on a 3 kB/s line. */
const leastWindow = 512;
const mostWindow = 65_536;
/** What is little beside the window needs no question of its own: an answer wakes us, which costs a tenth of a frame. */
const unaskedShare = 0.25;
const mostUnasked = 4096;
/** What the window may add to the way there and back: a key's echo stays below 150 ms. */
const queueMs = 80;
/** Terminals that know the question answer sooner, over any line. */
const firstPatienceMs = 1000;
/** An answer may get lost, as while the job was stopped; then it goes on at this pace. */
const patienceMs = 5000;

interface Asked {
  readonly atMs: number;
  readonly bytes: number;
  /** The window was no larger than what was then on its way. */
  readonly isFull: boolean;
}

export class Flow {
  #asked: Asked[] = [];
  #inFlight = 0;
  /** Of them, sent since the last question. */
  #unasked = 0;
  #window = firstWindow;
  /** Of the fastest answer so far: the way there and back without a queue. */
  #leastMs = Infinity;
  #lastMs = 0;
  /** When the window was last made smaller. */
  #cutAtMs = -Infinity;
  /** Does not answer at all: then there is nothing to go by but whether the kernel takes what we write. */
  #isDeaf = false;

  /** Bytes that may be sent now; 0 rather than few, since each piece costs its fences and its question. */
  room(nowMs: number): number {
    if (this.waitMs(nowMs) === 0) this.#giveUp();
    if (this.#isDeaf) return Infinity;
    // Nobody answers for what was sent without a question: the next piece, which has one, does.
    if (this.#asked.length === 0) return Math.max(leastWindow, this.#window - this.#inFlight);
    return this.#inFlight * 2 > this.#window ? 0 : this.#window - this.#inFlight;
  }

  /** Until an answer is given up, or null if none is waited for. */
  waitMs(nowMs: number): number | null {
    const oldest = this.#asked[0];
    if (oldest === undefined || this.#isDeaf) return null;
    const boundMs = this.#leastMs === Infinity ? firstPatienceMs : patienceMs;
    return Math.max(0, oldest.atMs + boundMs - nowMs);
  }

  /** How long the answers that are still to come should take at most. */
  get settleMs(): number {
    return this.#asked.length === 0 || this.#isDeaf ? 0 : 2 * this.#lastMs + queueMs;
  }

  /** Whether a piece of so many bytes is to end with the question. */
  isAsking(bytes: number): boolean {
    const mostBytes = Math.min(mostUnasked, this.#window * unaskedShare);
    return this.#isDeaf || this.#leastMs === Infinity || this.#unasked + bytes > mostBytes;
  }

  /** So many bytes are on their way, with the question at their end if `isAsked`. */
  sent(bytes: number, nowMs: number, isAsked: boolean): void {
    this.#inFlight += bytes;
    this.#unasked += bytes;
    if (!isAsked) return;
    this.#asked.push({ atMs: nowMs, bytes: this.#unasked, isFull: this.#inFlight * 2 >= this.#window });
    this.#unasked = 0;
  }

  answered(nowMs: number): void {
    this.#isDeaf = false;
    const oldest = this.#asked.shift();
    if (oldest === undefined) return;
    this.#inFlight -= oldest.bytes;
    this.#lastMs = nowMs - oldest.atMs;
    this.#leastMs = Math.min(this.#leastMs, this.#lastMs);
    this.#window = this.#adapted(oldest, nowMs);
  }

  /** Answers to what was sent so far may have gone to somebody else. */
  restart(): void {
    this.#asked = [];
    this.#inFlight = 0;
    this.#unasked = 0;
  }

  /** As TCP Vegas does it: twice as much each round until a queue builds up, from then on a little more. */
  #adapted({ atMs, bytes, isFull }: Asked, nowMs: number): number {
    const goalMs = this.#leastMs + queueMs;
    if (this.#lastMs > goalMs) {
      // What was sent before the last cut tells nothing of its effect.
      if (atMs < this.#cutAtMs) return this.#window;
      this.#cutAtMs = nowMs;
      return Math.max(leastWindow, (this.#window * goalMs) / this.#lastMs);
    }
    if (!isFull) return this.#window;
    const share = this.#cutAtMs === -Infinity ? 1 : leastWindow / this.#window;
    return Math.min(mostWindow, this.#window + bytes * share);
  }

  #giveUp(): void {
    this.#isDeaf = this.#leastMs === Infinity;
    this.#window = leastWindow;
    this.restart();
  }
}
