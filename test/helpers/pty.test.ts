import { afterEach, describe, expect, test } from 'vitest';
import { processesOf, waitForNoneOf } from './processes.ts';
import type { Pty } from './pty.ts';
import { startPty } from './pty.ts';
import { readAftermath, startInShell } from './shell.ts';

const open: Pty[] = [];
const kept = (pty: Pty): Pty => {
  open.push(pty);
  return pty;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map(pty => pty.dispose()));
});

const node = (program: string, options?: Parameters<typeof startPty>[2]): Pty =>
  kept(startPty(process.execPath, ['-e', program], options));

describe('a program in a terminal', () => {
  test('is seen, takes keys and ends with its code', async () => {
    const pty = kept(startPty('sh', ['-c', 'echo ready; read -r line; echo "got $line"; exit 7']));
    await pty.waitFor(/ready/, 'the first line');
    pty.type('three balls\r');
    await pty.waitFor(rows => rows.includes('got three balls'), 'the answer');
    expect(await pty.exit).toEqual({ exitCode: 7, signal: null });
    expect(pty.screen().slice(0, 4)).toEqual(['ready', 'three balls', 'got three balls', '']);
    expect(pty.screen()).toHaveLength(24);
  });

  test('is told its size, and the new one', async () => {
    const pty = node(
      `const show = () => console.log(process.stdout.columns + 'x' + process.stdout.rows);
       process.stdout.on('resize', show); show(); setInterval(() => {}, 1000)`,
      { columns: 120, rows: 40 },
    );
    await pty.waitFor(/^120x40$/m, 'the size');
    pty.resize(40, 12);
    await pty.waitFor(/^40x12$/m, 'the new size');
    expect(pty.screen()).toHaveLength(12);
  });

  test('ends by a signal', async () => {
    const pty = node(`console.log('up'); setInterval(() => {}, 1000)`);
    await pty.waitFor(/up/, 'the start');
    pty.kill('SIGTERM');
    expect(await pty.exit).toEqual({ exitCode: 0, signal: 15 });
  });

  test('gets SIGHUP when the terminal goes', async () => {
    const pty = node(`console.log('up'); setInterval(() => {}, 1000)`);
    await pty.waitFor(/up/, 'the start');
    pty.hangUp();
    await waitForNoneOf(pty.marker);
  });

  test('counts its bytes, not its characters', async () => {
    const pty = node(`process.stdout.write('█')`);
    await pty.exit;
    expect(pty.bytes()).toBe(3);
    expect(pty.screen()[0]).toBe('█');
  });

  test('is answered like in any terminal', async () => {
    const pty = node(
      `process.stdin.setRawMode(true); process.stdout.write('\\x1b[6n');
       process.stdin.once('data', data => { console.log(JSON.stringify(String(data))); process.exit() })`,
    );
    await pty.waitFor(/u001b\[1;1R/, 'the position of the cursor');
  });

  test('does not inherit what would change its looks', async () => {
    const pty = node(
      `console.log([process.env.CI, process.env.NO_COLOR, process.env.TERM, process.env.MINE].join())`,
      {
        env: { MINE: 'yes' },
      },
    );
    await pty.waitFor(/^,,xterm-256color,yes$/m, 'the environment');
  });

  test('writes on when the terminal has stalled for a while', async () => {
    const pty = node(`console.log('up'); process.stdin.once('data', () => console.log('after'))`);
    await pty.waitFor(/up/, 'the start');
    pty.stall();
    pty.type('x\r');
    pty.resume();
    await pty.waitFor(/after/, 'what came meanwhile');
  });
});

test('a slow line brings everything in order, and no faster than it can', async () => {
  const pty = node(`process.stdout.write('x'.repeat(1000) + 'end'); process.stdin.resume()`, {
    bytesPerSecond: 2500,
  });
  const startMs = performance.now();
  await pty.waitFor(/x+end/, 'the end of what was written');
  expect(performance.now() - startMs).toBeGreaterThan(395);
  expect(pty.lastOutput()).toBe(`${'x'.repeat(1000)}end`);
});

describe('waiting', () => {
  test('fails with the screen when the bound is over', async () => {
    const pty = node(`console.log('something else'); setInterval(() => {}, 1000)`);
    await pty.waitFor(/something/, 'the start');
    await expect(pty.waitFor(/never/, 'the impossible', 50)).rejects.toThrow(
      /^the impossible: not within 50 ms\. The screen shows:\n {2}\| something else\n/,
    );
  });

  test('fails at once when the program has ended', async () => {
    const pty = node(`console.log('bye')`);
    await expect(pty.waitFor(/never/, 'the impossible')).rejects.toThrow(
      /^the impossible: the program ended without it\. The screen shows:\n {2}\| bye\n/,
    );
  });
});

describe('modes and styles', () => {
  test('alternate screen, cursor, mouse and paste, on and off', async () => {
    const pty = node(
      `process.stdout.write('\\x1b[?1049h\\x1b[?25l\\x1b[?1000h\\x1b[?2004hin');
       process.stdin.once('data', () => process.stdout.write('\\x1b[?2004l\\x1b[?1000l\\x1b[?25h\\x1b[?1049lout', () => process.exit()))`,
    );
    await pty.waitFor(/in/, 'the alternate screen');
    expect(pty.modes()).toEqual({
      isAlternateScreen: true,
      isCursorHidden: true,
      isMouseOn: true,
      isBracketedPasteOn: true,
    });
    pty.type('\r');
    await pty.waitFor(/out/, 'the normal screen');
    expect(pty.modes()).toEqual({
      isAlternateScreen: false,
      isCursorHidden: false,
      isMouseOn: false,
      isBracketedPasteOn: false,
    });
  });

  test('bold, inverse and colours of a cell', async () => {
    const pty = node(`process.stdout.write('a\\x1b[1;7;31;44mb')`);
    await pty.exit;
    expect(pty.styleAt(0, 0)).toEqual({
      text: 'a',
      isBold: false,
      isDim: false,
      isInverse: false,
      foreground: -1,
      background: -1,
    });
    expect(pty.styleAt(0, 1)).toEqual({
      text: 'b',
      isBold: true,
      isDim: false,
      isInverse: true,
      foreground: 1,
      background: 4,
    });
  });
});

describe('what a program leaves behind', () => {
  test('settings as they were', async () => {
    const pty = kept(startInShell('sh', ['-c', 'stty raw -echo; stty sane; exit 3']));
    const { exitCode, termios } = await readAftermath(pty);
    expect(exitCode).toBe(3);
    expect(termios).toMatchObject({ icanon: true, echo: true, isig: true, opost: true });
  });

  test('settings that it did not put back', async () => {
    const pty = kept(startInShell('sh', ['-c', 'stty -icanon -echo']));
    const { exitCode, termios } = await readAftermath(pty);
    expect(exitCode).toBe(0);
    expect(termios).toMatchObject({ icanon: false, echo: false, isig: true });
  });

  test('the signal that ended it, as the shell tells it', async () => {
    const pty = kept(startInShell('sh', ['-c', 'kill -TERM $$']));
    expect((await readAftermath(pty)).exitCode).toBe(143);
  });
});

describe('processes', () => {
  const parent = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
    child.unref(); console.log('child ' + child.pid); process.stdin.once('data', () => process.exit());`;

  test('are found by their marker, also one that left its group, until they are gone', async () => {
    const pty = node(parent);
    await pty.waitFor(/child \d+/, 'the child');
    const child = Number(/child (\d+)/.exec(pty.screen().join('\n'))?.[1]);
    const pids = () => processesOf(pty.marker).map(({ pid }) => pid);
    expect(pids().toSorted()).toEqual([pty.pid, child].toSorted());

    pty.type('\r');
    await pty.exit;
    expect(pids()).toEqual([child]);
    await expect(waitForNoneOf(pty.marker, 20)).rejects.toThrow(`still alive: ${child} `);

    await pty.dispose();
    await waitForNoneOf(pty.marker);
  });
});
