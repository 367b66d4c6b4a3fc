import { expect, test } from 'vitest';
import { readOwnCpuMs, readProcess } from '../../src/sample/process.ts';
import { filesOf } from './fake-files.ts';

test('a process with brackets and blanks in its name', async () => {
  const read = filesOf({
    '/proc/7/stat': '7 (a) b (c) S 1 7 7 0 -1 4194560 100 0 0 0 120 30 5 6 20 0 1 0 300 1000 25 0\n',
    '/proc/7/status': 'Name:\ta) b (c\nVmPeak:\t 9000 kB\nVmRSS:\t    2048 kB\nThreads:\t1\n',
  });
  expect(await readProcess(7, read)).toEqual({ cpuMs: 1500, rssBytes: 2_097_152 });
});

test('a process that is gone', async () => {
  expect(await readProcess(7, filesOf({ '/proc/self/stat': '1 (node) R' }))).toBeNull();
});

test('without /proc the tools of the OS are asked', async () => {
  const usage = await readProcess(process.pid, filesOf({}));
  expect(usage?.rssBytes).toBeGreaterThan(1_000_000);
  expect(usage?.cpuMs).toBeGreaterThan(0);
});

test('without /proc a process that is gone is none', async () => {
  // No kernel hands out so high a number.
  expect(await readProcess(2 ** 30, filesOf({}))).toBeNull();
});

test('our own process, read both ways, agrees within one tick of each counter', async () => {
  const before = { cpuMs: readOwnCpuMs(), rssBytes: process.memoryUsage.rss() };
  const read = await readProcess(process.pid);
  const after = { cpuMs: readOwnCpuMs() };
  expect(read?.cpuMs).toBeGreaterThanOrEqual(before.cpuMs - 20);
  expect(read?.cpuMs).toBeLessThanOrEqual(after.cpuMs + 20);
  expect(read?.rssBytes).toBeGreaterThan(before.rssBytes / 2);
});
