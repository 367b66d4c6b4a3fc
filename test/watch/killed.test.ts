/** Dashboards that are killed, and what they leave: the program, and a silent probe for a while. */
import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { attachTo } from '../../src/source/attach.ts';
import { signalIfAlive } from '../../src/source/child.ts';
import { probesIn } from '../helpers/processes.ts';
import { Inbox, targetUrl } from '../source/targets.ts';
import { type BuiltProbe, buildProbe } from './built-probe.ts';
import { httpGet, startServer } from './server.ts';

let probe: BuiltProbe;
const left: number[] = [];

beforeAll(async () => {
  probe = await buildProbe();
});
afterAll(() => probe.remove());
afterEach(() => {
  for (const pid of left.splice(0)) signalIfAlive(pid, 'SIGKILL');
});

interface Watched {
  readonly dashboard: ChildProcess;
  readonly pid: number;
  readonly port: number;
}

const startDashboard = async (file: string, env: Readonly<Record<string, string>>): Promise<Watched> => {
  const dashboard = spawn(process.execPath, [fileURLToPath(targetUrl(file))], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PROBE: dirname(probe.attachPath), NODE_OPTIONS: '--inspect-port=0', ...env },
  });
  const said = new Map<string, number>();
  for await (const line of createInterface({ input: dashboard.stdout })) {
    const [key = '', value] = line.split(' ');
    said.set(key, Number(value));
    if (said.size === 2) break;
  }
  const [pid, port] = [said.get('pid')!, said.get('port')!];
  left.push(pid);
  return { dashboard, pid, port };
};

const attach = async (pid: number) => {
  const inbox = new Inbox();
  const source = await attachTo(pid, {
    clock: systemClock,
    thresholdMs: 50,
    onMessage: inbox.take,
    onProgress: () => {},
    probe,
  });
  return { source, inbox };
};

const seesBlock = async ({ pid, port }: Watched): Promise<void> => {
  const { source, inbox } = await attach(pid);
  expect(await httpGet(port, '/block')).toBe('fine');
  await inbox.first('stall', ({ durationMs }) => durationMs > 250);
  await expect.poll(() => probesIn(pid)).toBe(1);
  await source.stop();
  await expect.poll(() => probesIn(pid)).toBe(0);
};

test('a started program serves on, can be watched again at once, and is left by the probe that waits', async () => {
  const watched = await startDashboard('watch-dashboard.ts', {});
  watched.dashboard.kill('SIGKILL');
  expect(await httpGet(watched.port, '/')).toBe('fine');
  expect(probesIn(watched.pid)).toBe(1);
  await seesBlock(watched);
  expect(await httpGet(watched.port, '/')).toBe('fine');
});

test('a probe that nobody listens to stops itself; the program can be watched later, too', async () => {
  const watched = await startDashboard('watch-dashboard.ts', { JUGGLERS_LINGER_MS: '300' });
  watched.dashboard.kill('SIGKILL');
  await expect.poll(() => probesIn(watched.pid)).toBe(0);
  expect(await httpGet(watched.port, '/')).toBe('fine');
  await seesBlock(watched);
});

test('so it is with a process that was attached to: it is left as it was', async () => {
  const nodeArguments = ['--inspect-port=0', '--expose-gc'];
  const server = await startServer({ nodeArguments, env: { JUGGLERS_LINGER_MS: '300' } });
  left.push(server.pid);
  const before = await server.state();
  const env = { PID: String(server.pid), PORT: String(server.port), NODE_OPTIONS: '' };
  const watched = await startDashboard('attach-dashboard.ts', env);
  watched.dashboard.kill('SIGKILL');
  await expect.poll(() => probesIn(server.pid)).toBe(0);
  const state = async () => ({ ...(await server.state()), heapBytes: 0 });
  await expect.poll(state).toEqual({ ...before, heapBytes: 0 });
  await seesBlock(watched);
});
