/** The dashboard: store, sampler, session and screen wired together until the user leaves. */
import { buildReport } from '../analysis/report.ts';
import type { Clock } from '../clock.ts';
import { exitCodes } from '../errors.ts';
import { readMachine } from '../sample/machine.ts';
import { createSampler } from '../sample/sampler.ts';
import type { ExperimentPlan } from '../state/experiment.ts';
import { askedOf, isActive } from '../state/selectors.ts';
import type { ModeId } from '../protocol.ts';
import type { Action, Event, RunChoice } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { createStore } from '../state/store.ts';
import { mount } from '../view/mount.tsx';
import type { Mounted } from '../view/mount.tsx';
import type { Terminal } from '../terminal.ts';
import type { Theme } from '../view/theme.ts';
import { experimentLines } from '../report/compare.ts';
import { summaryLines } from '../report/text.ts';
import { catalogFor, titleOf, withoutDefaults } from './catalog.ts';
import { defaultWorkersFor, inNextMode, requestFor, withMoreWorkers } from './choice.ts';
import { comparePlan } from './compare.ts';
import { Desk } from './desk.ts';
import { keepLastChoice } from './last-choice.ts';
import type { Initial } from './promised.ts';
import { Promised } from './promised.ts';
import type { Session } from './session.ts';
import { createSession, refusalIn } from './session.ts';
import { onEndingSignal, signalExitCodes } from './signals.ts';
import type { Ticker } from './ticker.ts';
import { newsEveryMs, startTicker } from './ticker.ts';

export interface InteractiveOptions {
  /** What to run at once; null = let the user pick. */
  readonly initial: Initial | null;
  /** What the picker offers first. */
  readonly defaults: RunChoice;
  readonly theme: Theme;
  readonly fps: number;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly terminal: Terminal;
}

/** How the user left: an exit code, and what is worth saying on the screen that is there again. */
export interface Departure {
  readonly exitCode: number;
  readonly lines: readonly string[];
  readonly error: Error | null;
}

interface Running {
  readonly options: InteractiveOptions;
  readonly store: Store;
  readonly session: Session;
  readonly desk: Desk;
  readonly promised: Promised;
  readonly dispatch: (event: Event) => void;
  /** Leaves; the first reason to leave stands. */
  readonly leave: (how: { exitCode: number; error?: Error }) => void;
}

/** The newest run's choice: what "again", "next mode" and "more workers" start from. */
const choiceOf = (store: Store): RunChoice | null => {
  const { run } = store.getState();
  return run && askedOf(run);
};

const usableCoresOf = (store: Store): number => store.getState().machine?.usableCores ?? 1;

function startRun({ options, session, desk }: Running, choice: RunChoice): void {
  keepLastChoice(options.env, choice);
  desk.whenFree(() => void session.start(requestFor(choice, options.cwd), titleOf(choice.workloadId)));
}

/** A pool's size is taken over; that of `spawn`, or of a mode without workers, says nothing about a race. */
const poolModes = new Set<ModeId>(['parallel', 'hybrid', 'processes']);

/** The race of the usual modes that the picker offers. */
function raceOf(choice: RunChoice, usableCores: number): ExperimentPlan {
  const workers = poolModes.has(choice.mode) ? choice.workers : defaultWorkersFor('parallel', usableCores);
  return comparePlan({
    choice: { ...withoutDefaults(choice), workers },
    workloadTitle: titleOf(choice.workloadId),
    modes: null,
    repeat: null,
    asksGuess: true,
  });
}

/** The comparison or sweep that an action asks for, if it does. */
function planFor(action: Action, store: Store): ExperimentPlan | null {
  if (action.type === 'compare') return raceOf(action.choice, usableCoresOf(store));
  return action.type === 'run-again' ? (store.getState().experiment?.plan ?? null) : null;
}

/** Keys that would put another run among those that are compared. */
const disturbing = new Set<Action['type']>(['run-again', 'change-mode', 'change-workers']);

/** The choice that an action asks to run, if it does. */
function choiceFor(action: Action, store: Store): RunChoice | null {
  const last = choiceOf(store);
  if (action.type === 'start') return withoutDefaults(action.choice);
  if (last === null) return null;
  switch (action.type) {
    case 'run-again':
      return last;
    case 'change-mode':
      return inNextMode(last, action.step, usableCoresOf(store));
    case 'change-workers':
      return withMoreWorkers(last, action.step);
    default:
      return null;
  }
}

