/** A block, and its end, are shown as soon as they are known, and not with the next picture. */
import type { Clock } from '../clock.ts';
import type { Event } from '../state/state.ts';
import type { Store } from '../state/store.ts';

/** So many pictures a second are enough for that. */
export const mostUrgentPerSecond = 20;

export class Urgent {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #thresholdMs: number;
  /** The newest block of each process that was shown as a stall. */
  readonly #shownSinceMs = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store, clock: Clock, thresholdMs: number) {
    this.#store = store;
    this.#clock = clock;
    this.#thresholdMs = thresholdMs;
  }

  /** After the event has been dispatched. */
  heard(event: Event): void {
    if (this.#isUrgent(event)) this.#show();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #isUrgent(event: Event): boolean {
    if (event.type === 'loop') return this.#isNewStall(event);
    return event.type === 'blocked-at' || event.type === 'stall';
  }

  /** Probes tell at once when a block gets as old as a stall, and again with every reading while it lasts. */
  #isNewStall({ pid, atMs, blockedSinceMs }: Extract<Event, { type: 'loop' }>): boolean {
    if (blockedSinceMs === null || atMs - blockedSinceMs < this.#thresholdMs) return false;
    const isNew = this.#shownSinceMs.get(pid) !== blockedSinceMs;
    this.#shownSinceMs.set(pid, blockedSinceMs);
    return isNew;
  }

  /** With the age of the block as it is by now. If there was a picture just before, as soon as there may be one again. */
  #show(): void {
    clearTimeout(this.#timer);
    this.#store.dispatch({ type: 'tick', atMs: this.#clock.nowMs() });
    if (this.#store.publish()) return;
    const inMs = this.#store.nextPublishMs() - this.#clock.nowMs();
    if (inMs > 0) this.#timer = setTimeout(() => this.#show(), Math.ceil(inMs));
  }
}
