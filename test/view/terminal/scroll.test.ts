import { expect, test } from 'vitest';
import { stepTowards } from '../../../src/view/terminal/diff.ts';
import { blankRows } from '../../../src/view/terminal/grid.ts';
import type { LiveRow } from '../../../src/view/terminal/grid.ts';
import { parseRow } from '../../../src/view/terminal/parse.ts';
import { createEmulator } from './emulator.ts';

const columns = 20;

/** Rows that stand below have the same version in every picture. */
const picture = (version: number, lines: readonly string[], standing: readonly string[] = []): LiveRow[] => [
  ...lines.map(line => ({ ...parseRow(line, columns), version })),
  ...standing.map(line => ({ ...parseRow(line, columns), version: 1 })),
];

const log = (from: number, rows = 7): string[] =>
  Array.from({ length: rows }, (_, row) => `| task ${from + row} done |`);

/** What is sent from one picture to the next, and what a terminal then shows. */
const shownAfter = async (first: LiveRow[], second: LiveRow[]) => {
  const emulator = createEmulator(columns, first.length);
  const shown = blankRows(columns, first.length);
  await emulator.feed(stepTowards(shown, first).text);
  const { text } = stepTowards(shown, second);
  await emulator.feed(text);
  return { text, rows: emulator.text() };
};

test('rows that go up are moved by the terminal, and those that are new are sent', async () => {
  const { text, rows } = await shownAfter(
    picture(1, ['# 10', ...log(10)], ['# end']),
    picture(2, ['# 12', ...log(12)], ['# end']),
  );
  const moved = '\u001B[2;8r\u001B[8H\n\n\u001B[r';
  expect(text).toBe(`${moved}\u001B[1;4H2\u001B[7H| task 17 done |\r\n| task 18 done |`);
  expect(rows).toEqual(['# 12', ...log(12), '# end']);
});

test('few rows, blank ones and those that look the same are left where they are', async () => {
  const few = await shownAfter(picture(1, log(10, 4)), picture(2, log(11, 4)));
  expect(few.text).not.toContain('\n\u001B[r');
  expect(few.rows).toEqual(log(11, 4));
  const alike = Array.from({ length: 9 }, () => '| same |');
  const same = await shownAfter(picture(1, [...alike, 'a', '']), picture(2, [...alike, 'b', '']));
  expect(same.text).toBe('\u001B[10Hb');
});

test('a row with a glyph that is not one cell wide everywhere moves nothing', async () => {
  const withWide = (from: number): string[] => [...log(from, 3), `| 漢 ${from} |`, ...log(from + 3, 3)];
  const { text, rows } = await shownAfter(picture(1, withWide(10)), picture(2, withWide(11)));
  expect(text).not.toContain('\n\u001B[r');
  expect(rows).toEqual(withWide(11));
});
