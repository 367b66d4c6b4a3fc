import { expect, test } from 'vitest';
import type { Cells } from '../../bench/support/ideal-diff.ts';
import { cellsOf, framesIn, idealEncoder } from '../../bench/support/ideal-diff.ts';
import { createEmulator } from '../view/terminal/emulator.ts';

async function cellsAfter(text: string): Promise<Cells> {
  const emulator = createEmulator(20, 3);
  await emulator.feed(text);
  return cellsOf(emulator.terminal);
}

const fenced = (text: string): string => `\u001B[?2026h${text}\u001B[?2026l`;

test.each([
  ['nothing for no change', 'cpu 10%', 'cpu 10%', ''],
  ['one move and the changed cell', 'cpu 10%', 'cpu 17%', fenced('\u001B[;6H7')],
  ['a gap is written again where that is shorter', 'a b c', 'A b C', fenced('\u001B[HA b C')],
  ['or jumped over', 'a234567890c', 'A234567890C', fenced('\u001B[HA\u001B[9CC')],
  ['the next row by a line feed', 'a\nb', 'A\nB', fenced('\u001B[HA\r\nB')],
  ['a style once for its run', 'aaa', '\u001B[31mbbb', fenced('\u001B[H\u001B[31mbbb')],
  [
    'a style that changes by the shorter of step and new start',
    'aaa',
    '\u001B[1;31mb\u001B[32mb\u001B[mb',
    fenced('\u001B[H\u001B[1;31mb\u001B[32mb\u001B[mb'),
  ],
  ['blanks up to the end of the row by an erasure', 'abcdefgh', 'a', fenced('\u001B[;2H\u001B[K')],
  ['UTF-8', 'a', '漢', fenced('\u001B[H漢')],
])('%s', async (_name, before, after, ideal) => {
  expect(idealEncoder()(await cellsAfter(before), await cellsAfter(after))).toBe(ideal);
});

test('leaves a terminal with the very picture', async () => {
  const [first, second] = [
    'one \u001B[1;2;33mtwo\u001B[0m\nthree\n\u001B[48;5;17;97mfour',
    'one \u001B[1;33mtWo\u001B[0m thr\ne\n\u001B[7;38;2;1;2;3mfour five',
  ];
  const emulator = createEmulator(20, 3);
  await emulator.feed(first);
  await emulator.feed('\u001B[0m');
  await emulator.feed(idealEncoder()(await cellsAfter(first), await cellsAfter(second)));
  expect(cellsOf(emulator.terminal)).toEqual(await cellsAfter(second));
});

test('a stream is cut into frames, with what follows each of them', () => {
  expect(framesIn(`${fenced('a')}\u001B[5n${fenced('b')}\u001B[5n`)).toEqual([
    `${fenced('a')}\u001B[5n`,
    `${fenced('b')}\u001B[5n`,
  ]);
});
