import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BeatTimes, ThreadTimes } from '../../src/probe/thread-times.ts';

let folder: string;
const count = (text: string): void => writeFileSync(join(folder, 'schedstat'), text);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thread-times-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('what was spent lies between the last two marks', () => {
  count('9000000 1000000 7\n');
  const times = new ThreadTimes(join(folder, 'schedstat'));
  count('12000000 31000000 9\n');
  times.mark();
  expect(times.spent()).toEqual({ cpuMs: 3, runQueueMs: 30 });
  count('12500000 31000000 10\n');
  times.mark();
  expect(times.spent()).toEqual({ cpuMs: 0.5, runQueueMs: 0 });
  times.close();
});

test('nothing is spent where the kernel does not tell, and after the close', () => {
  const none = new ThreadTimes(join(folder, 'nowhere'));
  none.mark();
  expect(none.spent()).toEqual({ cpuMs: 0, runQueueMs: 0 });
  count('1000000 0 1');
  const closed = new ThreadTimes(join(folder, 'schedstat'));
  closed.close();
  closed.close();
  closed.mark();
  expect(closed.spent()).toEqual({ cpuMs: 0, runQueueMs: 0 });
});

test.runIf(process.platform === 'linux')('it is the calling thread that is counted', () => {
  const times = new ThreadTimes();
  // What a running thread has used is counted at the ticks; and all threads of a process may be stopped at once.
  let countedMs = 0;
  while (countedMs < 15) {
    times.mark();
    const { cpuMs, runQueueMs } = times.spent();
    countedMs += cpuMs + runQueueMs;
  }
  times.close();
});

/** Beats every 20 ms; nothing has stood in line. */
const settled = () => {
  const kernel = { marks: 0, runQueueMs: 0 };
  const times = new BeatTimes(0, {
    mark: () => (kernel.marks += 1),
    spent: () => ({ cpuMs: 4, runQueueMs: kernel.runQueueMs }),
    close: () => {},
  });
  let beats = 0;
  /** How many of so many beats were marked. */
  const beat = (newBeats: number, isLate = false): number => {
    const before = kernel.marks;
    for (let i = 0; i < newBeats; i++) times.beat(20 * (beats += 1), 15, isLate);
    return kernel.marks - before;
  };
  return { kernel, times, beat };
};

test('a thread that has a core is asked at every tenth beat', () => {
  const { beat, times } = settled();
  expect(beat(9)).toBe(0);
  expect(beat(1)).toBe(1);
  expect(times.spent()).toEqual({ cpuMs: 4, runQueueMs: 0, spanMs: 200, idleMs: 150 });
});

test('a late beat is marked, and so is every one of the second after it', () => {
  const { beat, times } = settled();
  expect(beat(3)).toBe(0);
  expect(beat(1, true)).toBe(1);
  expect(times.spent()).toMatchObject({ spanMs: 80, idleMs: 60 });
  expect(beat(50)).toBe(50);
  expect(beat(9)).toBe(0);
});

test('a thread that stands in line is asked at every beat until it no longer does', () => {
  const { kernel, beat, times } = settled();
  kernel.runQueueMs = 21;
  expect(beat(10)).toBe(1);
  expect(beat(200)).toBe(200);
  expect(times.spent().spanMs).toBe(20);
  kernel.runQueueMs = 2;
  expect(beat(60)).toBe(51);
});

test('a mark out of turn counts as one', () => {
  const { beat, times } = settled();
  beat(5);
  times.mark(110);
  expect(times.spent()).toMatchObject({ spanMs: 110, idleMs: 75 });
  expect(beat(9)).toBe(0);
});
