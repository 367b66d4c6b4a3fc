import { expect, test } from 'vitest';
import { Chunks, ChunksDraft } from '../../src/state/chunks.ts';

const numbers = Array.from({ length: 600 }, (_, index) => index);

test('an item is found from either end, and none where there is none', () => {
  const list = Chunks.from(numbers);
  expect([0, 255, 256, 599, -1, -600].map(index => list.at(index))).toEqual([0, 255, 256, 599, 599, 0]);
  expect([600, -601, 1.5, Number.NaN].map(index => list.at(index))).toEqual(Array(4).fill(undefined));
  expect(new Chunks<number>([]).at(0)).toBeUndefined();
});

test('replacing items copies the parts that they are in, once, and leaves the list before as it was', () => {
  const list = Chunks.from(numbers);
  const draft = new ChunksDraft(list);
  draft.set(300, -300);
  draft.set(301, -301);
  expect([draft.at(300), draft.at(302), draft.at(600), draft.at(-1)]).toEqual([
    -300,
    302,
    undefined,
    undefined,
  ]);
  const replaced = draft.list();
  expect(replaced.slice(299, 303)).toEqual([299, -300, -301, 302]);
  expect(replaced.length).toBe(600);
  expect(replaced.parts.map((part, index) => part === list.parts[index])).toEqual([true, false, true]);
  expect(list.slice()).toEqual(numbers);
});

test('a plain array is taken for a list, too', () => {
  const draft = new ChunksDraft(['a', 'b']);
  draft.set(1, 'c');
  expect(draft.list().slice()).toEqual(['a', 'c']);
});
