import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Urgent } from '../../src/command/urgent.ts';
import type { Event } from '../../src/state/state.ts';
import { createStore } from '../../src/state/store.ts';
import { asked, hello, pid } from '../fixtures/watch-events.ts';

beforeEach(() => vi.useFakeTimers({ now: 100_000 }));
afterEach(() => vi.useRealTimers());

/** A watch at 4 pictures a second; the moments at which it showed something. */
const watching = () => {
  const clock = { nowMs: () => Date.now() };
  const store = createStore({ clock, maxPublishesPerSecond: 20 });
  const urgent = new Urgent(store, clock, 50);
  const shownAtMs: number[] = [];
  store.dispatch(asked());
  store.dispatch(hello());
  store.publish();
  store.subscribe(() => shownAtMs.push(Date.now() - 100_000));
  const hear = (event: Event): void => {
    store.dispatch(event);
    urgent.heard(event);
  };
  return { store, urgent, shownAtMs, hear };
};

const loop = (blockedForMs: number | null): Event => ({
  type: 'loop',
  pid,
  atMs: Date.now(),
  lagMs: blockedForMs ?? 0,
  blockedSinceMs: blockedForMs === null ? null : Date.now() - blockedForMs,
  p50Ms: 0,
  p99Ms: 0,
  maxMs: 0,
  utilization: 0,
  utilizationTotal: 0,
});

const blockedAt = (): Event => ({
  type: 'blocked-at',
  pid,
  sinceMs: Date.now() - 52,
  atMs: Date.now(),
  frames: [],
});

it('shows a block once it is as old as a stall, without waiting for its place or the next picture', async () => {
  const { shownAtMs, hear } = watching();
  await vi.advanceTimersByTimeAsync(1000);
  hear(loop(null));
  hear(loop(40));
  expect(shownAtMs).toEqual([]);
  hear(loop(51));
  expect(shownAtMs).toEqual([1000]);
  await vi.advanceTimersByTimeAsync(250);
  hear(loop(301));
  expect(shownAtMs).toEqual([1000]);
});

it('shows it as soon as it may where there was a picture just before', async () => {
  const { store, shownAtMs, hear } = watching();
  await vi.advanceTimersByTimeAsync(1000);
  store.dispatch({ type: 'tick', atMs: Date.now() });
  store.publish();
  await vi.advanceTimersByTimeAsync(10);
  hear(loop(51));
  await vi.advanceTimersByTimeAsync(5);
  hear(blockedAt());
  await vi.advanceTimersByTimeAsync(200);
  expect(shownAtMs).toEqual([1000, 1045]);
});

it('shows nothing after its stop, and nothing while frozen', async () => {
  const { store, urgent, shownAtMs, hear } = watching();
  await vi.advanceTimersByTimeAsync(1000);
  hear(loop(51));
  await vi.advanceTimersByTimeAsync(10);
  hear(blockedAt());
  urgent.stop();
  await vi.advanceTimersByTimeAsync(500);
  expect(shownAtMs).toEqual([1000]);
  store.dispatch({ type: 'action', atMs: Date.now(), action: { type: 'toggle-freeze' } });
  await vi.advanceTimersByTimeAsync(500);
  const before = shownAtMs.length;
  hear(blockedAt());
  await vi.advanceTimersByTimeAsync(500);
  expect(shownAtMs.length).toBe(before);
});
