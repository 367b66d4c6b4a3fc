/** The commands `watch` and `ps`: their options, as commander is told them, and what is made of them. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { UsageError } from '../errors.ts';
import { psHelp, watchHelp } from './help-watch.ts';
import { appended, milliseconds, seconds, wholeNumber } from './values.ts';

/** From this on the loop counts as stalled: three frames of an animation, felt by everyone. */
const defaultThresholdMs = 50;
const mostPort = 65_535;

export interface WatchFlags {
  readonly threshold: number;
  readonly duration?: number;
  readonly log?: string;
  readonly yes?: true;
  readonly assert: readonly string[];
  readonly prometheus?: number;
  readonly json?: true;
  readonly plain?: true;
}

interface PsFlags {
  readonly json?: true;
  readonly plain?: true;
}

export interface WatchHandlers {
  readonly onWatch: (target: readonly string[], flags: WatchFlags) => void;
  readonly onPs: (flags: PsFlags) => void;
}

type Output = 'auto' | 'json' | 'plain';

type WatchedTarget =
  | { readonly kind: 'pid'; readonly pid: number }
  | { readonly kind: 'command'; readonly command: readonly string[] };

export interface WatchOptions {
  readonly target: WatchedTarget;
  readonly thresholdMs: number;
  readonly durationMs: number | null;
  readonly logFile: string | null;
  readonly hasConsent: boolean;
  /** As typed. */
  readonly assertions: readonly string[];
  readonly prometheusPort: number | null;
  readonly output: Output;
}

const outputOf = ({ json, plain }: PsFlags): Output => {
  if (json) return 'json';
  return plain ? 'plain' : 'auto';
};

/** A number alone is a process; everything else is a command. */
function targetOf(words: readonly string[]): WatchedTarget {
  const [first = ''] = words;
  if (words.length !== 1 || !/^\d+$/.test(first)) return { kind: 'command', command: words };
  const pid = Number(first);
  if (pid > 0 && Number.isSafeInteger(pid)) return { kind: 'pid', pid };
  throw new UsageError(`watch: expected the id of a process (\`jugglers ps\` lists them), got \`${first}\``);
}

/** @throws {UsageError} for what is no process and no command. */
export const watchOptions = (words: readonly string[], flags: WatchFlags): WatchOptions => {
  const target = targetOf(words);
  if (target.kind === 'pid' && flags.log !== undefined) {
    throw new UsageError(
      '--log is for a command that is started here: what a running process prints goes where it went before',
    );
  }
  return {
    target,
    thresholdMs: flags.threshold,
    durationMs: flags.duration === undefined ? null : flags.duration * 1000,
    logFile: flags.log ?? null,
    hasConsent: flags.yes === true,
    assertions: flags.assert,
    prometheusPort: flags.prometheus ?? null,
    output: outputOf(flags),
  };
};

export const psOutput = outputOf;

/** Below 10 ms the heartbeat of 20 ms itself is what would be seen. */
const leastThresholdMs = 10;

export function addWatch(program: Command, onWatch: WatchHandlers['onWatch']): void {
  program
    .command('watch')
    .summary("see any Node process' event loop block, live")
    .description('Watch a Node process that runs already, or start a command and watch it.')
    .argument('<pid|command...>', 'a process id, or -- and the command to start')
    .option(
      '--threshold <ms>',
      'a block from this on is a stall',
      milliseconds('--threshold', leastThresholdMs),
      defaultThresholdMs,
    )
    .option('--duration <s>', 'end after so many seconds', seconds('--duration'))
    .option('--log <file>', "write the command's output to this file")
    .option('-y, --yes', 'attach without asking')
    .addOption(
      new Option('--assert <expr>', "exit 1 unless this holds, such as 'loop.lagP99Ms < 50'; repeatable")
        .argParser(appended)
        .default([], 'none'),
    )
    .option('--prometheus <port>', 'serve the figures on 127.0.0.1', wholeNumber('--prometheus', 0, mostPort))
    .addOption(
      new Option('--json', 'one JSON document a line: seconds, stalls, a summary').conflicts('plain'),
    )
    .option('--plain', 'print text, no live screen')
    .addHelpText('after', watchHelp)
    .action((words: string | readonly string[], flags: WatchFlags) => onWatch([words].flat(), flags));
}

export function addPs(program: Command, onPs: WatchHandlers['onPs']): void {
  program
    .command('ps')
    .summary('your Node processes; Enter watches one')
    .description('The Node processes of this user, with CPU and memory.')
    .addOption(new Option('--json', 'print one JSON document on stdout').conflicts('plain'))
    .option('--plain', 'print text, no live screen')
    .addHelpText('after', psHelp)
    .action(onPs);
}
