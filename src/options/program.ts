/** The commands and their options, as commander is told them. */
import { Command, Option } from 'commander';
import type { ExperimentHandlers } from './experiments.ts';
import { addCompare, addSweep } from './experiments.ts';
import { mainHelp, runHelp } from './help.ts';
import { modeId, wholeNumber } from './values.ts';
import { addPs, addWatch } from './watch.ts';
import type { WatchHandlers } from './watch.ts';
import type { LaneFlags, WorkFlags } from './work.ts';
import { jsonOption, withLaneOptions, withWorkOptions, workloadArgument, workloadHelp } from './work.ts';

const mostFps = 30;

/** Quick enough for the eye and under one percent of a core; `--fps` for more. */
const defaultFps = 4;

const themeNames = ['dark', 'light'] as const;
export type ThemeName = (typeof themeNames)[number];

/** The fields that commander makes of the options of every command. */
export interface CommonFlags {
  readonly fps: number;
  readonly ascii?: true;
  readonly color: boolean;
  readonly theme: ThemeName;
}

export interface RunFlags extends WorkFlags, LaneFlags {
  readonly mode: ReturnType<typeof modeId>;
}

export interface ListFlags {
  readonly json?: true;
  readonly rows?: true;
}

/** What to do once a command is recognised. */
export interface Handlers extends ExperimentHandlers, WatchHandlers {
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

function addRun(program: Command, onRun: Handlers['onRun']): void {
  const run = program
    .command('run')
    .summary('run one workload and watch it')
    .description('Run one workload, built in or a file of your own (.js, .mjs, .ts), in one mode.')
    .argument(workloadArgument, workloadHelp)
    .option('-m, --mode <mode>', 'how tasks are put on lanes, see below', modeId, 'parallel');
  withWorkOptions(withLaneOptions(run)).addHelpText('after', runHelp).action(onRun);
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
  addCompare(program, handlers.onCompare);
  addSweep(program, handlers.onSweep);
  addWatch(program, handlers.onWatch);
  addPs(program, handlers.onPs);
  addList(program, handlers.onList);
  return program;
}
