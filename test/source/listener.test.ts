/** The dashboard's socket: who may reach it, and what strangers may do to it. */
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import type { SubjectMessage } from '../../src/protocol.ts';
import { removeStaleFolders } from '../../src/source/folder.ts';
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
