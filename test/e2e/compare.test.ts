/** `compare` and `sweep` of the built program, without a screen. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { endlessWorkload, waitForFile } from '../helpers/endless.ts';
import { waitForNoneOf } from '../helpers/processes.ts';
import { programFile, runPiped } from '../helpers/program.ts';

interface Document {
  readonly [field: string]: unknown;
  readonly runs: readonly {
    readonly variant: string;
    readonly round: number;
    readonly isWarmUp: boolean;
    readonly mode: string;
    readonly workers: number;
    readonly checksum: string;
    readonly ended: string;
  }[];
  readonly ranking: {
    readonly order: readonly { readonly label: string; readonly place: number; readonly medianMs: number }[];
    readonly comparisons: readonly { readonly isReal: boolean; readonly interval: unknown }[];
    readonly checksumsAgree: boolean | null;
  };
}

const folder = mkdtempSync(join(tmpdir(), 'jugglers-test-'));

/**
 * Forty tasks that wait 40 ms each: sequential takes 1.6 s at least, concurrent 40 ms and what the machine adds. A median
 * of three only turns where it adds more than a second, twice.
 */
const waits = join(folder, 'waits.mjs');
writeFileSync(
  waits,
  `export default {
    id: 'waits', title: 'Waits', story: '', kind: 'io', teaches: '', rows: [], options: [],
    plan: () => Array.from({ length: 40 }, (_, n) => ({ name: 'n' + n, input: n })),
    async run(n, context) { await context.sleep(40); return n; },
  };`,
);

const compare = (...args: string[]) => runPiped(['compare', ...args]);
const documentOf = (stdout: string): Document => JSON.parse(stdout) as Document;

/** As arguments of the command line. */
const asserting = (...texts: string[]): string[] => texts.flatMap(text => ['--assert', text]);

