/** The dashboard's socket: who may reach it, and what strangers may do to it. */
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import type { SubjectMessage } from '../../src/protocol.ts';
import { removeStaleFolders } from '../../src/source/folder.ts';
import { askLags } from '../../src/source/lags.ts';
import { type Listener, startListener } from '../../src/source/listener.ts';

const hello = {
  type: 'hello',
  v: 1,
  pid: 1,
  ppid: 0,
  role: 'lab',
  title: 't',
  node: 'v24',
  atMs: 1,
  beatMs: 20,
};
const memory = { type: 'memory', pid: 1, atMs: 2, rssBytes: 3 };

// Dashboards of this user that run besides are none of this file's business.
const own = mkdtempSync(join(tmpdir(), 'listener-'));
vi.stubEnv('TMPDIR', own);
vi.stubEnv('XDG_RUNTIME_DIR', '');
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(own, { recursive: true });
});

let listener: Listener;
afterEach(() => listener.close());

/** A listener that notes all that happens, in order. */
const noteAll = async () => {
  const notes: string[] = [];
  const messages: SubjectMessage[] = [];
  let changed = Promise.withResolvers<void>();
  const note = (text: string): void => {
    notes.push(text);
    changed.resolve();
    changed = Promise.withResolvers();
  };
  listener = await startListener({
    onHello: ({ hello: { pid } }) => note(`hello ${pid}`),
    onMessage: message => {
      messages.push(message);
      note(message.type);
    },
    onClose: ({ hello: { pid } }) => note(`close ${pid}`),
    onRefused: reason => note(`refused: ${reason}`),
  });
  const until = async (count: number): Promise<string[]> => {
    while (notes.length < count) await changed.promise;
    return notes;
  };
  return { until, messages };
};

const say = (text: string) => {
  const socket = connect(listener.socketPath);
  socket.on('error', () => {});
  socket.write(text);
  return socket;
};

test('only this user may reach the socket, and nothing is left of it', async () => {
  await noteAll();
  const folder = dirname(listener.socketPath);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(listener.socketPath).mode & 0o777).toBe(0o600);
  await listener.close();
  expect(existsSync(folder)).toBe(false);
});

test('messages come as they were sent, also when cut in two', async () => {
  const { until, messages } = await noteAll();
  const text = `${JSON.stringify(hello)}\n${JSON.stringify(memory)}\n`;
  const socket = say(text.slice(0, 150));
  await until(1);
  socket.end(text.slice(150));
  expect(await until(3)).toEqual(['hello 1', 'memory', 'close 1']);
  expect(messages).toEqual([memory]);
});

test('garbage is passed over, and strangers are turned away', async () => {
  const { until, messages } = await noteAll();
  const stranger = say('GET / HTTP/1.1\r\n\r\n');
  await once(stranger, 'close');
  const lines = ['{', '[]', 'null', '{"type":"constructor"}', '{"type":"memory","pid":"x"}', '\u0000\uFFFD'];
  say([JSON.stringify(hello), ...lines, JSON.stringify(memory), ''].join('\n')).end();
  expect(await until(4)).toEqual([
    'refused: expected hello as the first line, got something else',
    'hello 1',
    'memory',
    'close 1',
  ]);
  expect(messages).toEqual([memory]);
});

test('a probe of another version is closed, with the reason', async () => {
  const { until } = await noteAll();
  await once(say(`${JSON.stringify({ ...hello, v: 2 })}\n`), 'close');
  expect(await until(1)).toEqual([
    'refused: the probe speaks protocol version 2, this program 1: start both from the same install',
  ]);
});

test('folders of dead dashboards go; those of living ones and of others stay', async () => {
  await noteAll();
  const base = mkdtempSync(join(tmpdir(), 'stale-'));
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const names = [`jugglers-${dead}-abcdef`, `jugglers-${process.pid}-abcdef`, 'jugglers-notes'];
  for (const name of names) mkdirSync(join(base, name));
  removeStaleFolders(base);
  expect(readdirSync(base).toSorted()).toEqual(names.slice(1).toSorted());
  rmSync(base, { recursive: true });
});

const loop = { type: 'loop', pid: 77, lagMs: 1, blockedSinceMs: null, p50Ms: 1, p99Ms: 12, maxMs: 1 };
const rest = { utilization: 0.1, utilizationTotal: 0.1 };
const line = (message: object): string => `${JSON.stringify(message)}\n`;

test('others of this user are told the lags of the watched processes, and nobody is disturbed by it', async () => {
  const { until, messages } = await noteAll();
  say(line({ ...hello, pid: 76 }));
  const probe = say(line({ ...hello, pid: 77 }));
  await until(2);
  expect((await askLags()).has(77)).toBe(false);
  const readings = [100, 900, 1200, 1950].map((atMs, i) => ({
    ...loop,
    ...rest,
    atMs,
    lagMs: [900, 40, 80, 3][i],
  }));
  for (const reading of readings) probe.write(line(reading));
  await until(6);
  expect((await askLags()).get(77)).toEqual({
    pid: 77,
    atMs: 1950,
    lagMs: 80,
    p99Ms: 12,
    blockedSinceMs: null,
  });
  probe.write(line({ ...loop, ...rest, atMs: 2300, blockedSinceMs: 2010 }));
  await until(7);
  expect((await askLags()).get(77)).toMatchObject({ lagMs: 3, blockedSinceMs: 2010 });
  expect([messages.length, listener.connections().length]).toEqual([5, 2]);
  // Who asks and stands still meanwhile has not waited for the answer.
  const asked = askLags();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
  expect((await asked).has(77)).toBe(true);
  probe.destroy();
  expect(await until(8)).toContain('close 77');
  expect((await askLags()).has(77)).toBe(false);
});

test('a dashboard that is gone or says nonsense is not waited for', async () => {
  await noteAll();
  const folder = mkdtempSync(join(tmpdir(), `jugglers-${process.pid}-`));
  expect((await askLags()).size).toBe(0);
  const nonsense = createServer(socket => socket.end('{"type":"lags","lags":[{"pid":"x"},null]}\n'));
  nonsense.listen(join(folder, 'socket'));
  await once(nonsense, 'listening');
  expect((await askLags()).size).toBe(0);
  nonsense.close();
  rmSync(folder, { recursive: true });
});
