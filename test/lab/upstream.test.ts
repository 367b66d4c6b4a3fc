import { createHash } from 'node:crypto';
import { decode } from 'jpeg-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nowMs } from '../../src/clock.ts';
import { startUpstream } from '../../src/lab/upstream-process.ts';
import type { Upstream } from '../../src/lab/upstream-process.ts';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());

const ask = async (path: string): Promise<{ status: number; body: Buffer; answeredAtMs: number }> => {
  const response = await fetch(upstream.origin + path);
  const body = Buffer.from(await response.arrayBuffer());
  return { status: response.status, body, answeredAtMs: Number(response.headers.get('x-answered-at')) };
};

test('holds its answer, and stamps it by the shared clock', async () => {
  const askedAtMs = nowMs();
  const { status, body, answeredAtMs } = await ask('/wait/50?bytes=12');
  expect([status, body.length]).toEqual([200, 12]);
  // A timer may ring a millisecond early.
  expect(answeredAtMs - askedAtMs).toBeGreaterThanOrEqual(49);
  expect(answeredAtMs).toBeLessThanOrEqual(nowMs());
});

test('an image is a JPEG, always the same for a number, and others for others', async () => {
  const [first, again, other] = await Promise.all(['/image/1', '/image/1?wait=5', '/image/2'].map(ask));
  const digest = (body?: Buffer): string => createHash('sha256').update(body!).digest('hex');
  expect(digest(again?.body)).toBe(digest(first?.body));
  expect(digest(other?.body)).not.toBe(digest(first?.body));
  expect(decode(first!.body)).toMatchObject({ width: 640, height: 480 });
});

test('what is to be made beforehand has been asked for once it is ready', async () => {
  const early = await startUpstream(['/lock/door?task=7', '/image/3']);
  const order: string[] = [];
  const second = fetch(`${early.origin}/lock/door?task=8`).then(() => order.push('in'));
  await fetch(`${early.origin}/wait/20`);
  order.push('out');
  await fetch(`${early.origin}/unlock/door?task=7`);
  await second;
  expect(order).toEqual(['out', 'in']);
  early.close();
});

test('a lock is handed on in the order of asking', async () => {
  const order: string[] = [];
  const take = (task: number): Promise<unknown> =>
    ask(`/lock/door?task=${task}`).then(() => order.push(`in ${task}`));
  await take(1);
  const second = take(2);
  await ask('/lock/window?task=9');
  expect(order).toEqual(['in 1']);
  await ask('/unlock/door?task=1');
  await second;
  expect(order).toEqual(['in 1', 'in 2']);
  await ask('/release/2');
  await take(3);
  expect(order).toEqual(['in 1', 'in 2', 'in 3']);
});

test('a limit serves so many at once', async () => {
  const askedAtMs = nowMs();
  const answers = await Promise.all([1, 2, 3, 4].map(() => ask('/limit/2/wait/40')));
  const stamps = answers.map(answer => answer.answeredAtMs).sort((a, b) => a - b);
  // The third is let in when the first goes. Either timer may ring a millisecond early.
  expect(stamps[2]! - askedAtMs).toBeGreaterThanOrEqual(78);
});

test('what it does not know is not found', async () => {
  expect((await ask('/nowhere')).status).toBe(404);
});
