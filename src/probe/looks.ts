/** When the probe thread looks at the main thread: at the latest when a beat is late, and seldom while it rests. */
import { nowMs } from '../clock.ts';
import { type BeatMemory, rest, stamp, word } from './beat-memory.ts';
import { marginMs } from './judge.ts';
import { watchEveryMs } from './rest-end.ts';

const lookMs = 50;
/** Two of them are below the silence after which a dashboard no longer vouches for a loop at rest. */
const restMs = 5000;
/** So long what comes for this thread may have to wait while it sleeps between two such looks. */
const awayMs = 1000;
/** Whoever wakes so much too late has a look, at how that came about. */
const oversleptMs = 5;
/**
 * A beat is missed when it is late by a stall's length, or by this. To ask sooner would mean to wake more often, and where
 * all cores are busy each time takes one from somebody, the main thread at that, for 70 us.
 */
const missedMs = 50;
/** What is due before the next look is nearer is due at this one. */
const slackMs = lookMs / 2;

/**
 * What there is to see until the next look. `resting`: nothing before the main thread's next beat. `beating`: nothing
 * but that a beat is late. `busy`: something may come from elsewhere.
 */
export type Outlook = 'resting' | 'beating' | 'busy';

export interface Look {
  /** `dueMs`: when this look was. */
  look(dueMs: number): Outlook;
  /** Whether the main thread is, at a rest that has to be watched, in something that has not rung. */
  hasStirred(): boolean;
  /** When the next look is due, however punctual the beats are. */
  nextNewsMs(): number;
}

export class Looks {
  readonly #memory: BeatMemory;
  readonly #look: Look;
  readonly #missedMs: number;
  #timer: NodeJS.Timeout | undefined;
  #dueAtMs = 0;
  #isOn = false;
  #isListening = false;

  constructor(memory: BeatMemory, thresholdMs: number, look: Look) {
    this.#memory = memory;
    this.#look = look;
    this.#missedMs = Math.max(marginMs, Math.min(missedMs, thresholdMs)) + 1;
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
    const calls = Atomics.load(words, word.calls);
    const outlook = this.#look.look(this.#dueAtMs);
    if (!this.#isOn) return;
    const isQuiet = outlook === 'resting';
    if (isQuiet && Atomics.load(words, word.isResting) === rest.watched)
      return this.#watch(beats, nowMs() + restMs);
    if (outlook === 'beating') return this.#doze(calls);
    // What a busy machine made late does not make the next one late, too: those who wait for news count on them.
    const lateMs = Math.min(lookMs / 2, Math.max(0, nowMs() - this.#dueAtMs));
    this.#plan(isQuiet && this.#listen(beats) ? restMs : lookMs - lateMs);
  }

  /**
   * Asleep while beats come, until news are due or the main thread has called after `calls`. Here, too, a turn of the
   * loop would take several times as much as it takes to see that the last beat is a new one.
   */
  #doze(calls: number): void {
    const { words, stamps } = this.#memory;
    const newsMs = this.#look.nextNewsMs();
    const wakeAtMs = (): number => Math.min(newsMs, (stamps[stamp.dueMs] as number) + this.#missedMs);
    let now = nowMs();
    if (wakeAtMs() <= now) return this.#plan(lookMs);
    this.#dueAtMs = now;
    while (wakeAtMs() > now && now - this.#dueAtMs < oversleptMs) {
      this.#dueAtMs = wakeAtMs();
      if (Atomics.wait(words, word.calls, calls, this.#dueAtMs - now) !== 'timed-out') break;
      now = nowMs();
    }
    // After a turn of the loop: what has come for this thread meanwhile comes first.
    setImmediate(() => this.#isOn && this.#onTimer());
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
      if (Atomics.wait(words, word.beats, beats, watchEveryMs(ageMs)) !== 'timed-out')
        return this.#plan(lookMs);
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

  /** When that is due next. */
  nextMs(what: string, everyMs: number): number {
    return (this.#lastMs.get(what) ?? -Infinity) + everyMs;
  }
}
