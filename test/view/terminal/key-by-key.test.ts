import { PassThrough } from 'node:stream';
import { expect, it, test } from 'vitest';
import { keyByKey, keysOf } from '../../../src/view/terminal/key-by-key.ts';

test.each([
  ['jjj', ['j', 'j', 'j']],
  ['\u001B[B\u001B[B\r', ['\u001B[B', '\u001B[B', '\r']],
  ['\u001B[1;5C\u001BOPx', ['\u001B[1;5C', '\u001BOP', 'x']],
  ['\u001Bq\u001B', ['\u001Bq', '\u001B']],
  ['漢👍', ['漢', '👍']],
  ['\u001B[', ['\u001B', '[']],
])('%j is %j', (piece, keys) => {
  expect(keysOf(piece)).toEqual(keys);
});

it('hands out one key a turn, and keeps what nobody listens to', async () => {
  const stdin = new PassThrough() as unknown as NodeJS.ReadStream;
  const keyboard = keyByKey(stdin);
  keyboard.setEncoding('utf8');
  const turns: string[][] = [];
  const all = Promise.withResolvers<void>();
  const listener = (): void => {
    const keys: string[] = [];
    for (let key = keyboard.read(); key !== null; key = keyboard.read()) keys.push(String(key));
    turns.push(keys);
    if (turns.length === 2) {
      keyboard.removeListener('readable', listener);
      setImmediate(() => keyboard.addListener('readable', listener));
    }
    if (turns.length === 4) all.resolve();
  };
  keyboard.addListener('readable', listener);
  (stdin as unknown as PassThrough).write('ab\u001B[Ac');
  await all.promise;
  expect(turns).toEqual([['a'], ['b'], ['\u001B[A'], ['c']]);
});
