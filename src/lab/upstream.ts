/**
 * The HTTP server that I/O workloads talk to: real requests over loopback, a process of its own, gone with the run.
 *
 * /wait/<ms>?bytes=n       answers n bytes (default 0) after so long
 * /limit/<n>/wait/<ms>     the same, but serves n at once at most
 * /image/<n>?wait=ms       a JPEG made from n, always the same bytes
 * /lock/<name>?task=i      answers when no one else holds it; /unlock/<name>?task=i; /release/<i> all of a task
 *
 * Every answer carries `x-answered-at`: when it was sent, by the machine's monotonic clock.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { nowMs } from '../clock.ts';
import { createGate } from './upstream-gate.ts';
import type { Gate } from './upstream-gate.ts';
import { createImages } from './upstream-image.ts';
import { createLocks } from './upstream-locks.ts';

const images = createImages();
const locks = createLocks();
const gates = new Map<number, Gate>();

const waited = (durationMs: number): Promise<void> => new Promise(resolve => setTimeout(resolve, durationMs));

type Answer = { readonly status: number; readonly body: Uint8Array };
const nothing = new Uint8Array(0);
const fine = (body: Uint8Array = nothing): Answer => ({ status: 200, body });

async function held(parts: readonly string[], query: URLSearchParams): Promise<Answer> {
  await waited(Number(parts[0]) || 0);
  return fine(new Uint8Array(Number(query.get('bytes')) || 0).fill(0x6a));
}

async function limited(parts: readonly string[], query: URLSearchParams): Promise<Answer> {
  const [limit, , ...rest] = parts;
  const width = Math.max(1, Number(limit) || 1);
  const gate = gates.get(width) ?? createGate(width);
  gates.set(width, gate);
  return gate(() => held(rest, query));
}

async function image(parts: readonly string[], query: URLSearchParams): Promise<Answer> {
  const body = images(Number(parts[0]) || 0);
  await waited(Number(query.get('wait')) || 0);
  return fine(body);
}

const routes: Readonly<
  Record<
    string,
    (parts: readonly string[], query: URLSearchParams, response: ServerResponse) => Promise<Answer>
  >
> = {
  wait: held,
  limit: limited,
  image,
  lock: async ([name = ''], query, response) => {
    await locks.acquire(name, query.get('task') ?? '', gaveUp => response.once('close', gaveUp));
    return fine();
  },
  unlock: async ([name = ''], query) => {
    locks.release(name, query.get('task') ?? '');
    return fine();
  },
  release: async ([task = '']) => {
    locks.releaseAll(task);
    return fine();
  },
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://upstream');
  const [route = '', ...parts] = url.pathname.slice(1).split('/').map(decodeURIComponent);
  const found = routes[route]?.(parts, url.searchParams, response);
  const { status, body } = found === undefined ? { status: 404, body: nothing } : await found;
  response.writeHead(status, { 'content-length': body.length, 'x-answered-at': nowMs() });
  response.end(body);
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
// Connections that rest are kept: one that closes just as it is used again would look like a failure.
server.keepAliveTimeout = 0;
server.requestTimeout = 0;
// Thousands of tasks may connect in the same moment.
server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.once('disconnect', () => process.exit(0));
// A Ctrl-C goes to the whole process group; the run decides when its server goes.
process.on('SIGINT', () => {});
