/** The probe's end of a real socket whose reader sleeps: bounded, counted, and told of when it flows again. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Command, ProbeMessage } from '../../src/protocol.ts';
import { Link } from '../../src/probe/link.ts';

let folder: string;
let server: Server;
let link: Link;
let reader: Socket;
const commands: Command[] = [];

beforeEach(async () => {
  commands.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'link-'));
  server = createServer({ pauseOnConnect: true }).listen(join(folder, 'socket'));
  const accepted = once(server, 'connection');
  await new Promise<void>(resolve => {
    link = new Link(join(folder, 'socket'), 7, {
      onConnect: resolve,
      onCommand: command => commands.push(command),
      onClose: () => {},
    });
  });
  [reader] = (await accepted) as [Socket];
});

afterEach(() => {
  link.destroy();
  reader.destroy();
  server.close();
  rmSync(folder, { recursive: true });
});

const memory = (rssBytes: number): ProbeMessage => ({ type: 'memory', pid: 7, atMs: 1, rssBytes });
const bigTrace: ProbeMessage = {
  type: 'trace',
  lanes: ['x'.repeat(1e6)],
  records: [],
  dropped: 0,
};

/** Reads on until a message fits, and answers all that came. */
const readUntil = async (fits: (message: ProbeMessage) => boolean): Promise<ProbeMessage[]> => {
  const messages: ProbeMessage[] = [];
  for await (const line of createInterface({ input: reader })) {
    messages.push(JSON.parse(line) as ProbeMessage);
    if (fits(messages.at(-1) as ProbeMessage)) break;
  }
  return messages;
};

test('readings are dropped first, what must be kept goes on up to its own bound', async () => {
  let kept = 0;
  while (link.send(bigTrace)) kept += 1;
  // 8 MB queued, and what the kernel's buffers took.
  expect(kept).toBeGreaterThanOrEqual(8);
  expect(kept).toBeLessThan(12);
  for (let i = 0; i < 5; i++) link.sendReading(memory(i));
  let isWritten = false;
  expect(
    link.send({ type: 'lane-closed', lane: 'a', atMs: 1 }, () => {
      isWritten = true;
    }),
  ).toBe(false);
  expect(isWritten).toBe(true);
  const timer = setInterval(() => link.sendReading(memory(99)), 5);
  const messages = await readUntil(({ type }) => type === 'memory');
  clearInterval(timer);
  const types = messages.map(({ type }) => type);
  expect(types).toEqual([...Array.from({ length: kept }, () => 'trace'), 'dropped', 'memory']);
  // The five, the lane, and readings of the timer while the queue emptied; traces count their own records.
  const dropped = messages.at(-2) as Extract<ProbeMessage, { type: 'dropped' }>;
  expect(dropped.messages).toBeGreaterThanOrEqual(6);
});

test('commands come line by line, and garbage is passed over', async () => {
  reader.write('{"type":"can');
  reader.write('cel"}\nnonsense\n17\n{"type":"exit"}\n');
  while (commands.length < 2) await new Promise(resolve => setTimeout(resolve, 1));
  expect(commands).toEqual([{ type: 'cancel' }, { type: 'exit' }]);
});

test('what is sent together comes whole and in order, also where the end of the writing is asked for', async () => {
  let isWritten = false;
  link.together(() => {
    link.send(memory(1));
    link.send(memory(2), () => {
      isWritten = true;
    });
    link.sendReading(memory(3));
  });
  link.send(memory(4));
  const messages = await readUntil(message => message.type === 'memory' && message.rssBytes === 4);
  expect(messages).toEqual([1, 2, 3, 4].map(memory));
  expect(isWritten).toBe(true);
});