test('compare --json: the order of the runs, the ranking, the intervals; assertions that hold say nothing', () => {
  const { status, stdout, stderr } = compare(
    waits,
    '--modes',
    'sequential,concurrent',
    '--repeat',
    '3',
    '--json',
    ...asserting('speedup(concurrent) > 1.2', 'checksumsAgree', 'tasks.done == 40'),
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const document = documentOf(stdout);
  expect(document).toMatchObject({
    schema: 1,
    kind: 'compare',
    workload: waits,
    swept: null,
    ended: 'finished',
    rounds: { least: 3, most: 3, measured: 3 },
    speedupAgainst: 'sequential',
    fit: null,
    guess: null,
  });
  expect(document.runs.map(({ round, isWarmUp, mode }) => `${round}${isWarmUp ? 'w' : ''} ${mode}`)).toEqual([
    '0w sequential',
    '0w concurrent',
    '1 sequential',
    '1 concurrent',
    '2 sequential',
    '2 concurrent',
    '3 sequential',
    '3 concurrent',
  ]);
  expect(new Set(document.runs.map(({ checksum }) => checksum)).size).toBe(1);
  expect(document.ranking.checksumsAgree).toBe(true);
  expect(document.ranking.order[0]?.label).toBe('concurrent');
  expect(document.ranking.comparisons).toMatchObject([{ faster: 'concurrent', slower: 'sequential' }]);
  for (const { interval, isReal } of document.ranking.comparisons) {
    // On a machine that is very busy three rounds tell none.
    expect([null, { low: expect.any(Number), high: expect.any(Number) }]).toContainEqual(interval);
    expect(typeof isReal).toBe('boolean');
  }
});

test('compare in plain text: a table, a ranking, an end; nothing on stderr', () => {
  const { status, stdout, stderr } = compare(
    'hash-chain',
    '--scale',
    '0.02',
    '--modes',
    'sync,threads,threads',
    '--repeat',
    '1',
    '--guess',
    'sync',
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(
    /^guess +You said sequential; open: no difference that this machine can show between it and/m,
  );
  expect(stdout).toMatch(/^jugglers: hash-chain, 3 modes compared\n\nmode +median /);
  expect(stdout).toMatch(/^parallel x\d+ #1 .+\nparallel x\d+ #2 /m);
  expect(stdout).toContain('no difference that this machine can show');
  expect(stdout).toContain('1 complete after the warm-up');
});

test('assertions that fail are told on stderr, with exit code 1', () => {
  const failed = compare(
    waits,
    '--modes',
    'sequential,concurrent',
    '--repeat',
    '1',
    '--json',
    ...asserting('speedup(concurrent) > 1000', 'tasks.done == 40', 'tasks.total == 5'),
  );
  expect(failed.status).toBe(1);
  expect(failed.stderr).toMatch(
    /^jugglers: assertion failed: speedup\(concurrent\) > 1000: the value is \d+(\.\d+)?\njugglers: assertion failed: tasks\.total == 5: the value is 40 \(sequential, round 1\), and in 1 more of 2 runs\n$/,
  );
  expect(documentOf(failed.stdout).runs).toHaveLength(4);
});

test('assertions of a single run', () => {
  const run = (text: string) =>
    runPiped(['run', 'hash-chain', '--scale', '0.02', '--plain', '--assert', text]);
  expect(run('tasks.failed == 0')).toMatchObject({ status: 0, stderr: '' });
  expect(run('makespanMs < 0.5')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^jugglers: assertion failed: makespanMs < 0\.5: the value is [\d.]+\n$/),
  });
});

describe('what cannot be asked is refused before anything runs', () => {
  test.each([
    [['run', 'primes', '--assert', 'loop.lag < 5'], /no field `lag`: expected one of lagP50Ms/],
    [['compare', 'primes', '--assert', 'speedup(spawn) > 1'], /this names none of what is compared/],
    [['compare', 'primes', '--assert', 'speedup('], /cannot be read/],
    [['compare', 'nonsense'], /unknown workload `nonsense`/],
    [['sweep', 'primes', '--mode', 'concurrent'], /`concurrent` does not depend on --workers/],
  ] as const)('%j', (args, message) => {
    const { status, stdout, stderr } = runPiped(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

test('a workload that is refused ends it with that error', () => {
  const { status, stdout, stderr } = compare(waits, '--set', 'nonsense=1', '--json');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('nonsense');
});

test('tasks that fail are counted out, told, and make the exit code 1', () => {
  const file = join(folder, 'fails.mjs');
  writeFileSync(
    file,
    `export default {
      id: 'fails', title: 'Fails', story: '', kind: 'io', teaches: '', rows: [], options: [],
      plan: () => [{ name: 'one', input: 1 }],
      async run() { throw new Error('on purpose'); },
    };`,
  );
  const { status, stdout } = compare(file, '--modes', 'sequential,concurrent', '--repeat', '1', '--plain');
  expect(status).toBe(1);
  expect(stdout).toContain('Nothing was measured.');
  expect(stdout).toMatch(
    /left out +sequential in round 1: 1 task failed; concurrent in round 1: 1 task failed/,
  );
});

test('sweep: more workers than cores by far, each point with its number', () => {
  const { status, stdout, stderr } = runPiped([
    'sweep',
    'hash-chain',
    '--workers',
    '1,2,12',
    '--tasks',
    '12',
    '--scale',
    '0.01',
    '--repeat',
    '1',
    '--json',
  ]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const document = documentOf(stdout);
  expect(document).toMatchObject({ kind: 'sweep', swept: 'workers', speedupAgainst: 'workers 1' });
  expect(document['variants']).toEqual([
    { label: 'workers 1', mode: 'parallel', workers: 1, x: 1 },
    { label: 'workers 2', mode: 'parallel', workers: 2, x: 2 },
    { label: 'workers 12', mode: 'parallel', workers: 12, x: 12 },
  ]);
  expect(document.runs.map(({ variant }) => variant)).toEqual([
    'workers 1',
    'workers 2',
    'workers 12',
    'workers 1',
    'workers 2',
    'workers 12',
  ]);
  expect(document['fit']).toMatchObject({ recommended: { workers: expect.any(Number) } });
});

test('SIGINT in the middle prints what there is, leaves nobody behind and exits 130', async () => {
  const { file, gate } = endlessWorkload();
  const child = spawn(process.execPath, [programFile, 'compare', file, '--json'], {
    env: { ...process.env, JUGGLERS_TEST: file },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const closed = once(child, 'close');
  await waitForFile(gate);
  child.kill('SIGINT');
  const [code] = await closed;
  expect(code).toBe(130);
  const document = documentOf(stdout);
  expect(document).toMatchObject({ ended: 'cancelled', endReason: 'cancelled', rounds: { measured: 0 } });
  expect(document.runs.map(({ ended }) => ended)).toEqual(['finished', 'cancelled']);
  await waitForNoneOf(`JUGGLERS_TEST=${file}`);
});
