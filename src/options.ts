/** The command line, understood: argv -> Options, or a UsageError. Never writes and never exits. */
import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { UsageError } from './errors.ts';
import type { CompareFlags, RoundFlags, SweepFlags } from './options/experiments.ts';
import type { CommonFlags, ListFlags, RunFlags, ThemeName } from './options/program.ts';
import { buildProgram } from './options/program.ts';
import type { NamedGuess } from './options/values.ts';
import type { WatchOptions } from './options/watch.ts';
import { psOutput, watchOptions } from './options/watch.ts';
import type { LaneFlags, WorkFlags } from './options/work.ts';
import type { ModeId } from './protocol.ts';
import type { SweptName } from './state/experiment.ts';

export interface DisplayOptions {
  readonly fps: number;
  readonly isAscii: boolean;
  /** False with `--no-color`; the environment may still forbid colours. */
  readonly isColourAllowed: boolean;
  readonly theme: ThemeName;
}

/** What work to do, and how to show it. */
export interface WorkOptions {
  /** Id of a built-in workload, or a path. */
  readonly workload: string;
  readonly scale: number;
  readonly seed: number;
  /** `--set` and `--tasks` as typed: only the workload knows their types. */
  readonly settings: Readonly<Record<string, string>>;
  /** As typed: what may be asked depends on the command. */
  readonly assertions: readonly string[];
  readonly output: 'auto' | 'json' | 'plain';
  /** The seed texts' own numbers beside the measured ones. */
  readonly hasSeedClaims: boolean;
  readonly display: DisplayOptions;
}

export interface LaneOptions {
  /** Null: not given, so that the machine decides. */
  readonly workers: number | null;
  readonly tasksPerWorker: number;
  readonly sliceMs: number;
  /** Null: as many as Node has by itself. */
  readonly uvThreads: number | null;
}

export interface RunOptions extends WorkOptions, LaneOptions {
  readonly command: 'run';
  readonly mode: ModeId;
}

interface RoundOptions {
  /** Measured rounds; null: as many as it takes. */
  readonly repeat: number | null;
  readonly asksGuess: boolean;
  /** Given on the command line; null: not at all. */
  readonly guess: NamedGuess | null;
}

export interface CompareOptions extends WorkOptions, LaneOptions, RoundOptions {
  readonly command: 'compare';
  /** Null: the usual ones. */
  readonly modes: readonly ModeId[] | null;
}

export interface SweepOptions extends WorkOptions, RoundOptions {
  readonly command: 'sweep';
  /** Null: what the swept number is about. */
  readonly mode: ModeId | null;
  /** Values of each number; null where none were given. */
  readonly values: Readonly<Record<SweptName, readonly number[] | null>>;
}

interface ListOptions {
  readonly command: 'list';
  readonly isJson: boolean;
  readonly hasRows: boolean;
}

export type Options =
  | { readonly command: 'interactive'; readonly display: DisplayOptions }
  | RunOptions
  | CompareOptions
  | SweepOptions
  | ListOptions
  | (WatchOptions & { readonly command: 'watch'; readonly display: DisplayOptions })
  | { readonly command: 'ps'; readonly output: WatchOptions['output']; readonly display: DisplayOptions }
  | { readonly command: 'help'; readonly text: string }
  | { readonly command: 'version' };

const displayOf = ({ fps, ascii, color, theme }: CommonFlags): DisplayOptions => ({
  fps,
  isAscii: ascii === true,
  isColourAllowed: color,
  theme,
});

const settingsOf = ({ set, tasks }: WorkFlags): Record<string, string> =>
  tasks === undefined ? set : { ...set, tasks: String(tasks) };

function outputOf({ json, plain }: WorkFlags): WorkOptions['output'] {
  if (json) return 'json';
  return plain ? 'plain' : 'auto';
}

const workOptions = (workload: string, flags: WorkFlags, display: DisplayOptions): WorkOptions => ({
  workload,
  scale: flags.scale,
  seed: flags.seed,
  settings: settingsOf(flags),
  assertions: flags.assert,
  output: outputOf(flags),
  hasSeedClaims: flags.seedClaims === true,
  display,
});

const laneOptions = (flags: LaneFlags): LaneOptions => ({
  workers: flags.workers ?? null,
  tasksPerWorker: flags.tasksPerWorker,
  sliceMs: flags.slice,
  uvThreads: flags.uvThreads ?? null,
});

