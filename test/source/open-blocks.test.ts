import { expect, test } from 'vitest';
import type { StackFrame } from '../../src/protocol.ts';
import { OpenBlocks } from '../../src/source/open-blocks.ts';

const frames: StackFrame[] = [{ functionName: 'route', file: '/app/main.js', line: 3, column: 5 }];

const loop = (atMs: number, blockedSinceMs: number | null) =>
  ({
    type: 'loop',
    pid: 7,
    atMs,
    lagMs: 0,
    blockedSinceMs,
    p50Ms: 1,
    p99Ms: 1,
    maxMs: 1,
    utilization: 1,
    utilizationTotal: 1,
  }) as const;

const words = 'it lasted until the end of the process';

test('a block that has become a stall ends with its process', () => {
  const blocks = new OpenBlocks(50);
  blocks.take(loop(1030, 1000));
  blocks.take({
    type: 'blocked-at',
    pid: 7,
    sinceMs: 1000,
    atMs: 1055,
    frames,
    note: 'in readFileSync (node:fs)',
  });
  blocks.take(loop(1100, 1000));
  expect(blocks.end(7, 1300)).toEqual({
    type: 'stall',
    pid: 7,
    startMs: 1000,
    durationMs: 300,
    frames,
    note: `in readFileSync (node:fs); ${words}`,
  });
  expect(blocks.end(7, 1400)).toBeNull();
});

test('where nothing could be interrupted, the time alone is told', () => {
  const blocks = new OpenBlocks(50);
  blocks.take(loop(1051, 1000));
  expect(blocks.end(8, 1300)).toBeNull();
  expect(blocks.end(7, 1300)).toEqual({
    type: 'stall',
    pid: 7,
    startMs: 1000,
    durationMs: 300,
    frames: [],
    note: words,
  });
});

test('what was over, or may have been, is not made a stall of', () => {
  const blocks = new OpenBlocks(50);
  blocks.take(loop(1030, 1000));
  expect(blocks.end(7, 1900)).toBeNull();
  for (const over of [
    loop(1200, null),
    { type: 'stall', pid: 7, startMs: 1000, durationMs: 200, frames: [] } as const,
    { type: 'starved', pid: 7, startMs: 1000, durationMs: 200 } as const,
  ]) {
    blocks.take(loop(1100, 1000));
    blocks.take(over);
    expect(blocks.end(7, 1900)).toBeNull();
  }
});

test('where the process was in an earlier block is not where it ended', () => {
  const blocks = new OpenBlocks(50);
  blocks.take({ type: 'blocked-at', pid: 7, sinceMs: 1000, atMs: 1055, frames });
  blocks.take(loop(2060, 2000));
  expect(blocks.end(7, 2100)).toMatchObject({ startMs: 2000, durationMs: 100, frames: [] });
});
