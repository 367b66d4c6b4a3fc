/** Holds the state: every event is applied at once, but the picture changes only so often. */
import type { Clock } from '../clock.ts';
import type { Event, Snapshot, State } from './state.ts';
import { initialState, update } from './update.ts';

export interface StoreOptions {
  readonly clock: Clock;
  readonly maxPublishesPerSecond: number;
}

export interface Store {
  /** Applies the event now. A user's action is shown at once; all else waits for `publish`. */
  dispatch(event: Event): void;
  /** The state as it is now, whatever the picture shows. */
  getState(): State;
  /** The published picture: the same object until something is published (for useSyncExternalStore). */
  getSnapshot(): Snapshot;
  subscribe(listener: () => void): () => void;
  /** Called by the frame ticker: shows what has changed, if anything has and the last time is long enough ago. */
  publish(): boolean;
  /** From when on it may. */
  nextPublishMs(): number;
}

/** What is behind the picture: while frozen an old state, whose ui part alone still follows the keys. */
interface Held {
  live: State;
  frozen: State | null;
}

const applied = (held: Held, event: Event): Held => {
  const live = update(held.live, event);
  // A new run is a new picture: there is nothing left to look at in the old one.
  if (event.type === 'run-asked' || event.type === 'watch-asked') return { live, frozen: null };
  if (event.type !== 'action') return { live, frozen: held.frozen };
  if (event.action.type === 'toggle-freeze') return { live, frozen: held.frozen ? null : live };
  if (!held.frozen) return { live, frozen: null };
  return { live, frozen: { ...held.frozen, ui: update(held.frozen, event).ui } };
};

const snapshotOf = ({ live, frozen }: Held): Snapshot =>
  frozen ? { state: frozen, temporality: 'frozen' } : { state: live, temporality: 'live' };

const isSame = (one: Snapshot, other: Snapshot): boolean =>
  one.temporality === other.temporality &&
  one.state.ui === other.state.ui &&
  (one.state === other.state || one.temporality === 'frozen');

export const createStore = ({ clock, maxPublishesPerSecond }: StoreOptions): Store => {
  let held: Held = { live: initialState(clock.nowMs()), frozen: null };
  let shown = snapshotOf(held);
  let shownAtMs = -Infinity;
  const listeners = new Set<() => void>();
  // A ticker at just this rate must not lose every other tick to its own jitter: a tenth early is allowed.
  const minGapMs = 900 / maxPublishesPerSecond;

  const show = (): boolean => {
    const next = snapshotOf(held);
    if (isSame(shown, next)) return false;
    shown = next;
    shownAtMs = clock.nowMs();
    for (const listener of listeners) listener();
    return true;
  };

  return {
    dispatch(event) {
      held = applied(held, event);
      if (event.type === 'action') show();
    },
    getState: () => held.live,
    getSnapshot: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish: () => clock.nowMs() - shownAtMs >= minGapMs && show(),
    nextPublishMs: () => shownAtMs + minGapMs,
  };
};
