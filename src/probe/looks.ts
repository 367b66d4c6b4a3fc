/** When the probe thread looks at the main thread: often while that beats, seldom while it rests. */
import { nowMs } from '../clock.ts';
import { type BeatMemory, word } from './beat-memory.ts';

const lookMs = 50;
/** Below the second of silence that a dashboard takes for a gap. */
const restMs = 900;
/** What is due before the next look is nearer is due at this one. */
const slackMs = lookMs / 2;

export class Looks {
  readonly #words: Int32Array;
  readonly #look: () => boolean;
  #timer: NodeJS.Timeout | undefined;
  #dueAtMs = 0;
  #isOn = false;
  #isListening = false;

  /** `look` returns whether there is nothing to see before the main thread's next beat. */
  constructor({ words }: BeatMemory, look: () => boolean) {
    this.#words = words;
    this.#look = look;
  }

  start(): void {
    this.#isOn = true;
    this.#plan(lookMs);
  }

  stop(): void {
    this.#isOn = false;
    clearTimeout(this.#timer);
  }

  #plan(inMs: number): void {
    clearTimeout(this.#timer);
    this.#dueAtMs = nowMs() + inMs;
    this.#timer = setTimeout(() => this.#onTimer(), inMs);
  }

  #onTimer(): void {
    const beats = Atomics.load(this.#words, word.beats);
    const isQuiet = this.#look();
    if (!this.#isOn) return;
    // What a busy machine made late does not make the next one late, too: those who wait for news count on them.
    const lateMs = Math.min(lookMs / 2, Math.max(0, nowMs() - this.#dueAtMs));
    this.#plan(isQuiet && this.#listen(beats) ? restMs : lookMs - lateMs);
  }

  /** To the next beat after `beats`, which ends a rest; false if it has come. */
  #listen(beats: number): boolean {
    if (this.#isListening) return true;
    const waiting = Atomics.waitAsync(this.#words, word.beats, beats);
    if (!waiting.async) return false;
    this.#isListening = true;
    void this.#lookAfter(waiting.value);
    return true;
  }

  async #lookAfter(beat: Promise<unknown>): Promise<void> {
    await beat;
    this.#isListening = false;
    if (this.#isOn) this.#plan(lookMs);
  }
}

/** What is done every so often, asked at every look. */
export class Turns {
  readonly #lastMs = new Map<string, number>();

  isDue(what: string, everyMs: number): boolean {
    const now = nowMs();
    if (now - (this.#lastMs.get(what) ?? -Infinity) < everyMs - slackMs) return false;
    this.#lastMs.set(what, now);
    return true;
  }
}
