/** Which threads are workers, by literal files of /proc. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseStackPointer, parseStacks, Stacks } from '../../src/probe/stacks.ts';

const guarded = '7f0000000000-7f0000001000 ---p 00000000 00:00 0 \n';
const workers = '7f0000001000-7f0000401000 rw-p 00000000 00:00 0 \n';
const pools = '7f1000001000-7f1000801000 rw-p 00000000 00:00 0 \n';
/** With something of the engine's right above it. */
const grown = '7f2000001000-7f2000501000 rw-p 00000000 00:00 0 \n';
const others =
  '7f3000001000-7f3000021000 rw-p 00000000 00:00 0 \n' +
  '7f4000001000-7f4000801000 rw-p 00000000 fe:00 4711                       /usr/lib/big.so\n' +
  '7ffc00001000-7ffc00801000 rw-p 00000000 00:00 0                          [stack]\n';
const limits = (bytes: number): string =>
  `Max cpu time              unlimited            unlimited            seconds   \n` +
  `Max stack size            ${bytes}              unlimited            bytes     \n`;

/** Asleep, with its stack pointer there. */
const at = (pointer: string): string => `281 0x1a 0x7f 0x400 0x0 0x0 0x8 ${pointer} 0x7fa2\n`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jugglers-stacks-'));
  writeFileSync(join(folder, 'limits'), limits(8_388_608));
  writeFileSync(join(folder, 'maps'), guarded + workers + pools + grown + others);
});
afterEach(() => rmSync(folder, { recursive: true }));

test('stacks are what is large enough and belongs to no file', () => {
  expect(parseStacks(guarded + workers + others)).toEqual([[0x7f00_0000_1000, 0x7f00_0040_1000]]);
  expect(parseStacks('')).toEqual([]);
});

test('a stack pointer is told of who sleeps', () => {
  expect(parseStackPointer(at('0x7f0000400f00'))).toBe(0x7f00_0040_0f00);
  expect(parseStackPointer('-1 0x7f0000400f00 0x7fa2\n')).toBe(0x7f00_0040_0f00);
  for (const none of ['running\n', '', '0\n']) expect(parseStackPointer(none)).toBeNull();
});

test.each([
  ['a worker', '0x7f0000400f00', true],
  ['a worker whose stack has grown into another mapping', '0x7f2000400f00', true],
  ['a thread of a pool', '0x7f1000800f00', false],
  ['a thread of a small stack', '0x7f3000020f00', false],
  ['main', '0x7ffc00800f00', false],
  ['nowhere', '0x7f9000000f00', false],
])('%s', (_, pointer, isWorker) => {
  expect(new Stacks(folder).isWorkers(at(pointer))).toBe(isWorker);
});

test('who runs is not known', () => {
  expect(new Stacks(folder).isWorkers('running\n')).toBeNull();
});

test('a stack that is new is found', () => {
  const stacks = new Stacks(folder);
  expect(stacks.isWorkers(at('0x7f5000400f00'))).toBe(false);
  writeFileSync(join(folder, 'maps'), workers.replaceAll('7f0', '7f5'));
  expect(stacks.isWorkers(at('0x7f5000400f00'))).toBe(true);
});

test('where all threads have stacks of this size nobody is taken for a worker', () => {
  writeFileSync(join(folder, 'limits'), limits(4_194_304));
  expect(new Stacks(folder).isWorkers(at('0x7f0000400f00'))).toBe(false);
});
