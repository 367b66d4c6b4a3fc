import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { listNodeProcesses } from '../../src/source/discover.ts';
import { type Server, startServer } from '../watch/server.ts';
import { launchTarget, stopTargets } from './targets.ts';

let server: Server | null = null;

afterEach(async () => {
  await server?.end();
  await stopTargets();
});

const found = async (pid: number) => (await listNodeProcesses()).find(process => process.pid === pid);

test('a process of this user, with what it runs', async () => {
  const beforeMs = systemClock.nowMs();
  server = await startServer();
  const entry = await found(server.pid);
  expect(entry).toEqual({
    pid: server.pid,
    ppid: process.pid,
    isOwn: true,
    title: 'server.cjs',
    command: expect.stringContaining('server.cjs'),
    cpuMs: expect.any(Number),
    rssBytes: expect.any(Number),
    uptimeMs: expect.any(Number),
    isProbed: false,
    isOurs: false,
  });
  expect(entry!.rssBytes).toBeGreaterThan(10e6);
  expect(entry!.cpuMs).toBeGreaterThan(0);
  // The kernel's count is in steps of 10 ms.
  expect(entry!.uptimeMs).toBeLessThan(systemClock.nowMs() - beforeMs + 100);
});

test('the script is the title, whatever options stand before it', async () => {
  server = await startServer({ nodeArguments: ['--disable-warning', 'DEP0040', '--no-deprecation'] });
  expect(await found(server.pid)).toMatchObject({ title: 'server.cjs' });
});

test('a title of its own is the title', async () => {
  const code = "process.title = 'shop worker (a/b)'; console.log('up'); setInterval(() => {}, 1000)";
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  expect(await found(child.pid ?? 0)).toMatchObject({ title: 'shop worker (a/b)', isOurs: false });
  child.kill('SIGKILL');
});

test('our own lab and this process are known as ours', async () => {
  const { lab } = await launchTarget('idle.mjs');
  expect(await found(lab.pid)).toMatchObject({ isOurs: true, isProbed: true });
  expect(await found(process.pid)).toMatchObject({ isOurs: true });
});
