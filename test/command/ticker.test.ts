import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Ticker } from '../../src/command/ticker.ts';
import { startTicker } from '../../src/command/ticker.ts';
import type { Sampler } from '../../src/sample/sampler.ts';

const sampler: Sampler = {
  sample: () => ({
    atMs: 0,
    spanMs: 0,
    cores: [],
    dashboardCpu: 0,
    throttledMs: null,
    clockShare: null,
  }),
};

const clock = { nowMs: () => Date.now(), wallMs: () => Date.now() };

/** Moments of the ticks, and what makes them. */
const ticking = (fps: number): { ticker: Ticker; ticks: number[] } => {
  const ticks: number[] = [];
  const ticker = startTicker(
    fps,
    clock,
    sampler,
    () => {},
    () => ticks.push(Date.now()),
  );
  return { ticker, ticks };
};

/** News every `everyMs` from `fromMs` on. */
const hearing = async (ticker: Ticker, fromMs: number, everyMs: number, untilMs: number): Promise<void> => {
  for (let atMs = fromMs; atMs <= untilMs; atMs += everyMs) {
    await vi.advanceTimersByTimeAsync(atMs - Date.now());
    ticker.heard();
    await vi.advanceTimersByTimeAsync(0);
  }
};

beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

it('ticks by itself where there are no news', async () => {
  const { ticker, ticks } = ticking(10);
  await vi.advanceTimersByTimeAsync(350);
  ticker.stop();
  await vi.advanceTimersByTimeAsync(350);
  expect(ticks).toEqual([100, 200, 300]);
});

it('falls in with news that come in its rhythm, and ticks by itself again when they stay away', async () => {
  const { ticker, ticks } = ticking(10);
  await hearing(ticker, 30, 102, 540);
  expect(ticks).toEqual([100, 234, 336, 438, 540]);
  await vi.advanceTimersByTimeAsync(430);
  expect(ticks.slice(5)).toEqual([665, 765, 865, 965]);
  ticker.stop();
});

it('leaves one picture out, where they are rare, before it ticks by itself again', async () => {
  const { ticker, ticks } = ticking(1);
  await hearing(ticker, 1002, 1000, 3002);
  await vi.advanceTimersByTimeAsync(4500);
  expect(ticks).toEqual([1000, 2000, 3002, 5002, 6002, 7002]);
  ticker.stop();
});

it('does not wait for news that come seldom', async () => {
  const { ticker, ticks } = ticking(10);
  await hearing(ticker, 250, 900, 1150);
  expect(ticks).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100]);
  ticker.stop();
});

it('is faster than any news where that is asked for', async () => {
  const { ticker, ticks } = ticking(20);
  await hearing(ticker, 20, 100, 220);
  expect(ticks).toEqual([50, 100, 150, 200]);
  ticker.stop();
});

it('keeps its rate where news come in a slower rhythm', async () => {
  const { ticker, ticks } = ticking(10);
  await hearing(ticker, 20, 130, 10_000);
  expect(ticks.length).toBeGreaterThan(93);
  ticker.stop();
});
