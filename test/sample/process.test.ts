import { expect, test } from 'vitest';
import { readOwnProcess, readProcess } from '../../src/sample/process.ts';
import { filesOf } from './fake-files.ts';

test('a process with brackets and blanks in its name', async () => {
  const read = filesOf({
    '/proc/7/stat': '7 (a) b (c) S 1 7 7 0 -1 4194560 100 0 0 0 120 30 5 6 20 0 1 0 300 1000 25 0\n',
    '/proc/7/status': 'Name:\ta) b (c\nVmPeak:\t 9000 kB\nVmRSS:\t    2048 kB\nThreads:\t1\n',
  });
  expect(await readProcess(7, read)).toEqual({ cpuMs: 1500, rssBytes: 2_097_152 });
});

test.runIf(process.platform === 'linux')('a process that is gone', async () => {
  expect(await readProcess(7, filesOf({}))).toBeNull();
});

test('our own process, read both ways, agrees within one tick of each counter', async () => {
  const before = readOwnProcess();
  const read = await readProcess(process.pid);
  const after = readOwnProcess();
  expect(read?.cpuMs).toBeGreaterThanOrEqual(before.cpuMs - 20);
  expect(read?.cpuMs).toBeLessThanOrEqual(after.cpuMs + 20);
  expect(read?.rssBytes).toBeGreaterThan(before.rssBytes / 2);
});
