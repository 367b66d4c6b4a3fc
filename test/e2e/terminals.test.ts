/** The built program on the terminals that people have: what it may send them, and whether the picture is right. */
import { afterEach, describe, expect, test } from 'vitest';
import { gatedWorkload } from '../helpers/endless.ts';
import { expectRestored } from '../helpers/given-back.ts';
import { fixtureFile, startDashboard } from '../helpers/program.ts';
import type { Pty, PtyOptions } from '../helpers/pty.ts';
import { readAftermath } from '../helpers/shell.ts';

let pty: Pty | null = null;
afterEach(async () => {
  await pty?.dispose();
  pty = null;
});

const short = ['run', 'breakfast', '--mode', 'concurrent', '--scale', '0.05'];

/** The program on a terminal, and all the bytes that it has sent to it. */
function started(args: readonly string[], options: PtyOptions): { shell: Pty; sent: () => string } {
  const shell = startDashboard(args, options);
  pty = shell;
  let sent = '';
  shell.onOutput(piece => (sent += Buffer.from(piece).toString('latin1')));
  return { shell, sent: () => sent };
}

/** Every row that begins a panel has an edge in its last cell, however wide its characters are. A frame may come in parts. */
async function expectAligned(shell: Pty, columns: number): Promise<void> {
  const hasEdge = (row: number): boolean => '╮│╯┤+|'.includes(shell.styleAt(row, columns - 1).text);
  const framedIn = (rows: string[]): number[] =>
    [...rows.keys()].filter(row => /^[╭│╰├+|]/.test(rows[row] ?? ''));
  await shell.waitFor(
    rows => framedIn(rows).length > 3 && framedIn(rows).every(hasEdge),
    `whole panels of ${columns} columns`,
  );
}

