/** How busy a thread is, by literal counts and places. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Stacks } from '../../src/probe/stacks.ts';
import { ThreadUse } from '../../src/probe/thread-use.ts';
import type { ThreadReading } from '../../src/protocol.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jugglers-use-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const sleepsAt = (place: string): void => writeFileSync(join(folder, 'wchan'), place);

const useOf = (isWorker: boolean | null): ThreadUse =>
  new ThreadUse(folder, { isWorkers: () => isWorker } as unknown as Stacks);

const reading = (
  cpuMs: number,
  runQueueMs: number | null,
  given: Partial<ThreadReading> = {},
): ThreadReading => ({
  tid: 4711,
  name: 'node',
  state: 'S',
  core: 0,
  cpuMs,
  runQueueMs,
  voluntarySwitches: null,
  involuntarySwitches: null,
  ...given,
});

test('nothing is known before the second reading; then what it ran and stood in line for', () => {
  sleepsAt('ep_poll');
  const use = useOf(true);
  expect(use.utilization(1000, reading(50, 10))).toBeNull();
  expect(use.utilization(2000, reading(250, 110))).toBeCloseTo(0.3);
  expect(use.utilization(2001, reading(251, 110))).toBeCloseTo(0.3);
});

test.each([
  ['a worker in its loop', true, 'do_epoll_wait', {}, 0],
  ['a worker in its loop, of an older kernel', true, 'ep_poll', {}, 0],
  ['a worker at a lock', true, 'futex_wait_queue', {}, 1],
  ['a worker that waits for a child', true, 'do_wait', {}, 1],
  ['another thread at a lock', false, 'futex_wait_queue', {}, 0],
  ['a thread of libuv’s pool without work', false, 'futex_do_wait', { name: 'libuv-worker' }, 0],
  ['one that asks for an address', false, 'do_sys_poll', { name: 'libuv-worker' }, 1],
  ['an add-on’s own loop', false, 'do_sys_poll', { name: 'grpc' }, 0],
  ['any at its disk', null, '0', { state: 'D' }, 1],
])('asleep all the time: %s', (_, isWorker, place, given, expected) => {
  sleepsAt(place);
  const use = useOf(isWorker);
  use.utilization(1000, reading(50, 10, given));
  expect(use.utilization(2000, reading(50, 10, given))).toBe(expected);
});

test('one that never sleeps is busy, whatever it is', () => {
  sleepsAt('0');
  const use = useOf(null);
  use.utilization(1000, reading(0, 0, { state: 'R' }));
  expect(use.utilization(2000, reading(600, 400, { state: 'R' }))).toBe(1);
  expect(use.isWorker).toBe(false);
});

test('between runs its sleep is weighed by where it was found in the last readings', () => {
  const use = useOf(true);
  sleepsAt('ep_poll');
  use.utilization(1000, reading(0, 0));
  sleepsAt('futex_wait_queue');
  expect(use.utilization(2000, reading(200, 0))).toBeCloseTo(0.2 + 0.8 / 4);
  // It has not run since: all that time it was there.
  expect(use.utilization(3000, reading(200, 0))).toBe(1);
  sleepsAt('ep_poll');
  expect(use.utilization(4000, reading(200, 0))).toBe(1);
  expect(use.utilization(5000, reading(300, 0))).toBeCloseTo(0.1 + 0.9 * 0.75);
});

test('a kernel that does not tell where threads sleep tells of those that do not', () => {
  sleepsAt('0');
  const use = useOf(null);
  use.utilization(1000, reading(0, 0));
  expect(use.utilization(2000, reading(500, 0))).toBeNull();
  expect(use.utilization(3000, reading(1480, 0))).toBeCloseTo(0.98);
});

test('a kernel that does not count tells nothing', () => {
  sleepsAt('ep_poll');
  const use = useOf(true);
  use.utilization(1000, reading(50, null));
  expect(use.utilization(2000, reading(60, null))).toBeNull();
});
