/** What is advised about the function that held the loop up. */
import { expect, test } from 'vitest';
import { groupStalls } from '../../src/analysis/stalls.ts';
import { adviceFor } from '../../src/analysis/watch-advice.ts';

const stallOf = (functionName: string | null, durationMs: number, note = '') => ({
  startMs: 0,
  durationMs,
  frames: functionName === null ? [] : [{ functionName, file: '/srv/shop.js', line: 4, column: 1 }],
  note,
});

const adviceOn = (...stalls: ReturnType<typeof stallOf>[]): string => adviceFor(groupStalls(stalls));

test('without stalls there is none', () => {
  expect(adviceOn()).toBe('');
});

test('it is about the costliest function that is known', () => {
  expect(adviceOn(stallOf(null, 900), stallOf('total', 300))).toMatch(
    /^total \(shop\.js:4\): cut it into pieces/,
  );
  expect(adviceOn(stallOf(null, 900))).toMatch(/^no stack was caught/);
});

test('a native call that is known by name has a way round, another one is to be looked for above the line', () => {
  const read = adviceOn(stallOf('load', 90, 'native call in readFileSync (node:fs)'));
  expect(read).toMatch(/^load \(shop\.js:4\) calls readFileSync: use the asynchronous call/);
  const parse = adviceOn(stallOf('load', 90, 'native call in or below this frame, before this line'));
  expect(parse).toMatch(/^load \(shop\.js:4\): the call into native code before that line/);
});
