/** What is told apart by the kernel's count of a thread's time on a core and in line for one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RunQueue } from '../../src/probe/run-queue.ts';

let folder: string;
let runQueue: RunQueue;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-queue-'));
  writeFileSync(join(folder, 'schedstat'), '0 0 0');
  runQueue = new RunQueue(join(folder, 'schedstat'));
});

afterEach(() => {
  runQueue.close();
  rmSync(folder, { recursive: true });
});

const look = (atMs: number, cpuMs: number, runQueueMs: number): void => {
  writeFileSync(join(folder, 'schedstat'), `${cpuMs * 1e6} ${runQueueMs * 1e6} 7\n`);
  runQueue.look(atMs);
};

const block = { startMs: 1010, endMs: 1130, durationMs: 120 };

test('a block that is nothing but the wait for a core is none of the program’s', () => {
  look(1000, 50, 10);
  look(1150, 59, 115);
  expect(runQueue.isStarved(block, 50)).toBe(true);
});

test('one that ran, or slept, for long enough is, however long it waited besides', () => {
  look(1000, 50, 10);
  look(1150, 61, 115);
  expect(runQueue.isStarved(block, 50)).toBe(false);
  look(1200, 61, 115);
  look(1350, 62, 120);
  expect(runQueue.isStarved({ startMs: 1210, endMs: 1330, durationMs: 120 }, 50)).toBe(false);
});

test('without readings around it, or without the kernel’s count, nothing is taken away', () => {
  expect(runQueue.isStarved(block, 50)).toBe(false);
  look(1000, 50, 10);
  expect(runQueue.isStarved(block, 50)).toBe(false);
  const none = new RunQueue(join(folder, 'nowhere'));
  none.look(1000);
  none.look(1150);
  expect(none.isStarved(block, 50)).toBe(false);
  none.close();
});
