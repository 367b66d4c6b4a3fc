/** The command line, understood: argv -> Options, or a UsageError. Never writes and never exits. */
import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { UsageError } from './errors.ts';
import type { CommonFlags, ListFlags, RunFlags, ThemeName } from './options/program.ts';
import { buildProgram } from './options/program.ts';
import type { ModeId } from './protocol.ts';

export interface DisplayOptions {
  readonly fps: number;
  readonly isAscii: boolean;
  /** False with `--no-color`; the environment may still forbid colours. */
  readonly isColourAllowed: boolean;
  readonly theme: ThemeName;
}

export interface RunOptions {
  readonly command: 'run';
  /** Id of a built-in workload, or a path. */
  readonly workload: string;
  readonly mode: ModeId;
  /** Null: not given, so that the machine decides. */
  readonly workers: number | null;
  readonly tasksPerWorker: number;
  readonly scale: number;
  readonly sliceMs: number;
  readonly seed: number;
  /** `--set` and `--tasks` as typed: only the workload knows their types. */
  readonly settings: Readonly<Record<string, string>>;
  readonly output: 'auto' | 'json' | 'plain';
  readonly display: DisplayOptions;
}

interface ListOptions {
  readonly command: 'list';
  readonly isJson: boolean;
  readonly hasRows: boolean;
}

export type Options =
  | { readonly command: 'interactive'; readonly display: DisplayOptions }
  | RunOptions
  | ListOptions
  | { readonly command: 'help'; readonly text: string }
  | { readonly command: 'version' };

const displayOf = ({ fps, ascii, color, theme }: CommonFlags): DisplayOptions => ({
  fps,
  isAscii: ascii === true,
  isColourAllowed: color,
  theme,
});

const settingsOf = ({ set, tasks }: RunFlags): Record<string, string> =>
  tasks === undefined ? set : { ...set, tasks: String(tasks) };

function outputOf({ json, plain }: RunFlags): RunOptions['output'] {
  if (json) return 'json';
  return plain ? 'plain' : 'auto';
}

const runOptions = (workload: string, flags: RunFlags, display: DisplayOptions): RunOptions => ({
  command: 'run',
  workload,
  mode: flags.mode,
  workers: flags.workers ?? null,
  tasksPerWorker: flags.tasksPerWorker,
  scale: flags.scale,
  sliceMs: flags.slice,
  seed: flags.seed,
  settings: settingsOf(flags),
  output: outputOf(flags),
  display,
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
  return code === 'commander.missingArgument' ? '\nTheir names: jugglers list' : '';
}

function usageErrorFrom(error: CommanderError, words: readonly string[]): UsageError {
  const message = error.message.replace(/^error: /, '');
  return new UsageError(`${message}${hintFor(error, words)}\nSee \`jugglers --help\`.`, error);
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
    throw usageErrorFrom(error, program.args);
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
