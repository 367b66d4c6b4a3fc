/** The built program on a real terminal emulator: picker, run and summary at the sizes that people have. */
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { gatedWorkload } from '../helpers/endless.ts';
import { fixtureFile, startDashboard } from '../helpers/program.ts';
import type { Pty } from '../helpers/pty.ts';

/** Who has made a new golden frame waits so long for the old one. */
const goldenBoundMs = 20_000;

let pty: Pty | null = null;
afterEach(async () => {
  await pty?.dispose();
  pty = null;
});

const sizes = [
  { columns: 40, rows: 12 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
] as const;

const start = (args: readonly string[], size: { columns: number; rows: number }): Pty =>
  (pty = startDashboard(args, size));

/** What differs between machines: the cores, told at the right edge. The rest of the picker is the same everywhere. */
const withoutMachine = (rows: readonly string[]): string =>
  `${rows
    .join('\n')
    .replaceAll(/ *\d+(\.\d+)? usable cores?/g, words => 'N usable cores'.padStart(words.length))
    .replaceAll(/×\d+/g, '×N')}\n`;

/** A frame may come in parts: waits for the golden one, then compares, so that a difference is shown as such. */
async function expectGolden(shell: Pty, name: string): Promise<void> {
  const file = new URL(`../frames/e2e/${name}.txt`, import.meta.url);
  const golden = existsSync(file) ? readFileSync(file, 'utf8') : '';
  await shell.waitFor(rows => withoutMachine(rows) === golden, name, goldenBoundMs).catch(() => {});
  await expect(withoutMachine(shell.screen())).toMatchFileSnapshot(file.pathname);
}

const edges = { left: '╭│╰├', right: '╮│╯┤' };

const isAligned = (row: string, columns: number): boolean =>
  row.length === columns && edges.right.includes(row.at(-1) ?? ' ');

/** Every row that begins a panel ends one, at the last column: nothing is cut, shifted or wrapped. */
async function expectAligned(shell: Pty, columns: number): Promise<void> {
  const framedIn = (rows: readonly string[]): string[] =>
    rows.filter(row => edges.left.includes(row[0] ?? ' '));
  await shell.waitFor(
    rows => framedIn(rows).length > 3 && framedIn(rows).every(row => isAligned(row, columns)),
    `whole panels of ${columns} columns`,
  );
}

describe.each(sizes)('at $columns x $rows', size => {
  const name = `${size.columns}x${size.rows}`;

  test('the picker, step by step', async () => {
    const shell = start([], size);
    await shell.waitFor(/Hash chains/, 'the workloads');
    await expectGolden(shell, `picker-${name}`);
    shell.type('\r');
    await shell.waitFor(/sequential/, 'the modes');
    shell.type('\r');
    await shell.waitFor(/Start hash-chain/, 'the options');
    await expectGolden(shell, `options-${name}`);
  });

  test('a run, its summary, and help', async () => {
    const { file, open } = gatedWorkload();
    const shell = start(['run', file, '--mode', 'concurrent'], size);
    await shell.waitFor(/running/, 'the run');
    await expectAligned(shell, size.columns);
    open();
    await shell.waitFor(/finished/, 'its end');
    await shell.waitFor(/makespan/, 'the summary');
    await expectAligned(shell, size.columns);
    shell.type('?');
    await shell.waitFor(/help/i, 'the help');
    await expectAligned(shell, size.columns);
  });
});

test.each([
  ['run', ['run', 'breakfast', '--mode', 'concurrent', '--scale', '0.05'], /finished/],
  ['compare', ['compare', 'breakfast', '--no-guess'], /warm-up|round/],
  ['watch', ['watch', '--', process.execPath, '-e', 'setInterval(() => {}, 1000)'], /watching/],
])('the first picture of %s is its own, and not the picker', async (_name, args, sign) => {
  pty = startDashboard(args);
  let sent = '';
  pty.onOutput(piece => (sent += Buffer.from(piece).toString('utf8')));
  await pty.waitFor(sign, 'its screen');
  expect(sent).not.toContain('Hash chains');
});

test('resized at any moment it fits again', async () => {
  const shell = start(['run', gatedWorkload().file, '--mode', 'concurrent'], { columns: 120, rows: 40 });
  await shell.waitFor(/● running/, 'the run');
  for (const { columns, rows } of [...sizes, { columns: 60, rows: 16 }, { columns: 100, rows: 30 }]) {
    shell.resize(columns, rows);
    await shell.waitFor(
      screen => (screen[1] ?? '').length === columns && (screen.at(-1) ?? '').includes('q quit'),
      `a whole screen of ${columns}x${rows}`,
    );
    await expectAligned(shell, columns);
  }
});

test('a blocked loop is seen live, counting up, in words', async () => {
  const shell = start(['run', 'a-and-b', '--mode', 'sequential', '--scale', '100'], {
    columns: 120,
    rows: 40,
  });
  const seconds = (rows: readonly string[]): number =>
    Number(/BLOCKED (\d+(?:\.\d+)?) s/.exec(rows.join('\n'))?.[1] ?? 0);
  await shell.waitFor(rows => seconds(rows) >= 1, 'a second of being blocked');
  const first = seconds(shell.screen());
  await shell.waitFor(rows => seconds(rows) > first, 'the count going up');
});

test('control characters in names, output and errors are shown, never obeyed', async () => {
  const shell = start(['run', fixtureFile('hostile.mjs'), '--mode', 'concurrent'], {
    columns: 120,
    rows: 40,
  });
  await shell.waitFor(/finished/, 'the end of the run');
  shell.type('s');
  await shell.waitFor(/\\x1b\[2J/, 'the escape sequence as text');
  expect(shell.modes().isAlternateScreen).toBe(true);
  await expectAligned(shell, 120);
});

test('NO_COLOR: no colour is sent, and the words are all there', async () => {
  pty = startDashboard(['run', 'breakfast', '--mode', 'concurrent', '--scale', '0.05'], {
    env: { NO_COLOR: '1' },
  });
  let sent = '';
  pty.onOutput(piece => (sent += Buffer.from(piece).toString('latin1')));
  await pty.waitFor(/finished/, 'the end of the run');
  // SGR with a parameter of 30 to 49 or 90 to 107 is a colour.
  expect(sent).not.toMatch(/\x1b\[[\d;]*(?<=[[;])(3\d|4\d|9\d|10[0-7])[;m]/);
});

test('TERM=dumb: words, and no cursor movement', async () => {
  pty = startDashboard(['run', 'breakfast', '--mode', 'concurrent', '--scale', '0.05'], {
    env: { TERM: 'dumb' },
    rows: 60,
  });
  let sent = '';
  pty.onOutput(piece => (sent += Buffer.from(piece).toString('latin1')));
  await pty.waitFor(/left with 0/, 'the end of the program');
  expect(pty.screen().join('\n')).toMatch(/makespan/);
  expect(sent).not.toMatch(/\x1b\[\?/);
});

test('without UTF-8 everything is ASCII', async () => {
  pty = startDashboard(['run', 'breakfast', '--mode', 'concurrent', '--scale', '0.05'], {
    env: { LANG: 'C' },
  });
  let sent = Buffer.alloc(0);
  pty.onOutput(piece => (sent = Buffer.concat([sent, piece])));
  await pty.waitFor(/finished/, 'the end of the run');
  expect(sent.some(byte => byte >= 0x80)).toBe(false);
});
