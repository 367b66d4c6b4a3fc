import { describe, expect, test } from 'vitest';
import { UsageError } from '../src/errors.ts';
import { parseOptions } from '../src/options.ts';

const display = { fps: 4, isAscii: false, isColourAllowed: true, theme: 'dark' };

const run = {
  command: 'run',
  workload: 'primes',
  mode: 'parallel',
  workers: null,
  tasksPerWorker: 8,
  scale: 1,
  sliceMs: 10,
  seed: 1,
  settings: {},
  uvThreads: null,
  assertions: [],
  output: 'auto',
  hasSeedClaims: false,
  display,
};

const {
  mode: _mode,
  workers: _workers,
  tasksPerWorker: _tasks,
  sliceMs: _slice,
  uvThreads: _uv,
  ...work
} = run;

const asks = { asksGuess: true, guess: null } as const;
const compare = {
  ...run,
  command: 'compare',
  modes: null,
  repeat: null,
  ...asks,
  mode: undefined,
};

const sweep = {
  ...work,
  command: 'sweep',
  mode: null,
  values: { workers: null, slice: null, 'tasks-per-worker': null, 'uv-threads': null },
  repeat: null,
  ...asks,
};

describe('what is asked for', () => {
  test.each([
    ['nothing: the interactive one', '', { command: 'interactive', display }],
    [
      'the display, without a command',
      '--fps 10 --ascii --no-color --theme light',
      { command: 'interactive', display: { fps: 10, isAscii: true, isColourAllowed: false, theme: 'light' } },
    ],
    ['a run with all defaults', 'run primes', run],
    ['a file of one’s own', 'run ./mine.ts', { ...run, workload: './mine.ts' }],
    ['a mode by its alias', 'run primes --mode sync', { ...run, mode: 'sequential' }],
    ['a mode by its id, shortly', 'run primes -m processes', { ...run, mode: 'processes' }],
    [
      'every number',
      'run primes --workers 3 --scale 0.25 --slice 0 --tasks-per-worker 16 --seed -7',
      { ...run, workers: 3, scale: 0.25, sliceMs: 0, tasksPerWorker: 16, seed: -7 },
    ],
    [
      'settings, of which the last of a name counts',
      'run primes --set a=1 --set b=x=y --set a=2 --set empty=',
      { ...run, settings: { a: '2', b: 'x=y', empty: '' } },
    ],
    [
      '--tasks as a setting',
      'run primes --set chunk=5 --tasks 16',
      { ...run, settings: { chunk: '5', tasks: '16' } },
    ],
    ['a libuv pool', 'run primes --uv-threads 8', { ...run, uvThreads: 8 }],
    [
      'assertions, as they are typed',
      'run primes --assert workers>1 --assert tasks.failed==0',
      { ...run, assertions: ['workers>1', 'tasks.failed==0'] },
    ],
    ['JSON', 'run primes --json', { ...run, output: 'json' }],
    ['plain text', 'run primes --plain', { ...run, output: 'plain' }],
    [
      'common options before the command',
      '--fps 30 run primes',
      { ...run, display: { ...display, fps: 30 } },
    ],
    [
      'common options after the command',
      'run primes --ascii --fps=1',
      { ...run, display: { ...display, fps: 1, isAscii: true } },
    ],
    ['a comparison with all defaults', 'compare primes', compare],
    [
      'a comparison of these modes, one of them twice',
      'compare primes --modes threads,parallel,sync --repeat 5 --no-guess --workers 3',
      {
        ...compare,
        modes: ['parallel', 'parallel', 'sequential'],
        repeat: 5,
        asksGuess: false,
        workers: 3,
      },
    ],
    ['a sweep with all defaults', 'sweep primes', sweep],
    [
      'a sweep over a list',
      'sweep primes --workers 64,1,2,2 --mode hybrid --tasks-per-worker 4',
      {
        ...sweep,
        mode: 'hybrid',
        values: { ...sweep.values, workers: [1, 2, 64], 'tasks-per-worker': [4] },
      },
    ],
    [
      'a short range, whole',
      'sweep primes --uv-threads 3..6',
      { ...sweep, values: { ...sweep.values, 'uv-threads': [3, 4, 5, 6] } },
    ],
    [
      'a long range, thinned',
      'sweep primes --workers 1..100',
      { ...sweep, values: { ...sweep.values, workers: [1, 2, 4, 7, 14, 27, 52, 100] } },
    ],
    [
      'a long range from 0, thinned',
      'sweep primes --slice 0..1000',
      { ...sweep, values: { ...sweep.values, slice: [0, 1, 3, 10, 32, 100, 316, 1000] } },
    ],
    ['the list', 'list', { command: 'list', isJson: false, hasRows: false }],
    ['the list with all', 'list --json --rows', { command: 'list', isJson: true, hasRows: true }],
    ['the version', '--version', { command: 'version' }],
    ['the version in the middle of a run', 'run primes -V', { command: 'version' }],
  ])('%s', (_title, line, expected) => {
    expect(parseOptions(line.split(' ').filter(word => word !== ''))).toEqual(expected);
  });

  test('a setting may have a name that objects have already', () => {
    const options = parseOptions(['run', 'primes', '--set', '__proto__=x']);
    expect(Object.entries('settings' in options ? options.settings : {})).toEqual([['__proto__', 'x']]);
  });
});

