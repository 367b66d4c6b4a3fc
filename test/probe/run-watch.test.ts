/** Whether a thread has run, by the kernel's count of its time on a core and in line for one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RunWatch } from '../../src/probe/run-watch.ts';

let folder: string;
let watch: RunWatch;

const count = (text: string): void => writeFileSync(join(folder, 'schedstat'), text);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-watch-'));
  count('0 0 0');
  watch = new RunWatch(folder);
});

afterEach(() => {
  watch.close();
  rmSync(folder, { recursive: true });
});

test('who has had a core for an instant since the last look has run, and for how long, with the wait for it', () => {
  count('50000000 10000000 7');
  watch.look();
  expect([watch.hasRun, watch.isCounting]).toEqual([false, true]);
  count('50000000 10000000 8');
  expect(watch.hasRun).toBe(true);
  count('57000000 12000000 9');
  expect([watch.ranMs(), watch.hasRun, watch.ranMs()]).toEqual([9, false, 0]);
});

test('a kernel that does not count, or none, tells nothing of who has run', () => {
  expect([watch.hasRun, watch.isCounting]).toEqual([false, false]);
  const none = new RunWatch(join(folder, 'nowhere'));
  none.look();
  expect([none.hasRun, none.isCounting, none.ranMs()]).toEqual([false, false, 0]);
  none.close();
});

test('who could run and has had hardly any of a core since the last look stands in line; who sleeps does not', () => {
  const isIn = (state: string): void =>
    writeFileSync(join(folder, 'stat'), `7 (node) ${state} ${'0 '.repeat(49)}`);
  count('50000000 10000000 7');
  watch.look();
  expect(watch.isInLine(10)).toBe(false);
  isIn('R');
  count('59000000 10000000 8');
  expect(watch.isInLine(10)).toBe(true);
  count('60000000 10000000 8');
  expect(watch.isInLine(10)).toBe(false);
  isIn('S');
  count('59000000 10000000 8');
  expect(watch.isInLine(10)).toBe(false);
});
