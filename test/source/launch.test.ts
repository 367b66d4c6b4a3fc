/** Real processes: how a launched lab starts, is cancelled, and ends, whatever it does. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { SubjectError } from '../../src/errors.ts';
import { processesOf, waitForNoneOf } from '../helpers/processes.ts';
import { launchTarget, makeGate, requestFor, stopTargets, targetUrl } from './targets.ts';

afterEach(stopTargets);

/** An environment that marks all processes of one launch. */
const marked = () => {
  const marker = `MARKER=${randomUUID()}`;
  return { marker, env: { MARKER: marker.slice(7) } };
};

test('the start is told first, then hello, then what the probe sees', async () => {
  const { lab, inbox } = await launchTarget('idle.mjs');
  await inbox.first('loop');
  expect(inbox.messages[0]).toEqual({ type: 'subject-started', pid: lab.pid, atMs: expect.any(Number) });
  expect(inbox.messages[1]).toEqual({
    type: 'hello',
    v: 1,
    pid: lab.pid,
    ppid: process.pid,
    role: 'lab',
    title: 'idle.mjs',
    node: process.version,
    atMs: expect.any(Number),
    beatMs: 20,
  });
});

test('the end of a run waits for what forked lanes still have to say', async () => {
  const gate = makeGate();
  const { lab, inbox } = await launchTarget('late-lane.ts', { env: { GATE: gate.path } });
  const lane = await inbox.first('hello', ({ role }) => role === 'lane');
  lab.run(requestFor('r1'));
  gate.open();
  await inbox.first('run-finished');
  const wanted = new Set(['task-text', 'process-gone', 'run-finished']);
  const ends = inbox.messages.filter(({ type }) => wanted.has(type));
  expect(ends).toMatchObject([
    { type: 'task-text', text: 'late' },
    { type: 'process-gone', pid: lane.pid },
    { type: 'run-finished', runId: 'r1' },
  ]);
  gate.remove();
});

test('but not for lanes that stay', async () => {
  const gate = makeGate();
  const { lab, inbox } = await launchTarget('late-lane.ts', { env: { GATE: gate.path } });
  await inbox.first('hello', ({ role }) => role === 'lane');
  lab.run(requestFor('r1'));
  await inbox.first('run-finished');
  expect(inbox.all('process-gone')).toEqual([]);
});

describe('cancel', () => {
  test('wakes a blocked lane, and the run finishes by itself', async () => {
    const { lab, inbox } = await launchTarget('sleeper.ts', { graceMs: 30_000 });
    lab.run(requestFor('r1'));
    // Asleep for good, as the probe sees it from outside.
    await inbox.first('loop', ({ blockedSinceMs }) => blockedSinceMs !== null);
    await inbox.first('lane-opened');
    lab.cancel();
    const finished = await inbox.first('run-finished');
    expect(finished).toMatchObject({ runId: 'r1', cancelled: true, phases: [6] });
    await inbox.first('output', ({ text }) => text === 'woken');
    // The run blocked its loop to the end, and that is told before the end.
    const told = inbox.messages.slice(0, inbox.messages.indexOf(finished));
    const [loop] = told.filter(message => message.type === 'loop').slice(-1);
    const [stall] = told.filter(message => message.type === 'stall').slice(-1);
    expect(loop?.blockedSinceMs).toBeNull();
    expect((loop?.maxMs ?? 0) / (stall?.durationMs ?? 0)).toBeGreaterThan(0.5);
  });

  test('kills a lab that does not stop, and says so', async () => {
    const { marker, env } = marked();
    const { lab, inbox } = await launchTarget('spins.mjs', { graceMs: 100, env: { ...env, FORKS: '1' } });
    await inbox.first('hello', ({ role }) => role === 'lane');
    lab.cancel();
    expect(await inbox.first('subject-lost')).toEqual({
      type: 'subject-lost',
      atMs: expect.any(Number),
      expected: true,
      reason: 'cancelled; it did not stop by itself and was killed',
    });
    await waitForNoneOf(marker);
  });
});

describe('an end that nobody asked for', () => {
  const ends = [
    ['code', 'exited with code 3: RangeError: the plan has no tasks'],
    ['kill', 'killed by SIGKILL'],
    ['memory', 'ran out of memory'],
  ] as const;
  test.each(ends)('%s', async (how, reason) => {
    const env = { HOW: how, NODE_OPTIONS: '--max-old-space-size=24' };
    const { inbox } = await launchTarget('dies.mjs', { env });
    const lost = await inbox.first('subject-lost');
    expect(lost).toEqual({ type: 'subject-lost', atMs: expect.any(Number), expected: false, reason });
  });

  test('before hello: the launch fails with what it printed', async () => {
    const launch = launchTarget('dies.mjs', { nodeArguments: [], env: { HOW: 'code' } });
    await expect(launch).rejects.toThrow(SubjectError);
    await expect(launch).rejects.toThrow(
      'the lab process did not start: it exited with code 3: RangeError: the plan has no tasks; it printed:\n' +
        'RangeError: the plan has no tasks',
    );
  });
});

test('stop ends a deaf lab and its deaf child, and removes the folder of the socket', async () => {
  const { marker, env } = marked();
  const runtime = process.env.XDG_RUNTIME_DIR || tmpdir();
  const ours = () => readdirSync(runtime).filter(name => name.startsWith(`jugglers-${process.pid}-`));
  const { lab, inbox } = await launchTarget('spins.mjs', { env: { ...env, FORKS: '1' } });
  const child = await inbox.first('hello', ({ role }) => role === 'lane');
  expect(child.ppid).toBe(lab.pid);
  expect(ours()).toHaveLength(1);
  await lab.stop();
  expect(ours()).toEqual([]);
  expect(inbox.all('subject-lost')).toMatchObject([{ expected: true, reason: 'stopped' }]);
  await waitForNoneOf(marker);
});

test('a killed dashboard leaves nothing behind, however blocked its lab is', async () => {
  const { marker, env } = marked();
  const dashboard = spawn(process.execPath, [targetUrl('dashboard.ts').pathname], {
    env: { ...process.env, ...env, FORKS: '1', TARGET: './spins.mjs' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Both the lab and its child have shown that they are blocked for good.
  let printed = '';
  for await (const chunk of dashboard.stdout) {
    printed += chunk;
    if (printed.split('blocked-at').length > 4) break;
  }
  expect(processesOf(marker).length).toBeGreaterThanOrEqual(3);
  dashboard.kill('SIGKILL');
  if (dashboard.exitCode === null && dashboard.signalCode === null) await once(dashboard, 'exit');
  await waitForNoneOf(marker);
});

test('killNow ends everything without a turn of the loop', async () => {
  const { marker, env } = marked();
  const { lab, inbox } = await launchTarget('spins.mjs', { env: { ...env, FORKS: '1' } });
  await inbox.first('hello', ({ role }) => role === 'lane');
  lab.killNow();
  await waitForNoneOf(marker);
});
