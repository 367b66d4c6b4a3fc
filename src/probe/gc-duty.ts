/** When a thread's garbage collections are observed: all of the time, unless they are many and all of them short. */
import { beatMs } from './beat-memory.ts';

/**
 * From so many on (20 a second), what it costs to be told of each by Node, 35 to 80 us of the main thread, is seen in
 * the 99th percentile of a saturated server's answers.
 */
const manyPerBeat = (20 * beatMs) / 1000;
/** Beside shorter ones a collection is nothing that anybody would look for. */
const shortMs = 5;

/** In beats: with no reason not to, they are observed for a sixteenth of the time, a second to the next. */
const observedBeats = 3;
const unobservedBeats = 45;
/** In beats: a second shows whether they are many. */
const judgedBeats = 50;
/** In beats: half a minute. */
const carefulBeats = 1500;

export class GcDuty {
  #isObserving = true;
  #phaseBeats = judgedBeats;
  #beatsLeft = judgedBeats;
  #count = 0;
  #longestMs = 0;

  get isObserving(): boolean {
    return this.#isObserving;
  }

  /** A collection that was observed. */
  count(durationMs: number): void {
    this.#count += 1;
    this.#longestMs = Math.max(this.#longestMs, durationMs);
  }

  /**
   * Returns whether to observe until the next beat. `isHeldUp`: something has kept this one for longer than a beat,
   * which may have been a collection.
   */
  beat(isHeldUp: boolean): boolean {
    this.#beatsLeft -= 1;
    if (isHeldUp) this.#begin(true, carefulBeats);
    else if (this.#beatsLeft <= 0) this.#beginNext();
    return this.#isObserving;
  }

  /** The loop rests: no beats, and hardly any collections. */
  rest(): void {
    if (!this.#isObserving) this.#begin(true, judgedBeats);
  }

  #beginNext(): void {
    if (!this.#isObserving) this.#begin(true, observedBeats);
    else if (this.#areManyAndShort()) this.#begin(false, unobservedBeats);
    else this.#begin(true, judgedBeats);
  }

  #areManyAndShort(): boolean {
    return this.#count >= manyPerBeat * this.#phaseBeats && this.#longestMs <= shortMs;
  }

  #begin(isObserving: boolean, beats: number): void {
    this.#isObserving = isObserving;
    this.#phaseBeats = this.#beatsLeft = beats;
    this.#count = this.#longestMs = 0;
  }
}
