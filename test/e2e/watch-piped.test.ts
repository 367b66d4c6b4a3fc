/** Watching without a screen: lines for programs and for people, exit codes, signals. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { programFile } from '../helpers/program.ts';
import { followed, get, killChildren, serve, serverCommand, serverFile } from '../helpers/shop.ts';

afterEach(killChildren);

interface Heard {
  /** All that was said, once no more comes. */
  readonly all: Promise<string>;
  /** Resolves once what was said so far matches. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
}

interface Piped {
  readonly child: ChildProcess;
  readonly stdout: Heard;
  readonly stderr: Heard;
  readonly exitCode: Promise<number | null>;
}

function hear(stream: Readable): Heard {
  let said = '';
  stream.setEncoding('utf8').on('data', (piece: string) => (said += piece));
  return {
    all: once(stream, 'end').then(() => said),
    async until(pattern) {
      for (;;) {
        const found = pattern.exec(said);
        if (found) return found;
        if (stream.readableEnded) throw new Error(`it ended without ${pattern}: ${said}`);
        await Promise.race([once(stream, 'data'), once(stream, 'end')]);
      }
    },
  };
}

function runPiped(args: readonly string[]): Piped {
  const child = followed(
    spawn(process.execPath, [programFile, ...args], { stdio: ['ignore', 'pipe', 'pipe'] }),
  );
  return {
    child,
    stdout: hear(child.stdout),
    stderr: hear(child.stderr),
    exitCode: once(child, 'exit').then(([code]) => code as number | null),
  };
}

/** The port, once the server has said it on the stderr of the watch. */
const portOf = async ({ stderr }: Piped): Promise<number> =>
  Number((await stderr.until(/listening on (\d+)\n/))[1]);

/** Blocks the server once the watch has shown its first second: what blocks while all is coming up has no stack yet. */
async function blockOnce(run: Piped): Promise<number> {
  const [port] = await Promise.all([portOf(run), run.stdout.until(/\n/)]);
  await get(port, '/slow');
  return port;
}

type Line = Readonly<Record<string, unknown>> & { readonly type: string };
const linesOf = (output: string): Line[] =>
  output
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Line);