/** SGR parameters of the bytes sent, each once. */
const sgrOf = (sent: string): Set<string> =>
  // oxlint-disable-next-line no-control-regex
  new Set([...sent.matchAll(/\x1b\[([\d;]*)m/g)].map(([, parameters]) => parameters ?? ''));

const has256 = (sgr: ReadonlySet<string>): boolean => [...sgr].some(one => /(?:^|;)[34]8;5;/.test(one));
const has24Bit = (sgr: ReadonlySet<string>): boolean => [...sgr].some(one => /(?:^|;)[34]8;2;/.test(one));
/** 39 and 49 are no colours: they end one. */
const has16 = (sgr: ReadonlySet<string>): boolean =>
  [...sgr].some(one => /^(?:\d;)?(?:3|4|9|10)[0-7]$/.test(one));

describe.each([
  ['screen-256color', { TERM: 'screen-256color' }, '256'],
  ['tmux-256color', { TERM: 'tmux-256color' }, '256'],
  ['xterm with 24-bit colour', { TERM: 'xterm', COLORTERM: 'truecolor' }, '256'],
  ['xterm', { TERM: 'xterm' }, '16'],
  ['linux', { TERM: 'linux' }, '16'],
  ['vt100', { TERM: 'vt100' }, 'none'],
  ['NO_COLOR', { NO_COLOR: '1' }, 'none'],
  // As in Node itself.
  ['FORCE_COLOR against NO_COLOR', { NO_COLOR: '1', FORCE_COLOR: '3' }, '256'],
  ['FORCE_COLOR on a terminal without', { FORCE_COLOR: '1', TERM: 'vt100' }, '16'],
] as const)('%s', (_name, env, colours) => {
  test('is sent the colours that it has, and a whole picture', async () => {
    const { shell, sent } = started(short, { env });
    await shell.waitFor(/finished/, 'the end of the run');
    await shell.waitFor(/makespan/, 'the summary');
    const sgr = sgrOf(sent());
    expect({ has256: has256(sgr), has24Bit: has24Bit(sgr), has16: has16(sgr) }).toEqual({
      has256: colours === '256',
      has24Bit: false,
      has16: colours === '16',
    });
    await expectAligned(shell, 80);
    shell.type('q');
    await expectRestored(shell, 0);
  });
});

test.each([
  ['LANG=C', { LANG: 'C' }],
  ['LC_ALL=POSIX, whatever LANG says', { LC_ALL: 'POSIX', LANG: 'en_US.UTF-8' }],
  ['LC_CTYPE=C, whatever LANG says', { LC_CTYPE: 'C', LANG: 'en_US.UTF-8' }],
])('%s: ASCII only, also where names are not', async (_name, env) => {
  const { shell, sent } = started(['run', fixtureFile('wide.mjs'), '--mode', 'concurrent'], { env });
  await shell.waitFor(/finished/, 'the end of the run');
  shell.type('s');
  await shell.waitFor(rows => !rows.join('\n').includes('makespan'), 'the log');
  expect(sent()).not.toMatch(/[\x80-\xff]/);
});

test('wide characters and emoji in names keep the columns', async () => {
  const { shell } = started(['run', fixtureFile('wide.mjs'), '--mode', 'concurrent'], {
    columns: 120,
    rows: 40,
  });
  await shell.waitFor(/finished/, 'the end of the run');
  shell.type('s');
  await shell.waitFor(/ＷＩＤＥ/, 'the names in the log');
  await expectAligned(shell, 120);
  shell.type('/漢字');
  await shell.waitFor(/filter 漢字/, 'the filter');
  await expectAligned(shell, 120);
});

test('two hundred resizes in a second end in the right picture', async () => {
  const args = ['run', gatedWorkload().file, '--mode', 'concurrent'];
  const { shell } = started(args, { columns: 120, rows: 40 });
  await shell.waitFor(/● running/, 'the run');
  for (let step = 0; step < 200; step += 1) {
    shell.resize(40 + ((step * 37) % 120), 10 + ((step * 13) % 40));
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  shell.resize(100, 30);
  await shell.waitFor(
    rows => (rows[1] ?? '').length === 100 && (rows.at(-1) ?? '').includes('q quit'),
    'a whole screen of 100x30',
  );
  await expectAligned(shell, 100);
  shell.type('q');
  await expectRestored(shell, 0);
});

test.each([
  [20, 5],
  [10, 3],
  [1, 1],
])('a terminal of %ix%i is no reason to fail', async (columns, rows) => {
  const { shell } = started(['run', 'breakfast', '--mode', 'concurrent', '--scale', '0.2'], {
    columns,
    rows,
  });
  await shell.waitFor(
    screen => shell.modes().isAlternateScreen && screen.join('').trim() !== '',
    'a picture',
  );
  shell.resize(80, 24);
  await shell.waitFor(/breakfast/, 'the run at full size');
  shell.resize(columns, rows);
  shell.type('q');
  shell.resize(80, 24);
  const { exitCode, termios } = await readAftermath(shell);
  expect(exitCode).toBe(0);
  expect(termios).toMatchObject({ icanon: true, echo: true });
  expect(shell.modes()).toMatchObject({ isAlternateScreen: false, isCursorHidden: false });
});

describe('--plain', () => {
  test('on a terminal: lines that stay, then the summary, and not one escape sequence', async () => {
    const { shell, sent } = started([...short, '--plain'], { columns: 100, rows: 60 });
    await shell.waitFor(/left with 0/, 'the end of the program');
    const said = sent().slice(0, sent().indexOf('left with'));
    expect(said).not.toMatch(/[\x1b\x80-\xff]/);
    // The one carriage return is the terminal's own, before each line feed.
    expect(said.replaceAll('\r\n', '\n')).not.toContain('\r');
    expect(said).toMatch(/running: \d+ tasks/);
    expect(said).toMatch(/finished after/);
    expect(said).toMatch(/makespan/);
  });

  test('TERM=dumb gets the same without being asked', async () => {
    const { shell, sent } = started(short, { env: { TERM: 'dumb' }, columns: 100, rows: 60 });
    await shell.waitFor(/left with 0/, 'the end of the program');
    expect(sent()).not.toMatch(/\x1b/);
    expect(sent()).toMatch(/finished after/);
  });

  test('--json keeps its line of progress', async () => {
    const { shell, sent } = started(
      ['run', 'breakfast', '--mode', 'concurrent', '--scale', '0.5', '--json'],
      {},
    );
    await shell.waitFor(/left with 0/, 'the end of the program');
    expect(sent()).toContain('\r\x1b[K');
  });
});