const runOptions = (workload: string, flags: RunFlags, display: DisplayOptions): RunOptions => ({
  command: 'run',
  mode: flags.mode,
  ...workOptions(workload, flags, display),
  ...laneOptions(flags),
});

/** Who has said it already is not asked. */
const guessOptions = ({ guess }: RoundFlags): Pick<RoundOptions, 'asksGuess' | 'guess'> => ({
  asksGuess: guess === undefined,
  guess: guess === undefined || guess === false ? null : guess,
});

const compareOptions = (workload: string, flags: CompareFlags, display: DisplayOptions): CompareOptions => ({
  command: 'compare',
  modes: flags.modes ?? null,
  repeat: flags.repeat ?? null,
  ...guessOptions(flags),
  ...workOptions(workload, flags, display),
  ...laneOptions(flags),
});

const sweepOptions = (workload: string, flags: SweepFlags, display: DisplayOptions): SweepOptions => ({
  command: 'sweep',
  mode: flags.mode ?? null,
  values: {
    workers: flags.workers ?? null,
    slice: flags.slice ?? null,
    'tasks-per-worker': flags.tasksPerWorker ?? null,
    'uv-threads': flags.uvThreads ?? null,
  },
  repeat: flags.repeat ?? null,
  ...guessOptions(flags),
  ...workOptions(workload, flags, display),
});

const listOptions = ({ json, rows }: ListFlags): ListOptions => ({
  command: 'list',
  isJson: json === true,
  hasRows: rows === true,
});

/** What to do next, where commander does not say it: a word that is no command is most likely a workload. */
function hintFor({ code, message }: CommanderError, words: readonly string[]): string {
  if (code === 'commander.unknownCommand' && !message.includes('Did you mean')) {
    return `\nTo run a workload: jugglers run ${words[0]}`;
  }
  if (code === 'commander.unknownOption' && words[0] === 'watch') {
    return '\nOptions of the command to watch come after `--`: jugglers watch -- node server.js --port 8080';
  }
  if (code !== 'commander.missingArgument') return '';
  return words[0] === 'watch' ? '\nTheir ids: jugglers ps' : '\nTheir names: jugglers list';
}

/** Where it says more: the command's own help, once there is a command. */
const helpFor = ({ commands, args }: Command): string =>
  commands.some(command => command.name() === args[0]) ? `jugglers ${args[0]} --help` : 'jugglers --help';

function usageErrorFrom(error: CommanderError, program: Command): UsageError {
  const message = error.message.replace(/^error: /, '');
  const hint = hintFor(error, program.args);
  return new UsageError(`${message}${hint}\nSee \`${helpFor(program)}\`.`, error);
}

/** Parses, and tells what was shown instead, if anything; every other way that commander would exit is an error. */
function shownBy(program: Command, argv: readonly string[]): 'help' | 'version' | null {
  try {
    // A command line without a word is the interactive one; an action for it makes commander check its options.
    if (program.parseOptions([...argv]).operands.length === 0) program.action(() => {});
    program.parse([...argv], { from: 'user' });
    return null;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.version') return 'version';
    if (error.code === 'commander.helpDisplayed' || error.code === 'commander.help') return 'help';
    throw usageErrorFrom(error, program);
  }
}

/**
 * What the command line (without node and script) asks for.
 * @throws {UsageError} naming the option, what it expects and what came.
 */
export function parseOptions(argv: readonly string[]): Options {
  let text = '';
  const asked: ((display: DisplayOptions) => Options)[] = [];
  const program = buildProgram(
    {
      onRun: (workload, flags) => asked.push(display => runOptions(workload, flags, display)),
      onCompare: (workload, flags) => asked.push(display => compareOptions(workload, flags, display)),
      onSweep: (workload, flags) => asked.push(display => sweepOptions(workload, flags, display)),
      onWatch: (words, flags) =>
        asked.push(display => ({ command: 'watch', display, ...watchOptions(words, flags) })),
      onPs: flags => asked.push(display => ({ command: 'ps', display, output: psOutput(flags) })),
      onList: flags => asked.push(() => listOptions(flags)),
    },
    written => {
      text += written;
    },
  );
  const shown = shownBy(program, argv);
  if (shown === 'help') return { command: 'help', text };
  if (shown === 'version') return { command: 'version' };
  const display = displayOf(program.opts<CommonFlags>());
  return asked[0]?.(display) ?? { command: 'interactive', display };
}
