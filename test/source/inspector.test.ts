import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { socketsOf } from '../../src/source/inspector.ts';

const listening = async (): Promise<Server> => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return server;
};

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const descriptorOf = (server: Server): number =>
  (server as unknown as { _handle: { fd: number } })._handle.fd;

test('the sockets of a process are told by descriptor, those that were opened first mostly first', async () => {
  // Enough for descriptors of one digit more, which are not in order as text.
  const servers = await Promise.all(Array.from({ length: 100 }, listening));
  const ports = servers.toSorted((a, b) => descriptorOf(a) - descriptorOf(b)).map(portOf);
  const told = socketsOf(process.pid).map(({ port }) => port);
  expect(told.filter(port => ports.includes(port))).toEqual(ports);
});