describe('without a screen', () => {
  test('every line is JSON: seconds, stalls, and a summary that names the function', async () => {
    const run = runPiped(['watch', '--json', '--', ...serverCommand]);
    const port = await blockOnce(run);
    await run.stdout.until(/"type":"stall".*matchRoute/);
    await run.stdout.until(/("type":"second"[^]*){2}\n/);
    await get(port, '/end');
    expect(await run.exitCode).toBe(0);
    const lines = linesOf(await run.stdout.all);
    const stall = lines.find(
      ({ type, blamed }) => type === 'stall' && JSON.stringify(blamed).includes('matchRoute'),
    );
    expect(stall).toMatchObject({ blamed: { functionName: 'matchRoute', file: `file://${serverFile}` } });
    expect(stall?.['durationMs']).toBeGreaterThan(250);
    expect(String(stall?.['startMs'])).toMatch(/^\d+(\.\d{1,3})?$/);
    expect(lines.at(-1)).toMatchObject({
      type: 'summary',
      schema: 1,
      title: 'shop-server.mjs',
      verdict: { kind: expect.any(String) },
    });
    expect(lines.at(-1)?.['blame']).toContainEqual(
      expect.objectContaining({ functionName: 'matchRoute', owner: 'own', count: 1 }),
    );
    expect(lines.filter(({ type }) => type === 'summary')).toHaveLength(1);
    expect(await run.stderr.all).toMatch(/listening on \d+\n/);
  });

  test('an assertion that does not hold is named with its value, and the exit code says so', async () => {
    const bounds = ['--assert', 'loop.lagMaxMs < 100', '--assert', 'stalls.count < 1000'];
    const run = runPiped(['watch', '--plain', ...bounds, '--', ...serverCommand]);
    const port = await blockOnce(run);
    await run.stdout.until(/matchRoute/);
    await get(port, '/end');
    expect(await run.exitCode).toBe(1);
    expect(await run.stderr.all).toMatch(/assertion failed: loop\.lagMaxMs < 100: the value is [\d.]+\n/);
    expect(await run.stderr.all).not.toContain('stalls.count < 1000');
    expect(await run.stdout.all).toMatch(
      /stalls +total[^]*blamed\n[^]*1 .*% +matchRoute \(shop-server\.mjs:\d+\)\n/,
    );
  });

  test('an assertion that cannot be understood starts nothing', async () => {
    const run = runPiped(['watch', '--json', '--assert', 'loop.lagP98Ms < 1', '--', ...serverCommand]);
    expect(await run.exitCode).toBe(2);
    expect(await run.stderr.all).toMatch(/no field `lagP98Ms`/);
    expect(await run.stdout.all).toBe('');
  });

  test('a command that would go on ends with the duration', async () => {
    const run = runPiped(['watch', '--json', '--duration', '1', '--', ...serverCommand]);
    expect(await run.exitCode).toBe(0);
    expect(linesOf(await run.stdout.all).at(-1)).toMatchObject({ type: 'summary', title: 'shop-server.mjs' });
  });

  test('the code of a command that ends by itself is passed through', async () => {
    const run = runPiped(['watch', '--json', '--', process.execPath, '-e', 'process.exit(7)']);
    expect(await run.exitCode).toBe(7);
  });

  test('a signal goes to the command, and its last words come through', async () => {
    const run = runPiped(['watch', '--json', '--', ...serverCommand]);
    await portOf(run);
    run.child.kill('SIGTERM');
    expect(await run.exitCode).toBe(143);
    expect(await run.stderr.all).toContain('asked to end');
  });

  test('the output goes to a file if asked', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'jugglers-test-')), 'server.log');
    const command = [process.execPath, '-e', "console.log('to the file')"];
    const run = runPiped(['watch', '--json', '--log', file, '--', ...command]);
    expect(await run.exitCode).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('to the file\n');
    expect(await run.stderr.all).not.toContain('to the file');
  });

  test('a running process is attached to only with consent', async () => {
    const server = await serve();
    const asked = runPiped(['watch', '--json', String(server.pid)]);
    expect(await asked.exitCode).toBe(2);
    expect(await asked.stderr.all).toContain('--yes');
    const run = runPiped(['watch', '--json', '--yes', '--duration', '2', String(server.pid)]);
    expect(await run.exitCode).toBe(0);
    expect(linesOf(await run.stdout.all).at(-1)).toMatchObject({
      type: 'summary',
      pid: server.pid,
      isAlive: true,
    });
    expect(await get(server.port, '/')).toBe(200);
  });

  test('what cannot be attached to at all is said before consent is asked for', async () => {
    const gone = runPiped(['watch', '4194303']);
    expect(await gone.stderr.all).toMatch(/^jugglers: there is no process 4194303; [^\n]+\n$/);
    expect(await gone.exitCode).toBe(3);
    const other = followed(spawn('sleep', ['60']));
    const sleeping = runPiped(['watch', String(other.pid)]);
    expect(await sleeping.stderr.all).toMatch(
      new RegExp(`^jugglers: process ${other.pid} is no Node process \\(it runs [^\n]+\\)\n$`),
    );
    expect(await sleeping.exitCode).toBe(3);
  });

  test('the figures are served for Prometheus, on loopback', async () => {
    const run = runPiped(['watch', '--plain', '--prometheus', '0', '--', ...serverCommand]);
    const [url] = await run.stderr.until(/http:\/\/127\.0\.0\.1:\d+\/metrics(?=\n)/);
    const isTold = /jugglers_event_loop_lag_seconds\{.*title="shop-server\.mjs"\} [\d.e-]+\n/;
    let body = '';
    while (!isTold.test(body)) body = await (await fetch(url)).text();
    expect(body).toContain('jugglers_watching 1\n');
    run.child.kill('SIGINT');
    expect(await run.exitCode).toBe(130);
  });

  test('ps leaves out the npm that started it', async () => {
    const program = JSON.stringify([programFile, 'ps', '--json']);
    const code =
      "process.title = 'npm exec ps'; " +
      `child_process.spawnSync(process.execPath, ${program}, { stdio: 'inherit' });`;
    const npm = followed(spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] }));
    const { processes } = JSON.parse(await text(npm.stdout)) as { processes: { pid: number }[] };
    expect(processes.map(({ pid }) => pid)).not.toContain(npm.pid);
  });

  test('ps lists the process, for people and for programs', async () => {
    const server = await serve();
    const plain = runPiped(['ps']);
    expect(await plain.stdout.all).toMatch(new RegExp(`${server.pid} .*shop-server\\.mjs`));
    const printing = runPiped(['ps', '--json']);
    const json = JSON.parse(await printing.stdout.all) as { processes: { pid: number }[] };
    expect(json.processes.map(({ pid }) => pid)).not.toContain(printing.child.pid);
    expect(json.processes.find(({ pid }) => pid === server.pid)).toMatchObject({
      title: 'shop-server.mjs',
      isProbed: false,
      lag: null,
    });
  });

  test('ps tells the lag of a process that another dashboard watches, as that one knows it', async () => {
    const watch = runPiped(['watch', '--json', '--', ...serverCommand]);
    await Promise.all([portOf(watch), watch.stdout.until(/\n/)]);
    const listed = async () => {
      const { processes } = JSON.parse(await runPiped(['ps', '--json']).stdout.all) as {
        processes: { ppid: number; isProbed: boolean; lag: unknown }[];
      };
      return processes.find(({ ppid }) => ppid === watch.child.pid);
    };
    // A dashboard that is too busy to answer at once is not waited for.
    await expect.poll(listed).toMatchObject({
      isProbed: true,
      // On a loaded machine it may still be in the block of its start-up.
      lag: {
        lagMs: expect.any(Number),
        p99Ms: expect.any(Number),
        blockedMs: expect.toBeOneOf([null, expect.any(Number)]),
      },
    });
    watch.child.kill('SIGINT');
    await watch.exitCode;
  });
});
