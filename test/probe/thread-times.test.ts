import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nowMs } from '../../src/clock.ts';
import { ThreadTimes } from '../../src/probe/thread-times.ts';

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
  const untilMs = nowMs() + 30;
  while (nowMs() < untilMs);
  times.mark();
  const { cpuMs, runQueueMs } = times.spent();
  // What a running thread has used is counted at the ticks.
  expect(cpuMs + runQueueMs).toBeGreaterThan(15);
  times.close();
});
