/** Entry of the dashboard process: options, wiring, exit code. The only place that exits. */
import { readFileSync } from 'node:fs';
import { workloads } from '../workloads/index.ts';
import { parseExperimentAssertions } from './analysis/assertions/experiment.ts';
import { parseRunAssertions } from './analysis/assertions/run.ts';
import { systemClock } from './clock.ts';
import type { Usual } from './command/asked.ts';
import { choiceFrom, planFrom } from './command/asked.ts';
import { assertKnown, titleOf } from './command/catalog.ts';
import { defaultWorkersFor } from './command/choice.ts';
import { runExperimentHeadless } from './command/experiment-headless.ts';
import { runHeadless } from './command/headless.ts';
import { readLastChoice } from './command/last-choice.ts';
import type { Departure } from './command/interactive.ts';
import type { Initial } from './command/promised.ts';
import { signalExitCodes } from './command/signals.ts';
import type { WatchPlan } from './command/watch-options.ts';
import { exitCodes, JugglersError, messageOf, UsageError } from './errors.ts';
import { defaultSliceMs, defaultTasksPerWorker, modes } from './modes.ts';
import type { CompareOptions, DisplayOptions, Options, RunOptions, SweepOptions } from './options.ts';
import { parseOptions } from './options.ts';
import { listLines, listJson } from './report/list.ts';
import { readMachine } from './sample/machine.ts';
import type { RunChoice } from './state/state.ts';
import { openTerminal } from './terminal.ts';
import { detectTheme } from './view/theme.ts';

const { env, stdin, stdout, stderr } = process;
const clock = systemClock;

const usual = (): Usual => ({
  usableCores: readMachine().usableCores,
  tasksPerWorker: defaultTasksPerWorker,
  sliceMs: defaultSliceMs,
});

const firstChoice = (): RunChoice => ({
  workloadId: workloads[0]?.id ?? '',
  mode: 'sequential',
  workers: defaultWorkersFor('parallel', readMachine().usableCores),
  tasksPerWorker: defaultTasksPerWorker,
  sliceMs: defaultSliceMs,
  seed: 1,
  scale: 1,
  options: {},
});

/** Ink only where there is a terminal that can move its cursor; the module is loaded only then, it is most of the start. */
const hasScreen = (): boolean => stdin.isTTY && stdout.isTTY && env['TERM'] !== 'dumb';

const screenFor = (display: DisplayOptions) => ({
  theme: detectTheme(env, {
    isTTY: true,
    ascii: display.isAscii,
    noColor: !display.isColourAllowed,
    background: display.theme,
    platform: process.platform,
  }),
  fps: display.fps,
  terminal: openTerminal(stdin, stdout),
});

/** Says what is worth saying once the screen is the shell's again. */
function departed({ exitCode, lines, error }: Departure): number {
  if (error) throw error;
  for (const line of lines) stdout.write(`${line}\n`);
  return exitCode;
}

const initialChoice = (initial: Initial | null): RunChoice | undefined =>
  initial?.type === 'experiment' ? initial.plan.variants[0]?.choice : initial?.choice;

async function showDashboard(display: DisplayOptions, initial: Initial | null): Promise<number> {
  const { runInteractive } = await import('./command/interactive.ts');
  const { exitCode, lines, error } = await runInteractive({
    initial,
    defaults: initialChoice(initial) ?? readLastChoice(env) ?? firstChoice(),
    ...screenFor(display),
    cwd: process.cwd(),
    env,
    clock,
  });
  return departed({ exitCode, lines, error });
}

async function run(options: RunOptions): Promise<number> {
  assertKnown(options.workload);
  const choice = choiceFrom(options, options.mode, usual());
  const assertions = parseRunAssertions(options.assertions);
  if (options.output === 'auto' && hasScreen()) {
    return showDashboard(options.display, { type: 'run', choice, assertions });
  }
  const workloadTitle = titleOf(options.workload);
  const isJson = options.output === 'json';
  const { hasSeedClaims } = options;
  return runHeadless({ choice, workloadTitle, isJson, hasSeedClaims, assertions, ...surroundings() });
}

async function runExperiment(options: CompareOptions | SweepOptions): Promise<number> {
  assertKnown(options.workload);
  const plan = planFrom(options, usual());
  const assertions = parseExperimentAssertions(options.assertions, plan);
  if (options.output === 'auto' && hasScreen()) {
    return showDashboard(options.display, { type: 'experiment', plan, assertions });
  }
  const { hasSeedClaims, output } = options;
  const isJson = output === 'json';
  return runExperimentHeadless({ plan, assertions, isJson, hasSeedClaims, ...surroundings() });
}

const surroundings = () => ({ clock, cwd: process.cwd(), env, stdout, stderr });

async function showWatch(display: DisplayOptions, plan: WatchPlan): Promise<number> {
  const { watchInteractive } = await import('./command/watch-interactive.ts');
  return departed(await watchInteractive({ plan, ...surroundings(), ...screenFor(display) }));
}

/** Loaded only for those who watch: a run has no use for it. */
async function watch(options: Extract<Options, { command: 'watch' | 'ps' }>): Promise<number> {
  const { listPlan, planOf, printProcesses, watchWithoutScreen } = await import('./command/watch.ts');
  const isOnScreen = options.output === 'auto' && hasScreen();
  if (options.command === 'ps') {
    return isOnScreen
      ? showWatch(options.display, listPlan)
      : printProcesses(options.output === 'json', surroundings());
  }
  return isOnScreen
    ? showWatch(options.display, planOf(options))
    : watchWithoutScreen(options, surroundings());
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
    case 'compare':
    case 'sweep':
      return runExperiment(options);
    case 'watch':
    case 'ps':
      return watch(options);
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

/** A file that takes no more. A terminal that is gone is the screen's own affair. */
function endWhenNotWritable(stream: NodeJS.WriteStream): void {
  if (stream.isTTY) return;
  stream.on('error', error => {
    stderr.write(`jugglers: stdout cannot be written: ${messageOf(error)}\n`);
    process.exit(exitCodes.failed);
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
  endWhenNotWritable(stdout);
  const exitCode = await Promise.resolve()
    .then(() => perform(parseOptions(process.argv.slice(2))))
    .catch(report);
  await Promise.all([drained(stdout), drained(stderr)]);
  process.exit(exitCode);
}

void main();
