/** The options that `run`, `compare` and `sweep` share: what work to do, how it is put on lanes, what comes out. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { defaultSliceMs, defaultTasksPerWorker, maxWorkers } from '../modes.ts';
import { appended, scaleFactor, seedNumber, setting, sliceLength, wholeNumber } from './values.ts';

export const mostTasksPerWorker = 1000;
/** libuv's own limit. */
export const mostUvThreads = 1024;
const mostTasks = 1_000_000;

export interface WorkFlags {
  readonly tasks?: number;
  readonly scale: number;
  readonly set: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly assert: readonly string[];
  readonly json?: true;
  readonly plain?: true;
  readonly seedClaims?: true;
}

export interface LaneFlags {
  readonly workers?: number;
  readonly slice: number;
  readonly tasksPerWorker: number;
  readonly uvThreads?: number;
}

export const jsonOption = (): Option => new Option('--json', 'print one JSON document on stdout');

/** What work to do, and how to show it: the same for `run`, `compare` and `sweep`. */
export const withWorkOptions = (command: Command): Command =>
  command
    .option('-n, --tasks <n>', 'short for --set tasks=n', wholeNumber('--tasks', 1, mostTasks))
    .option('--scale <f>', 'multiplies the size of the work, not the number of tasks', scaleFactor, 1)
    .addOption(
      new Option('-s, --set <name=value>', "one of the workload's own options; repeatable")
        .argParser(setting)
        .default({}, 'none'),
    )
    .option('--seed <n>', 'start of the random numbers: same seed, same work', seedNumber, 1)
    .addOption(
      new Option('--assert <expression>', 'exit 1 unless this holds; repeatable')
        .argParser(appended)
        .default([], 'none'),
    )
    .addOption(jsonOption().conflicts('plain'))
    .option('--plain', 'print text, no live screen')
    .option('--seed-claims', "with the seed texts' own numbers (text and JSON)");

/** How tasks are put on lanes, one value each. */
export const withLaneOptions = (command: Command): Command =>
  command
    .option(
      '-w, --workers <n>',
      'lanes of the pool (default: the usable cores)',
      wholeNumber('--workers', 1, maxWorkers),
    )
    .option(
      '--slice <ms>',
      'concurrent, hybrid: give way after this long on the thread, 0 = never',
      sliceLength,
      defaultSliceMs,
    )
    .option(
      '--tasks-per-worker <n>',
      'hybrid: tasks in flight in each worker',
      wholeNumber('--tasks-per-worker', 1, mostTasksPerWorker),
      defaultTasksPerWorker,
    )
    .option(
      '--uv-threads <n>',
      "size of libuv's thread pool (default: Node's own, 4)",
      wholeNumber('--uv-threads', 1, mostUvThreads),
    );

export const workloadArgument = '<workload|file>';
export const workloadHelp = 'a name from `jugglers list`, or a path';
