/** When the probe thread looks at the main thread: often while that beats, seldom while it rests. */
import { nowMs } from '../clock.ts';
import { type BeatMemory, rest, stamp, word } from './beat-memory.ts';

const lookMs = 50;
/** Two of them are below the silence after which a dashboard no longer vouches for a loop at rest. */
const restMs = 2500;
/**
 * How often the main thread is watched for having run, at a rest that this takes: a tenth of its age, within these. A
 * look takes 0.1 to 0.2 ms, most of it for waking up.
 */
const watchMs = { least: 50, most: 500, share: 0.1 };
/** So long what comes for this thread may have to wait while it sleeps between two such looks. */
const awayMs = 1000;
/** What is due before the next look is nearer is due at this one. */
const slackMs = lookMs / 2;

export interface Look {
  /** Returns whether there is nothing to see before the main thread's next beat. `awakeMs`: since the last look. */
  look(awakeMs: number): boolean;
  /** Whether the main thread is, at a rest that has to be watched, in something that has not rung. */
  hasStirred(): boolean;
}

export class Looks {
  readonly #memory: BeatMemory;
  readonly #look: Look;
  #timer: NodeJS.Timeout | undefined;
  #dueAtMs = 0;
  /** What the last look took. */
  #lookedMs = 0;
  #isOn = false;
  #isListening = false;

  constructor(memory: BeatMemory, look: Look) {
    this.#memory = memory;
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
    const { words } = this.#memory;
    const beats = Atomics.load(words, word.beats);
    const fromMs = nowMs();
    const isQuiet = this.#look.look(this.#lookedMs + Math.max(0, fromMs - this.#dueAtMs));
    this.#lookedMs = nowMs() - fromMs;
    if (!this.#isOn) return;
    if (isQuiet && Atomics.load(words, word.isResting) === rest.watched)
      return this.#watch(beats, nowMs() + restMs);
    // What a busy machine made late does not make the next one late, too: those who wait for news count on them.
    const lateMs = Math.min(lookMs / 2, Math.max(0, nowMs() - this.#dueAtMs));
    this.#plan(isQuiet && this.#listen(beats) ? restMs : lookMs - lateMs);
  }

  /**
   * Until the next regular look, or the beat after `beats`. Asleep between its looks as no timer lets it be: a turn of
   * this thread's loop takes twice as much as such a look.
   */
  #watch(beats: number, untilMs: number): void {
    if (!this.#isOn) return;
    const { words, stamps } = this.#memory;
    this.#dueAtMs = Infinity;
    const backMs = Math.min(untilMs, nowMs() + awayMs);
    for (let now = nowMs(); now < backMs; now = nowMs()) {
      const ageMs = now - (stamps[stamp.lastBeatMs] as number);
      const inMs = Math.min(watchMs.most, Math.max(watchMs.least, ageMs * watchMs.share));
      if (Atomics.wait(words, word.beats, beats, inMs) !== 'timed-out') return this.#plan(lookMs);
      if (this.#look.hasStirred()) return this.#onTimer();
    }
    if (backMs === untilMs) this.#onTimer();
    else setImmediate(() => this.#watch(beats, untilMs));
  }

  /** To the next beat after `beats`, which ends a rest; false if it has come. */
  #listen(beats: number): boolean {
    if (this.#isListening) return true;
    const waiting = Atomics.waitAsync(this.#memory.words, word.beats, beats);
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
