/** Without a screen: one document on stdout, all else on stderr, exit codes as documented. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { waitForFile } from '../helpers/endless.ts';
import { waitForNoneOf } from '../helpers/processes.ts';
import { programFile, runPiped } from '../helpers/program.ts';

const inFolder = (name: string, text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'jugglers-test-')), name);
  writeFileSync(file, text);
  return file;
};

/** Two tasks that say once that they are at work, and never end by themselves. */
const endless = (gate: string): string => `
  import { writeFileSync } from 'node:fs';
  export default {
    id: 'endless', title: 'Endless', story: '', kind: 'cpu', teaches: '', rows: [], options: [],
    plan: () => [1, 2].map(n => ({ name: 'n' + n, input: n })),
    async run(n, context) {
      writeFileSync(${JSON.stringify(gate)}, '');
      for (;;) await context.checkpoint();
    },
  };`;

test('--json prints one document with every documented field', () => {
  const { status, stdout, stderr } = runPiped([
    'run',
    'hash-chain',
    '--mode',
    'parallel',
    '--workers',
    '2',
    '--scale',
    '0.05',
    '--json',
  ]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const report = JSON.parse(stdout) as Record<string, unknown>;
  expect(Object.keys(report)).toEqual(
    expect.arrayContaining([
      'schema',
      'workload',
      'mode',
      'workers',
      'tasks',
      'makespanMs',
      'cpuMs',
      'checksum',
      'startupMs',
      'predicted',
      'inFlight',
      'runningNow',
      'loop',
      'lanes',
      'cores',
      'taskTimes',
      'machine',
      'noise',
      'overhead',
      'verdict',
    ]),
  );
  expect(report).toMatchObject({
    schema: 1,
    workload: 'hash-chain',
    mode: 'parallel',
    workers: 2,
    tasks: { total: 8, done: 8, failed: 0, cancelled: 0 },
    options: { tasks: 8 },
    dropped: { traceRecords: 0, messages: 0 },
  });
  expect((report['taskTimes'] as { state: string }[]).map(task => task.state)).toEqual(Array(8).fill('done'));
});

test('sequential is one stall as long as the run, and its lag is its makespan', () => {
  const { stdout } = runPiped(['run', 'a-and-b', '--mode', 'sequential', '--scale', '0.3', '--json']);
  const { loop, makespanMs, runningNow } = JSON.parse(stdout) as {
    loop: { lagMaxMs: number; stalls: { durationMs: number }[] };
    makespanMs: number;
    runningNow: { max: number };
  };
  expect(runningNow.max).toBe(1);
  expect(loop.stalls).toHaveLength(1);
  expect(loop.lagMaxMs / makespanMs).toBeGreaterThan(0.9);
  expect((loop.stalls[0]?.durationMs ?? 0) / makespanMs).toBeGreaterThan(0.9);
});

test('--plain says in words what was measured', () => {
  const { status, stdout } = runPiped([
    'run',
    'breakfast',
    '--mode',
    'concurrent',
    '--scale',
    '0.05',
    '--plain',
  ]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/3 of 3 done/);
  expect(stdout).toMatch(/verdict/);
  expect(stdout).not.toContain('\x1b');
});

test('without a terminal the dashboard says what to do instead', () => {
  const { status, stdout, stderr } = runPiped([]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/needs a terminal/);
});

test.each([
  ['an unknown workload', ['run', 'nope'], /unknown workload `nope`: expected one of hash-chain/],
  [
    'an unknown option',
    ['run', 'primes', '--set', 'colour=red', '--json'],
    /no option `colour`; expected one of: split, tasks, below/,
  ],
  [
    'a value out of range',
    ['run', 'primes', '--workers', 'abc'],
    /--workers: expected a whole number from 1 to 512, got `abc`/,
  ],
  ['a file that is not there', ['run', './not-there.mjs', '--json'], /not-there\.mjs/],
])('%s is wrong usage', (_, args, message) => {
  const { status, stdout, stderr } = runPiped(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

test("what is wrong with a file of one's own is said with the field's name", () => {
  const file = inFolder(
    'mine.mjs',
    `export default { id: 'mine', title: 'Mine', story: '', kind: 'cpu', teaches: '', rows: [], options: [], run() {} };`,
  );
  const { status, stderr } = runPiped(['run', file, '--json']);
  expect(status).toBe(2);
  expect(stderr).toMatch(/mine\.mjs: field `plan`/);
});

test.each(['sequential', 'concurrent', 'parallel', 'hybrid', 'processes', 'spawn'])(
  "a TypeScript file of one's own runs in mode %s, and a failed task is exit code 1",
  mode => {
    const file = inFolder(
      'mine.ts',
      `export default {
        id: 'mine', title: 'Mine', story: '', kind: 'mixed' as const, teaches: '', rows: [], options: [],
        plan: () => [1, 2, 3].map(n => ({ name: 'n' + n, input: n })),
        async run(n: number, context: { sleep(ms: number): Promise<void> }): Promise<number> {
          await context.sleep(5);
          if (n === 2) throw new Error('two is odd today');
          return n * n;
        },
      };`,
    );
    const { status, stdout } = runPiped(['run', file, '--mode', mode, '--json']);
    expect(status).toBe(1);
    const { tasks, taskTimes } = JSON.parse(stdout) as { tasks: object; taskTimes: { error?: string }[] };
    expect(tasks).toEqual({ total: 3, done: 2, failed: 1, cancelled: 0 });
    expect(taskTimes[1]?.error).toMatch(/two is odd today/);
  },
);

test.each(['sequential', 'concurrent', 'parallel', 'hybrid', 'processes', 'spawn'])(
  'Ctrl-C cancels a run in mode %s: the report is still printed, and the exit code is 130',
  async mode => {
    const gate = join(mkdtempSync(join(tmpdir(), 'jugglers-test-')), 'works');
    const file = inFolder('endless.mjs', endless(gate));
    const marker = `jugglers-test-${mode}-${process.pid}`;
    const child = spawn(process.execPath, [programFile, 'run', file, '--mode', mode, '--json'], {
      env: { ...process.env, JUGGLERS_TEST_MARKER: marker },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', text => (stdout += text));
    await waitForFile(gate);
    child.kill('SIGINT');
    const [exitCode] = (await once(child, 'close')) as [number];
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({
      ended: 'cancelled',
      tasks: { total: 2, done: 0, failed: 0, cancelled: 2 },
    });
    await waitForNoneOf(marker);
  },
);

test('a reader that goes away ends it, and nothing stays', async () => {
  const marker = `jugglers-test-pipe-${process.pid}`;
  // Its stdout is a pipe whose reader has ended already.
  const script = 'exec 4> >(exec true); wait $!; exec "$0" "$@" >&4';
  const child = spawn('bash', ['-c', script, process.execPath, programFile, 'list'], {
    env: { ...process.env, JUGGLERS_TEST_MARKER: marker },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', text => (stderr += text));
  const [exitCode] = (await once(child, 'close')) as [number];
  expect({ exitCode, stderr }).toEqual({ exitCode: 141, stderr: '' });
  await waitForNoneOf(marker);
});

test('an old Node is told so in one line', () => {
  const old = inFolder('old.cjs', `Object.defineProperty(process.versions, 'node', { value: '20.20.2' });`);
  const { status, stdout, stderr } = runPiped(['--version'], { NODE_OPTIONS: `--require ${old}` });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/needs Node 22 or newer, and this is Node 20\.20\.2/);
});

test.runIf(process.platform === 'linux')('a full disk is said, and fails', () => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [programFile, 'list', '--json'], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(full);
  expect([status, stderr]).toEqual([
    1,
    'jugglers: stdout cannot be written: ENOSPC: no space left on device, write\n',
  ]);
});
