/** The commands and their options, as commander is told them. */
import { Command, Option } from 'commander';
import { maxWorkers } from '../command/choice.ts';
import { mainHelp, runHelp } from './help.ts';
import { modeId, scaleFactor, seedNumber, setting, sliceLength, wholeNumber } from './values.ts';

/** In flight in each worker of `hybrid`: enough to fill the waits of I/O work, few enough to tell apart on screen. */
const defaultTasksPerWorker = 8;
const mostTasksPerWorker = 1000;
const mostTasks = 1_000_000;
const mostFps = 30;

/** Quick enough for the eye and under one percent of a core; `--fps` for more. */
const defaultFps = 4;
const defaultSliceMs = 10;

const themeNames = ['dark', 'light'] as const;
export type ThemeName = (typeof themeNames)[number];

/** The fields that commander makes of the options of every command. */
export interface CommonFlags {
  readonly fps: number;
  readonly ascii?: true;
  readonly color: boolean;
  readonly theme: ThemeName;
}

export interface RunFlags {
  readonly mode: ReturnType<typeof modeId>;
  readonly workers?: number;
  readonly tasks?: number;
  readonly scale: number;
  readonly slice: number;
  readonly tasksPerWorker: number;
  readonly set: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly json?: true;
  readonly plain?: true;
}

export interface ListFlags {
  readonly json?: true;
  readonly rows?: true;
}

/** What to do once a command is recognised. */
export interface Handlers {
  readonly onRun: (workload: string, flags: RunFlags) => void;
  readonly onList: (flags: ListFlags) => void;
}

const withCommonOptions = (program: Command): Command =>
  program
    .option('--fps <n>', 'pictures a second, 1 to 30', wholeNumber('--fps', 1, mostFps), defaultFps)
    .option('--ascii', 'draw with plain ASCII only')
    .option('--no-color', 'no colours')
    .addOption(
      new Option('--theme <name>', 'colours for this background').choices(themeNames).default('dark'),
    )
    // The text is not used: whoever prints it knows the version.
    .version('', '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help');

const jsonOption = (): Option => new Option('--json', 'print one JSON document on stdout');

function addRun(program: Command, onRun: Handlers['onRun']): void {
  program
    .command('run')
    .summary('run one workload and watch it')
    .description('Run one workload, built in or a file of your own (.js, .mjs, .ts), in one mode.')
    .argument('<workload|file>', 'a name from `jugglers list`, or a path')
    .option('-m, --mode <mode>', 'how tasks are put on lanes, see below', modeId, 'parallel')
    .option(
      '-w, --workers <n>',
      'lanes of the pool (default: the usable cores)',
      wholeNumber('--workers', 1, maxWorkers),
    )
    .option('-n, --tasks <n>', 'short for --set tasks=n', wholeNumber('--tasks', 1, mostTasks))
    .option('--scale <f>', 'multiplies the size of the work, not the number of tasks', scaleFactor, 1)
    .option(
      '--slice <ms>',
      'concurrent: give way after this long on the thread, 0 = never',
      sliceLength,
      defaultSliceMs,
    )
    .option(
      '--tasks-per-worker <n>',
      'hybrid: tasks in flight in each worker',
      wholeNumber('--tasks-per-worker', 1, mostTasksPerWorker),
      defaultTasksPerWorker,
    )
    .addOption(
      new Option('-s, --set <name=value>', "one of the workload's own options; repeatable")
        .argParser(setting)
        .default({}, 'none'),
    )
    .option('--seed <n>', 'start of the random numbers: same seed, same work', seedNumber, 1)
    .addOption(jsonOption().conflicts('plain'))
    .option('--plain', 'print text, no live screen')
    .addHelpText('after', runHelp)
    .action(onRun);
}

function addList(program: Command, onList: Handlers['onList']): void {
  program
    .command('list')
    .summary('workloads and modes, and what each teaches')
    .description('What there is to run, and what each of it teaches.')
    .addOption(jsonOption())
    .option('--rows', 'with the rows of the seed texts that each workload covers')
    .action(onList);
}

/** Help is laid out for the narrowest usual terminal, whatever this one is, so that it always reads the same. */
const helpColumns = 80;

/** The tree of commands. It throws instead of exiting, and writes to `writeOut` only, errors too. */
export function buildProgram(handlers: Handlers, writeOut: (text: string) => void): Command {
  const program = new Command('jugglers')
    .description('See concurrency and parallelism on your own machine.')
    .usage('[command] [options]')
    .exitOverride()
    .configureOutput({ writeOut, writeErr: writeOut, getOutHelpWidth: () => helpColumns })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', mainHelp);
  withCommonOptions(program);
  addRun(program, handlers.onRun);
  addList(program, handlers.onList);
  return program;
}
