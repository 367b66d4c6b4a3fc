import { expect, test } from 'vitest';
import { createProcessLister } from '../../src/command/process-lister.ts';
import type { NodeProcess } from '../../src/source/discover.ts';

const server: NodeProcess = {
  pid: 4242,
  ppid: 1,
  isOwn: true,
  title: 'server.mjs',
  command: 'node server.mjs',
  cpuMs: 1000,
  rssBytes: 80_000_000,
  uptimeMs: 60_000,
  isProbed: false,
  isOurs: false,
};

test('two looks make a share of CPU; processes of others and our own are left out', async () => {
  let nowMs = 0;
  let processes: NodeProcess[] = [
    server,
    { ...server, pid: 1, isOwn: false },
    { ...server, pid: 2, isOurs: true },
  ];
  const list = createProcessLister({ nowMs: () => nowMs }, () => Promise.resolve(processes));
  const line = {
    pid: 4242,
    ppid: 1,
    title: 'server.mjs',
    rssBytes: 80_000_000,
    uptimeMs: 60_000,
    isProbed: false,
    lag: null,
  };
  expect(await list()).toEqual([{ ...line, cpuPercent: null }]);
  nowMs = 2000;
  processes = [
    { ...server, cpuMs: 1500 },
    { ...server, pid: 5000 },
  ];
  expect(await list()).toEqual([
    { ...line, cpuPercent: 25 },
    { ...line, pid: 5000, cpuPercent: null },
  ]);
  nowMs = 2010;
  expect((await list())[0]?.cpuPercent).toBeNull();
});

test('a probed process shows the lag that its dashboard knows, as long as that is fresh', async () => {
  let nowMs = 5000;
  const lag = { pid: 4242, atMs: 4900, lagMs: 3, p99Ms: 12, blockedSinceMs: null as number | null };
  let asked = 0;
  const ask = () => {
    asked += 1;
    return Promise.resolve(new Map([[4242, lag]]));
  };
  let isProbed = false;
  const list = createProcessLister(
    { nowMs: () => nowMs },
    () => Promise.resolve([{ ...server, isProbed }]),
    ask,
  );
  const lagNow = async () => (await list())[0]?.lag;
  expect([await lagNow(), asked]).toEqual([null, 0]);
  isProbed = true;
  expect(await lagNow()).toEqual({ lagMs: 3, p99Ms: 12, blockedMs: null });
  lag.blockedSinceMs = 4700;
  expect(await lagNow()).toEqual({ lagMs: 3, p99Ms: 12, blockedMs: 300 });
  nowMs = 9000;
  expect(await lagNow()).toBeNull();
});
