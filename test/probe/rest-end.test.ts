import { expect, test } from 'vitest';
import { busyAtRestEndMs, watchEveryMs } from '../../src/probe/rest-end.ts';

const ending = { spanMs: 3000, unwaitedMs: 0.3, ownMs: 0.3, seenMs: 0, isHeard: true };

test('a thread at rest is watched every fifth of its rest, within bounds', () => {
  expect([0, 100, 1000, 9000].map(watchEveryMs)).toEqual([50, 50, 200, 500]);
});

test.each([
  ['what it did not wait is what it was busy', {}, 0.3],
  ['computed in the engine before anything rang', { unwaitedMs: 120, ownMs: 115 }, 120],
  ['stood in line for a core with it', { unwaitedMs: 120, ownMs: 120 }, 120],
  ['a signal took the wait along', { unwaitedMs: 3000 }, 0.3],
  ['the same, and it computed', { unwaitedMs: 3000, ownMs: 40 }, 40],
  ['the kernel does not tell', { unwaitedMs: 120, ownMs: 0 }, 120],
  ['slept between two looks from outside', { isHeard: false, unwaitedMs: 900 }, 900],
  ['slept, and was seen from outside', { isHeard: false, unwaitedMs: 2400, seenMs: 2000 }, 2400],
  ['a signal took a watched wait along', { isHeard: false, unwaitedMs: 3000 }, 0.3],
  ['the same, with what was seen from outside', { isHeard: false, unwaitedMs: 3000, seenMs: 800 }, 800],
  ['the same after a short rest', { isHeard: false, spanMs: 240, unwaitedMs: 240 }, 0.3],
])('%s', (_name, changes, busyMs) => {
  expect(busyAtRestEndMs({ ...ending, ...changes })).toBe(busyMs);
});
