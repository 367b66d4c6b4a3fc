/** `compare` and `sweep`, as commander is told them. */
import type { Command } from 'commander';
import { maxWorkers } from '../modes.ts';
import type { ModeId } from '../protocol.ts';
import { compareHelp, sweepHelp } from './help.ts';
import { rangeOf } from './ranges.ts';
import type { NamedGuess } from './values.ts';
import { modeId, modeIdList, namedGuess, wholeNumber } from './values.ts';
import type { LaneFlags, WorkFlags } from './work.ts';
import {
  mostTasksPerWorker,
  mostUvThreads,
  withLaneOptions,
  withWorkOptions,
  workloadArgument,
  workloadHelp,
} from './work.ts';

export interface RoundFlags {
  readonly repeat?: number;
  /** False with `--no-guess`. */
  readonly guess?: NamedGuess | false;
}

export interface CompareFlags extends WorkFlags, LaneFlags, RoundFlags {
  readonly modes?: readonly ModeId[];
}

export interface SweepFlags extends WorkFlags, RoundFlags {
  readonly mode?: ModeId;
  readonly workers?: readonly number[];
  readonly slice?: readonly number[];
  readonly tasksPerWorker?: readonly number[];
  readonly uvThreads?: readonly number[];
}

export interface ExperimentHandlers {
  readonly onCompare: (workload: string, flags: CompareFlags) => void;
  readonly onSweep: (workload: string, flags: SweepFlags) => void;
}

/** Each round runs every variant once: more than this is an evening. */
const mostRepeats = 100;
const mostSliceMs = 10_000;

const withRoundOptions = (command: Command, usual: string, example: string): Command =>
  command
    .option(
      '--repeat <n>',
      `measured runs of each, after one warm-up (default: ${usual})`,
      wholeNumber('--repeat', 1, mostRepeats),
    )
    .option('--guess <who[:factor]>', `your guess, answered at the end: \`${example}\``, namedGuess)
    .option('--no-guess', 'do not ask who will win');

export function addCompare(program: Command, onCompare: ExperimentHandlers['onCompare']): void {
  const compare = program
    .command('compare')
    .summary('race the modes, then rank them')
    .description('Run one workload in several modes, turn by turn, and say which differences are real.')
    .argument(workloadArgument, workloadHelp)
    .option(
      '--modes <list>',
      'modes to race, with commas (default: sequential,concurrent,parallel,hybrid)',
      modeIdList,
    );
  withWorkOptions(withLaneOptions(withRoundOptions(compare, '3 to 7, until it is sure', 'parallel:1.8')))
    .addHelpText('after', compareHelp)
    .action(onCompare);
}

export function addSweep(program: Command, onSweep: ExperimentHandlers['onSweep']): void {
  const sweep = program
    .command('sweep')
    .summary('find how many workers pay off')
    .description('Run one workload with one number changed step by step: the curve, its knee, what to take.')
    .argument(workloadArgument, workloadHelp)
    .option(
      '-m, --mode <mode>',
      'how tasks are put on lanes (default: what the swept number is about)',
      modeId,
    )
    .option(
      '-w, --workers <range>',
      'lanes of the pool (default: 1 to twice the usable cores)',
      rangeOf({ option: '--workers', least: 1, most: maxWorkers }),
    )
    .option(
      '--slice <range>',
      'concurrent, hybrid: give way after so many ms on the thread',
      rangeOf({ option: '--slice', least: 0, most: mostSliceMs }),
    )
    .option(
      '--tasks-per-worker <range>',
      'hybrid: tasks in flight in each worker',
      rangeOf({ option: '--tasks-per-worker', least: 1, most: mostTasksPerWorker }),
    )
    .option(
      '--uv-threads <range>',
      "size of libuv's thread pool",
      rangeOf({ option: '--uv-threads', least: 1, most: mostUvThreads }),
    );
  withWorkOptions(withRoundOptions(sweep, '3 to 7, until it is sure', '2:1.8'))
    .addHelpText('after', sweepHelp)
    .action(onSweep);
}