/** Applies an action to the state, and carries out the effect that it asks for. */
function perform(running: Running, action: Action): void {
  const { options, store, session, desk, dispatch, leave } = running;
  if (desk.isBusy && disturbing.has(action.type)) return;
  const plan = planFor(action, store);
  const choice = plan ? null : choiceFor(action, store);
  dispatch({ type: 'action', atMs: options.clock.nowMs(), action });
  if (plan) desk.begin(plan);
  if (choice) startRun(running, choice);
  if (action.type === 'cancel') {
    desk.cancel();
    session.cancel();
  }
  if (action.type === 'quit') leave({ exitCode: exitCodes.fine });
  if (action.type === 'interrupt') leave({ exitCode: signalExitCodes.SIGINT });
}

/** The last result, as it would have been printed without a screen. */
function farewell({ store, options }: Running): readonly string[] {
  const state = store.getState();
  const { columns } = options.terminal;
  if (state.experiment) {
    return state.experiment.runs.length > 0 ? experimentLines(state.experiment, columns) : [];
  }
  const report = state.run && !isActive(state.run) ? buildReport(state) : null;
  return report ? summaryLines(report, columns) : [];
}

function show(running: Running): Mounted {
  const { options, store, leave } = running;
  const screen = mount({
    terminal: options.terminal,
    store,
    theme: options.theme,
    catalog: catalogFor(options.defaults, usableCoresOf(store)),
    reportOf: buildReport,
    onAction: action => perform(running, action),
    onLost: () => leave({ exitCode: signalExitCodes.SIGHUP }),
  });
  void screen.waitUntilExit.then(error => leave({ exitCode: exitCodes.failed, ...(error && { error }) }));
  return screen;
}

function begin(running: Running, initial: Initial | null): void {
  if (initial?.type === 'run') startRun(running, initial.choice);
  if (initial?.type === 'experiment') running.desk.begin(initial.plan);
}

function departureOf(running: Running, { exitCode, error }: { exitCode: number; error?: Error }): Departure {
  if (error) return { exitCode, lines: [], error };
  const lines = farewell(running);
  const failures = running.promised.failures();
  const isFailed = failures.length > 0 && exitCode === exitCodes.fine;
  return { exitCode: isFailed ? exitCodes.failed : exitCode, lines: [...lines, ...failures], error: null };
}

/**
 * Shows the dashboard until the user leaves, a signal comes, the terminal is lost or a view fails. Whatever the way
 * out, the terminal is given back and no process of ours is left when the promise settles.
 */
export async function runInteractive(options: InteractiveOptions): Promise<Departure> {
  const { clock, fps } = options;
  const store = createStore({ clock, maxPublishesPerSecond: fps });
  const left = Promise.withResolvers<{ exitCode: number; error?: Error }>();
  const asked = Promise.withResolvers<void>();
  let isFirstRun = options.initial !== null;
  let desk: Desk | null = null;
  let ticker: Ticker | null = null;
  const promised = new Promised(options.initial);
  const dispatch = (event: Event): void => {
    store.dispatch(event);
    promised.heard(store.getState());
    desk?.heard(event);
    if (event.type === 'loop') ticker?.heard();
    const refusal = isFirstRun ? refusalIn(event) : null;
    // What was asked for on the command line cannot run at all: say so where the command line is.
    if (refusal) left.resolve({ exitCode: refusal.exitCode, error: refusal });
    if (event.type === 'run-started') isFirstRun = false;
    if (event.type === 'run-asked' || event.type === 'experiment-asked') asked.resolve();
  };
  const session = createSession(clock, dispatch, newsEveryMs(fps));
  desk = new Desk({ clock, session, cwd: options.cwd, dispatch, getState: store.getState });
  const running: Running = { options, store, session, desk, promised, dispatch, leave: left.resolve };
  const killAll = (): void => session.killNow();
  process.once('exit', killAll);
  const forgetSignals = onEndingSignal(signal => left.resolve({ exitCode: signalExitCodes[signal] }));
  dispatch({ type: 'machine', machine: readMachine() });
  begin(running, options.initial);
  // The first picture is of what was asked for, and not of the picker that it would make superfluous.
  if (options.initial !== null) await asked.promise;
  store.publish();
  const screen = show(running);
  ticker = startTicker(fps, clock, createSampler(), dispatch, () => store.publish());
  const how = await left.promise;
  ticker.stop();
  desk.close();
  await Promise.all([screen.leave(), session.stop()]);
  forgetSignals();
  process.off('exit', killAll);
  return departureOf(running, how);
}
