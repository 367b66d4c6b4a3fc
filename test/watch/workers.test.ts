/** How busy workers are, of a program that is started and of one that is attached to. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { attachTo } from '../../src/source/attach.ts';
import { launchProgram } from '../../src/source/watch-launch.ts';
import { Inbox, targetUrl } from '../source/targets.ts';
import { type BuiltProbe, buildProbe } from './built-probe.ts';

let probe: BuiltProbe;
const running: (() => Promise<unknown> | void)[] = [];

beforeAll(async () => {
  probe = await buildProbe();
});
afterAll(() => probe.remove());
afterEach(async () => {
  for (const end of running.splice(0).toReversed()) await end();
});

const target = fileURLToPath(targetUrl('workers.cjs'));

interface Watched {
  readonly inbox: Inbox;
  readonly openGate: () => void;
}

const options = (inbox: Inbox) => ({ clock: systemClock, thresholdMs: 50, onMessage: inbox.take, probe });

const started = async (): Promise<Watched> => {
  const inbox = new Inbox();
  const source = await launchProgram({
    ...options(inbox),
    command: [process.execPath, target],
    cwd: process.cwd(),
    env: process.env,
    stdio: { stdin: 'ignore', stdout: 'events', stderr: 'events' },
  });
  running.push(() => source.stop());
  return { inbox, openGate: () => source.signal('SIGUSR2') };
};

/** Resolves once its workers are up. */
const served = async () => {
  const child = spawn(process.execPath, ['--inspect-port=0', target], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  running.push(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
};

const attach = async (pid: number) => {
  const inbox = new Inbox();
  const source = await attachTo(pid, { ...options(inbox), onProgress: () => {} });
  running.push(() => source.stop());
  return { inbox, source };
};

const attached = async (): Promise<Watched> => {
  const child = await served();
  const { inbox } = await attach(child.pid ?? 0);
  return { inbox, openGate: () => void child.kill('SIGUSR2') };
};

type Use = 'busy' | 'idle';

/** Resolves once a reading says so of all of them, and of main nothing: its heartbeat tells. */
const untilUse = async (
  { inbox }: Pick<Watched, 'inbox'>,
  expected: Readonly<Record<string, Use>>,
): Promise<void> => {
  const { threads } = await inbox.first('threads', message =>
    Object.entries(expected).every(([name, use]) => {
      const { utilization } = message.threads.find(thread => thread.name === name) ?? {};
      return utilization !== undefined && (use === 'busy' ? utilization > 0.9 : utilization < 0.1);
    }),
  );
  expect(threads.find(({ name }) => name === 'main')?.utilization).toBeUndefined();
};

test.each([
  ['started', started],
  ['attached to', attached],
])('%s: those that block, that idle, and that come later', async (_, watch) => {
  const watched = await watch();
  await untilUse(watched, { waiter: 'busy', spinner: 'busy', sleeper: 'idle' });
  watched.openGate();
  await untilUse(watched, { waiter: 'idle', spinner: 'idle', sleeper: 'idle', latecomer: 'busy' });
});

test('a worker of a process that is attached to has nothing in it that was not there, meanwhile and later', async () => {
  const child = await served();
  const state = async (): Promise<string> => {
    const told = once(child.stdout, 'data');
    child.kill('SIGHUP');
    return String(await told);
  };
  const before = await state();
  expect(JSON.parse(before)).toMatchObject({ modules: [], resources: ['MessagePort', 'Timeout'] });
  const { inbox, source } = await attach(child.pid ?? 0);
  await untilUse({ inbox }, { sleeper: 'idle', waiter: 'busy' });
  expect(await state()).toBe(before);
  await source.stop();
  expect(await state()).toBe(before);
});