const errorOf = (argv: string[]): UsageError => {
  try {
    parseOptions(argv);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('was accepted');
};

describe('what is refused', () => {
  test.each([
    ['run primes --workers abc', '--workers: expected a whole number from 1 to 512, got `abc`'],
    ['run primes --workers 0', '--workers: expected a whole number from 1 to 512, got `0`'],
    ['run primes --workers 513', '--workers: expected a whole number from 1 to 512, got `513`'],
    ['run primes --workers 1.5', '--workers: expected a whole number from 1 to 512, got `1.5`'],
    ['run primes --workers 0x10', '--workers: expected a whole number from 1 to 512, got `0x10`'],
    ['run primes --workers=', '--workers: expected a whole number from 1 to 512, got ``'],
    ['run primes --scale 0', '--scale: expected a number above 0, up to 1000, got `0`'],
    ['run primes --scale 1001', '--scale: expected a number above 0, up to 1000, got `1001`'],
    ['run primes --slice -1', '--slice: expected milliseconds, 0 (never yield) or more, got `-1`'],
    ['run primes --slice 1e999', '--slice: expected milliseconds, 0 (never yield) or more, got `1e999`'],
    ['run primes --seed 1.5', '--seed: expected a whole number, got `1.5`'],
    ['run primes --tasks 0', '--tasks: expected a whole number from 1 to 1000000, got `0`'],
    ['--fps 31', '--fps: expected a whole number from 1 to 30, got `31`'],
    ['run primes --set chunk', '--set: expected name=value, such as `--set tasks=8`, got `chunk`'],
    ['run primes --set =5', '--set: expected name=value, such as `--set tasks=8`, got `=5`'],
    [
      'run primes --mode fast',
      '--mode: expected one of sequential (sync), concurrent (async), parallel (threads), hybrid, processes, ' +
        'spawn; got `fast`',
    ],
    [
      'compare primes --modes parallel,fast',
      '--modes: expected one of sequential (sync), concurrent (async), parallel (threads), hybrid, processes, ' +
        'spawn; got `fast`',
    ],
    ['compare primes --repeat 0', '--repeat: expected a whole number from 1 to 100, got `0`'],
    [
      'sweep primes --workers 0..4',
      '--workers: expected whole numbers from 1 to 512, as a range `1..8`, a list `1,2,4` or one of them; got `0..4`',
    ],
    [
      'sweep primes --workers 8..1',
      '--workers: expected whole numbers from 1 to 512, as a range `1..8`, a list `1,2,4` or one of them; got `8..1`',
    ],
    [
      'sweep primes --workers 1..2..3',
      '--workers: expected whole numbers from 1 to 512, as a range `1..8`, a list `1,2,4` or one of them; got `1..2..3`',
    ],
    [
      'sweep primes --workers 1,,2',
      '--workers: expected whole numbers from 1 to 512, as a range `1..8`, a list `1,2,4` or one of them; got `1,,2`',
    ],
    [
      'sweep primes --workers 1.5',
      '--workers: expected whole numbers from 1 to 512, as a range `1..8`, a list `1,2,4` or one of them; got `1.5`',
    ],
    ['primes', "unknown command 'primes'\nTo run a workload: jugglers run primes\nSee `jugglers --help`."],
    ['lsit', "unknown command 'lsit'\n(Did you mean list?)\nSee `jugglers --help`."],
    [
      'run',
      "missing required argument 'workload|file'\nTheir names: jugglers list\nSee `jugglers run --help`.",
    ],
    [
      'run a b',
      "too many arguments for 'run'. Expected 1 argument but got 2: a, b.\nSee `jugglers run --help`.",
    ],
    [
      'run primes --wrokers 2',
      "unknown option '--wrokers'\n(Did you mean --workers?)\nSee `jugglers run --help`.",
    ],
    ['ps --all', "unknown option '--all'\nSee `jugglers ps --help`."],
    ['--mode parallel', "unknown option '--mode'\nSee `jugglers --help`."],
    [
      'run primes --json --plain',
      "option '--json' cannot be used with option '--plain'\nSee `jugglers run --help`.",
    ],
  ])('%s', (line, message) => {
    const error = errorOf(line.split(' '));
    expect(error.message).toBe(message);
    expect(error.exitCode).toBe(2);
  });
});

const helpOf = (...argv: string[]): string => {
  const options = parseOptions(argv);
  return options.command === 'help' ? options.text : '';
};

describe('help', () => {
  test.each([[['--help']], [['-h']], [['help']]])(
    '%j shows the commands, the modes and the exit codes',
    argv => {
      const text = helpOf(...argv);
      expect(text).toMatch(/^ {2}run \[options\] <workload\|file> +run one workload and watch it$/m);
      expect(text).toContain('  sequential (sync)       one task after another on the main thread;');
      expect(text).toContain('  130, 143, 129  ended by Ctrl-C, SIGTERM, SIGHUP\n');
    },
  );

  test('of a command shows its own options and the common ones', () => {
    const text = helpOf('run', '--help');
    expect(text).toContain('-s, --set <name=value>');
    expect(text).toContain('Global Options:\n  --fps <n>');
    expect(helpOf('help', 'run')).toBe(text);
  });

  test('reads without wrapping on a terminal of 100 columns', () => {
    const widths = [helpOf('--help'), helpOf('run', '--help'), helpOf('list', '--help')]
      .join('\n')
      .split('\n')
      .map(line => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(100);
  });
});
