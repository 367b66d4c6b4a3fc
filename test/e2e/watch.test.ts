/** Watching a real server on the dashboard: started here, or running already. */
import { afterEach, describe, expect, test } from 'vitest';
import { processesOf, waitForNoneOf } from '../helpers/processes.ts';
import { startDashboard } from '../helpers/program.ts';
import type { Pty } from '../helpers/pty.ts';
import { readAftermath } from '../helpers/shell.ts';
import type { Server } from '../helpers/shop.ts';
import { get, killChildren, serve, serverCommand } from '../helpers/shop.ts';

const wide = { columns: 120, rows: 40 };

let pty: Pty | null = null;
afterEach(async () => {
  await pty?.dispose();
  pty = null;
  killChildren();
});

function start(args: readonly string[], size = wide): Pty {
  pty = startDashboard(args, size);
  return pty;
}

async function portOnScreen(shell: Pty): Promise<number> {
  await shell.waitFor(/listening on \d+/, 'what the server prints');
  return Number(/listening on (\d+)/.exec(shell.screen().join('\n'))?.[1]);
}

async function expectLeft(shell: Pty, exitCode: number): Promise<void> {
  expect((await readAftermath(shell)).exitCode).toBe(exitCode);
}

async function expectNothingLeft(shell: Pty): Promise<void> {
  shell.type('\n');
  await shell.exit;
  await waitForNoneOf(shell.marker);
}

describe('a started server', () => {
  test('is seen blocking with function and line, and ends with the watch', async () => {
    const shell = start(['watch', '--', ...serverCommand]);
    const port = await portOnScreen(shell);
    const answer = get(port, '/slow');
    await shell.waitFor(/\d m?s {2}matchRoute \(shop-server\.mjs:\d+\)/, 'the stall, with its place');
    expect(await answer).toBe(200);
    shell.type('b');
    await shell.waitFor(/stalls by blame[^]*matchRoute[^]*while \(performance/, 'the blamed line of source');
    shell.type('q');
    await expectLeft(shell, 0);
    await expectNothingLeft(shell);
  });

  test('ends with Ctrl-C, as with the signal', async () => {
    const shell = start(['watch', '--', ...serverCommand]);
    await portOnScreen(shell);
    shell.type('\u0003');
    await expectLeft(shell, 130);
    await expectNothingLeft(shell);
  });

  test('ends with a dashboard whose terminal is gone', async () => {
    const shell = start(['watch', '--', ...serverCommand]);
    await portOnScreen(shell);
    shell.hangUp();
    await waitForNoneOf(shell.marker);
  });

  test('that ends by itself is shown to have ended, and hands on its code', async () => {
    const shell = start(['watch', '--', process.execPath, '-e', 'setTimeout(() => process.exit(7), 300)']);
    await shell.waitFor(/ended [\d:.]+: exited with code 7/, 'the end of the program');
    shell.type('q');
    await expectLeft(shell, 7);
  });

  test('that cannot be started is an error on the command line', async () => {
    const shell = start(['watch', '--', './no-such-command']);
    await expectLeft(shell, 3);
    expect(shell.screen().join('\n')).toContain('no-such-command');
  });
});

describe('a running server', () => {
  const attach = async (server: Server): Promise<Pty> => {
    const shell = start(['watch', String(server.pid), '--yes'], { columns: 80, rows: 24 });
    await shell.waitFor(/● watching/, 'the attached server');
    await shell.waitFor(/lag [\d.]+ ms/, 'its heartbeat');
    const answer = get(server.port, '/slow');
    await shell.waitFor(/matchRoute \(shop-server\.mjs:\d+\)/, 'the stall, with its place');
    expect(await answer).toBe(200);
    return shell;
  };

  test('is attached to, seen blocking, and left serving', async () => {
    const server = await serve();
    const shell = await attach(server);
    shell.type('q');
    await expectLeft(shell, 0);
    expect(await get(server.port, '/')).toBe(200);
    await expectNothingLeft(shell);
    expect(server.process.exitCode).toBeNull();
  });

  test('serves on when its dashboard is killed', async () => {
    const server = await serve();
    const shell = await attach(server);
    for (const { pid, command } of processesOf(shell.marker)) {
      if (/^\S*node \S*jugglers\.cjs/.test(command)) process.kill(pid, 'SIGKILL');
    }
    await shell.waitFor(/left with 137/, 'the shell, after the dashboard was killed');
    expect(await get(server.port, '/slow')).toBe(200);
    expect(await get(server.port, '/')).toBe(200);
  });

  test('is left alone by who says no', async () => {
    const server = await serve();
    const shell = start(['watch', String(server.pid)]);
    await shell.waitFor(/Attach to pid \d+[^]*opens the target's inspector[^]*y attach/, 'the question');
    shell.type('n');
    await expectLeft(shell, 0);
    expect(await get(server.port, '/')).toBe(200);
  });

  test('is picked from the list, and let go of again', async () => {
    const server = await serve();
    const shell = start(['ps']);
    await shell.waitFor(new RegExp(`${server.pid} .*shop-server`), 'the server in the list');
    const chosenIn = (rows: readonly string[]) => Number(/▸ (\d+) /.exec(rows.join('\n'))?.[1]);
    for (let chosen = chosenIn(shell.screen()); chosen !== server.pid; chosen = chosenIn(shell.screen())) {
      shell.type('j');
      // The list is drawn anew for other reasons, too.
      await shell.waitFor(rows => ![chosen, Number.NaN].includes(chosenIn(rows)), 'the next line chosen');
    }
    shell.type('\r');
    await shell.waitFor(/y attach/, 'the question');
    shell.type('y');
    await shell.waitFor(/● watching[^]*lag [\d.]+ ms/, 'the attached server');
    shell.type('\u001b');
    await shell.waitFor(/node processes/, 'the list again');
    shell.type('q');
    await expectLeft(shell, 0);
    expect(await get(server.port, '/')).toBe(200);
  });

  test('that is none is an error on the command line', async () => {
    const shell = start(['watch', '4194303']);
    await expectLeft(shell, 3);
  });
});
