/** What is told apart by the kernel's count of a thread's time on a core and in line for one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RunQueue } from '../../src/probe/run-queue.ts';

let folder: string;
let runQueue: RunQueue;
/** What the clock says before a reading and after it. */
let clockMs: number[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-queue-'));
  writeFileSync(join(folder, 'schedstat'), '0 0 0');
  runQueue = new RunQueue(join(folder, 'schedstat'), () => clockMs.shift() ?? 0);
});

afterEach(() => {
  runQueue.close();
  rmSync(folder, { recursive: true });
});

const look = (atMs: number, cpuMs: number, runQueueMs: number, tookMs = 0): void => {
  writeFileSync(join(folder, 'schedstat'), `${cpuMs * 1e6} ${runQueueMs * 1e6} 7\n`);
  clockMs = [atMs, atMs + tookMs];
  runQueue.look();
};

const block = { startMs: 1010, endMs: 1130, durationMs: 120 };

test('a delay in which next to no code ran is the wait for a core, and none of the program’s stalls', () => {
  look(1000, 50, 10);
  look(1150, 51.5, 120);
  expect(runQueue.isStarved(block)).toBe(true);
});

test('code that hardly got a core has blocked for all of the time that it took', () => {
  look(1000, 50, 10);
  look(1150, 58, 120);
  expect(runQueue.isStarved(block)).toBe(false);
});

test('so has a short wait for a core besides a sleep', () => {
  look(1000, 50, 10);
  look(1150, 51, 110);
  expect(runQueue.isStarved(block)).toBe(false);
});

test('the reading before must be over before the block begins, the one after begin after its end', () => {
  look(1000, 50, 10, 20);
  look(1150, 51, 130);
  expect(runQueue.isStarved(block)).toBe(false);
  look(1250, 51, 130);
  look(1390, 51, 250, 20);
  expect(runQueue.isStarved({ startMs: 1260, endMs: 1400, durationMs: 120 })).toBe(false);
});

test('of a block that lasts for minutes the reading before it is kept', () => {
  look(1000, 50, 10);
  for (let i = 1; i <= 2000; i++) look(1000 + 50 * i, 50, 10);
  look(101_100, 51, 99_900);
  expect(runQueue.isStarved({ startMs: 1010, endMs: 101_050, durationMs: 100_040 })).toBe(true);
  runQueue.forgetBefore(101_050);
  look(101_200, 51, 100_010);
  expect(runQueue.isStarved({ startMs: 1010, endMs: 101_190, durationMs: 100_180 })).toBe(false);
  expect(runQueue.isStarved({ startMs: 101_050, endMs: 101_150, durationMs: 100 })).toBe(true);
});

test('without readings around it, or without the kernel’s count, nothing is taken away', () => {
  expect(runQueue.isStarved(block)).toBe(false);
  look(1000, 50, 10);
  expect(runQueue.isStarved(block)).toBe(false);
  const none = new RunQueue(join(folder, 'nowhere'));
  none.look();
  expect(none.isStarved(block)).toBe(false);
  none.close();
});

test('who has had a core for an instant since the last look has run, and for how long, with the wait for it', () => {
  look(1000, 50, 10);
  expect([runQueue.hasRun, runQueue.isCounting]).toEqual([false, true]);
  writeFileSync(join(folder, 'schedstat'), '50000000 10000000 8');
  expect(runQueue.hasRun).toBe(true);
  writeFileSync(join(folder, 'schedstat'), '57000000 12000000 9');
  expect([runQueue.ranMs(), runQueue.hasRun, runQueue.ranMs()]).toEqual([9, false, 0]);
});

test('a kernel that does not count, or none, tells nothing of who has run', () => {
  look(1000, 0, 0);
  expect([runQueue.hasRun, runQueue.isCounting]).toEqual([false, false]);
  const none = new RunQueue(join(folder, 'nowhere'));
  none.look();
  expect([none.hasRun, none.isCounting, none.ranMs()]).toEqual([false, false, 0]);
  none.close();
});
