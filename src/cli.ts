/** Entry of the dashboard process: options, wiring, exit code. The only place that exits. */
import { readFileSync } from 'node:fs';
import { workloads } from '../workloads/index.ts';
import { systemClock } from './clock.ts';
import { assertKnown, titleOf } from './command/catalog.ts';
import { defaultWorkersFor } from './command/choice.ts';
import { runHeadless } from './command/headless.ts';
import { readLastChoice } from './command/last-choice.ts';
import { signalExitCodes } from './command/signals.ts';
import { exitCodes, JugglersError, messageOf, UsageError } from './errors.ts';
import { modes } from './modes.ts';
import type { DisplayOptions, Options, RunOptions } from './options.ts';
import { parseOptions } from './options.ts';
import { listLines, listJson } from './report/list.ts';
import { readMachine } from './sample/machine.ts';
import type { RunChoice } from './state/state.ts';
import { openTerminal } from './terminal.ts';
import { detectTheme } from './view/theme.ts';

const { env, stdin, stdout, stderr } = process;
const clock = systemClock;

function choiceOf(options: RunOptions): RunChoice {
  const { workload, mode, workers, tasksPerWorker, sliceMs, seed, scale, settings } = options;
  return {
    workloadId: workload,
    mode,
    workers: workers ?? defaultWorkersFor(mode, readMachine().usableCores),
    tasksPerWorker,
    sliceMs,
    seed,
    scale,
    options: settings,
  };
}

const firstChoice = (): RunChoice => ({
  workloadId: workloads[0]?.id ?? '',
  mode: 'sequential',
  workers: defaultWorkersFor('parallel', readMachine().usableCores),
  tasksPerWorker: 8,
  sliceMs: 10,
  seed: 1,
  scale: 1,
  options: {},
});

/** Ink only where there is a terminal that can move its cursor; the module is loaded only then, it is most of the start. */
const hasScreen = (): boolean => stdin.isTTY && stdout.isTTY && env['TERM'] !== 'dumb';

async function showDashboard(display: DisplayOptions, initial: RunChoice | null): Promise<number> {
  const { runInteractive } = await import('./command/interactive.ts');
  const { exitCode, lines, error } = await runInteractive({
    initial,
    defaults: initial ?? readLastChoice(env) ?? firstChoice(),
    theme: detectTheme(env, {
      isTTY: true,
      ascii: display.isAscii,
      noColor: !display.isColourAllowed,
      background: display.theme,
      platform: process.platform,
    }),
    fps: display.fps,
    cwd: process.cwd(),
    env,
    clock,
    terminal: openTerminal(stdin, stdout),
  });
  if (error) throw error;
  for (const line of lines) stdout.write(`${line}\n`);
  return exitCode;
}

async function run(options: RunOptions): Promise<number> {
  assertKnown(options.workload);
  const choice = choiceOf(options);
  if (options.output === 'auto' && hasScreen()) return showDashboard(options.display, choice);
  const workloadTitle = titleOf(options.workload);
  const isJson = options.output === 'json';
  return runHeadless({ choice, workloadTitle, isJson, cwd: process.cwd(), clock, stdout, stderr });
}

async function perform(options: Options): Promise<number> {
  switch (options.command) {
    case 'help':
      stdout.write(options.text);
      return exitCodes.fine;
    case 'version':
      stdout.write(`${version()}\n`);
      return exitCodes.fine;
    case 'list':
      stdout.write(
        `${options.isJson ? listJson(workloads, modes) : listLines(workloads, modes, options.hasRows).join('\n')}\n`,
      );
      return exitCodes.fine;
    case 'run':
      return run(options);
    case 'interactive':
      if (hasScreen()) return showDashboard(options.display, null);
      throw new UsageError(noScreen);
  }
}

const noScreen =
  'the dashboard needs a terminal with a movable cursor, and this is none (a pipe, a file, or TERM=dumb). ' +
  'Run a workload without it: jugglers run primes --mode parallel --plain (or --json). All of them: jugglers list';

/** The package's own version; the manifest lies one folder above both `src` and `dist`. */
const version = (): string =>
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version as string;

/** One line for what the user can mend; a stack only for what is our own mistake. */
function report(error: unknown): number {
  if (error instanceof JugglersError) {
    stderr.write(`jugglers: ${error.message}\n`);
    return error.exitCode;
  }
  stderr.write(`jugglers: this is a mistake in jugglers itself: ${messageOf(error)}\n`);
  if (error instanceof Error && error.stack) stderr.write(`${error.stack}\n`);
  return exitCodes.failed;
}

/** A reader that went away (`| head`) ends the program quietly; children end with it (the probe sees the socket close). */
function endWhenReaderLeaves(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(signalExitCodes.SIGPIPE);
  });
}

/** A pipe takes what is written only by and by: exit when it has all of it. */
const drained = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise(resolve => {
    stream.write('', () => resolve());
  });

async function main(): Promise<void> {
  endWhenReaderLeaves(stdout);
  endWhenReaderLeaves(stderr);
  const exitCode = await Promise.resolve()
    .then(() => perform(parseOptions(process.argv.slice(2))))
    .catch(report);
  await Promise.all([drained(stdout), drained(stderr)]);
  process.exit(exitCode);
}

await main();
