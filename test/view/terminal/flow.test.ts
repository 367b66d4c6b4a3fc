import { expect, it } from 'vitest';
import { Flow } from '../../../src/view/terminal/flow.ts';

/** A line that takes `bytesPerMs` and delays everything by `delayMs`; how long what is sent takes until it is answered. */
const overLine = (bytesPerMs: number, delayMs: number, wantedBytes: number, durationMs: number) => {
  const flow = new Flow();
  const onTheirWay: { bytes: number; atMs: number }[] = [];
  let freeAtMs = 0;
  let sent = 0;
  let worstQueueMs = 0;
  for (let nowMs = 0; nowMs < durationMs; nowMs++) {
    while (onTheirWay[0] !== undefined && onTheirWay[0].atMs <= nowMs) {
      onTheirWay.shift();
      flow.answered(nowMs);
    }
    // The first piece is always a small one.
    const bytes = Math.min(flow.room(nowMs), sent === 0 ? 30 : wantedBytes);
    if (bytes === 0) continue;
    freeAtMs = Math.max(freeAtMs, nowMs) + bytes / bytesPerMs;
    onTheirWay.push({ bytes, atMs: freeAtMs + delayMs });
    flow.sent(bytes, nowMs, true);
    sent += bytes;
    // Once it has got to know the line.
    if (nowMs > durationMs / 2) worstQueueMs = Math.max(worstQueueMs, freeAtMs - nowMs);
  }
  return { bytesPerMs: sent / durationMs, worstQueueMs };
};

it('sends as fast as a slow line takes it, and keeps next to nothing waiting in front of it', () => {
  const { bytesPerMs, worstQueueMs } = overLine(8, 0, 10_000, 20_000);
  expect(bytesPerMs).toBeGreaterThan(7);
  expect(worstQueueMs).toBeLessThan(150);
});

it('does not take a long way for a slow one', () => {
  const { bytesPerMs, worstQueueMs } = overLine(8, 300, 10_000, 20_000);
  expect(bytesPerMs).toBeGreaterThan(1.5);
  expect(worstQueueMs).toBeLessThan(300);
});

it("is in nobody's way on a fast line", () => {
  const { bytesPerMs } = overLine(10_000, 0, 5000, 1000);
  expect(bytesPerMs).toBeGreaterThan(1000);
});

it('waits for no answers where none ever come', () => {
  const flow = new Flow();
  flow.sent(4000, 0, true);
  expect(flow.room(999)).toBe(0);
  expect(flow.room(1000)).toBe(Infinity);
  expect(flow.waitMs(1000)).toBe(null);
  expect(flow.settleMs).toBe(0);
});

it('asks again a little at a time while a line that used to answer is stalled', () => {
  const flow = new Flow();
  flow.sent(100, 0, true);
  flow.answered(10);
  flow.sent(4000, 20, true);
  expect(flow.room(5019)).toBe(0);
  expect(flow.room(5020)).toBe(512);
  flow.sent(512, 5020, true);
  expect(flow.room(5021)).toBe(0);
  flow.answered(60_000);
  expect(flow.room(60_000)).toBe(512);
});

it('forgets what was on its way when others have had the terminal', () => {
  const flow = new Flow();
  flow.sent(4000, 0, true);
  flow.restart();
  expect(flow.room(1)).toBe(4096);
  flow.answered(2);
  expect(flow.room(3)).toBe(4096);
});

it('goes on with a question where a late answer leaves less room than was sent without one', () => {
  const flow = new Flow();
  flow.sent(10, 0, true);
  flow.answered(1);
  flow.sent(900, 1000, false);
  flow.sent(900, 2000, true);
  expect(flow.room(3000)).toBe(2296);
  flow.sent(900, 3000, false);
  flow.answered(3100);
  expect(flow.room(3100)).toBe(512);
  expect(flow.isAsking(512)).toBe(true);
  flow.sent(512, 3100, true);
  expect(flow.room(3101)).toBe(0);
});

it('asks only once so much has been sent that it matters beside the window', () => {
  const flow = new Flow();
  expect(flow.isAsking(10)).toBe(true);
  flow.sent(10, 0, true);
  flow.answered(5);
  const asked = Array.from({ length: 6 }, () => {
    const isAsking = flow.isAsking(400);
    flow.sent(400, 10, isAsking);
    return isAsking;
  });
  expect(asked).toEqual([false, false, true, false, false, true]);
  // Two answers stand for all six pieces: the window is as free as it was, and larger, since half of it was used.
  flow.answered(12);
  flow.answered(12);
  expect(flow.room(13)).toBe(4096 + 1200);
});
