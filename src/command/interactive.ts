/** The dashboard: store, sampler, session and screen wired together until the user leaves. */
import { buildReport } from '../analysis/report.ts';
import type { Clock } from '../clock.ts';
import { exitCodes } from '../errors.ts';
import { readMachine } from '../sample/machine.ts';
import { createSampler } from '../sample/sampler.ts';
import { isActive } from '../state/selectors.ts';
import type { Action, Event, RunChoice } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { createStore } from '../state/store.ts';
import { mount } from '../view/mount.tsx';
import type { Mounted } from '../view/mount.tsx';
import type { Terminal } from '../terminal.ts';
import type { Theme } from '../view/theme.ts';
import { summaryLines } from '../report/text.ts';
import { catalogFor, titleOf } from './catalog.ts';
import { inNextMode, requestFor, withMoreWorkers } from './choice.ts';
import { keepLastChoice } from './last-choice.ts';
import type { Session } from './session.ts';
import { createSession, refusalIn } from './session.ts';
import { onEndingSignal, signalExitCodes } from './signals.ts';
import { startTicker } from './ticker.ts';

export interface InteractiveOptions {
  /** What to run at once; null = let the user pick. */
  readonly initial: RunChoice | null;
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
  readonly dispatch: (event: Event) => void;
  /** Leaves; the first reason to leave stands. */
  readonly leave: (how: { exitCode: number; error?: Error }) => void;
}

/** The newest run's choice: what "again", "next mode" and "more workers" start from. */
const choiceOf = (store: Store): RunChoice | null => store.getState().run?.request ?? null;

const usableCoresOf = (store: Store): number => store.getState().machine?.usableCores ?? 1;

function startRun({ options, session }: Running, choice: RunChoice): void {
  keepLastChoice(options.env, choice);
  void session.start(requestFor(choice, options.cwd), titleOf(choice.workloadId));
}

/** The choice that an action asks to run, if it does. */
function choiceFor(action: Action, store: Store): RunChoice | null {
  const last = choiceOf(store);
  if (action.type === 'start') return action.choice;
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
  const { options, store, session, dispatch, leave } = running;
  const choice = choiceFor(action, store);
  dispatch({ type: 'action', atMs: options.clock.nowMs(), action });
  if (choice) startRun(running, choice);
  if (action.type === 'cancel') session.cancel();
  if (action.type === 'quit') leave({ exitCode: exitCodes.fine });
  if (action.type === 'interrupt') leave({ exitCode: signalExitCodes.SIGINT });
}

/** An answer of the terminal's that is still to come would be typed into the shell. */
async function leaveScreen(screen: Mounted): Promise<void> {
  await screen.settled();
  screen.unmount();
}

/** The report of the last run, as it would have been printed without a screen. */
function farewell(store: Store, columns: number): readonly string[] {
  const state = store.getState();
  const report = state.run && !isActive(state.run) ? buildReport(state) : null;
  return report ? summaryLines(report, columns) : [];
}

/**
 * Shows the dashboard until the user leaves, a signal comes, the terminal is lost or a view fails. Whatever the way
 * out, the terminal is given back and no process of ours is left when the promise settles.
 */
export async function runInteractive(options: InteractiveOptions): Promise<Departure> {
  const { clock, fps, terminal } = options;
  const store = createStore({ clock, maxPublishesPerSecond: fps });
  const left = Promise.withResolvers<{ exitCode: number; error?: Error }>();
  let isFirstRun = options.initial !== null;
  const dispatch = (event: Event): void => {
    store.dispatch(event);
    const refusal = isFirstRun ? refusalIn(event) : null;
    // What was asked for on the command line cannot run at all: say so where the command line is.
    if (refusal) left.resolve({ exitCode: refusal.exitCode, error: refusal });
    if (event.type === 'run-started') isFirstRun = false;
  };
  const session = createSession(clock, dispatch);
  const running: Running = { options, store, session, dispatch, leave: left.resolve };
  const killAll = (): void => session.killNow();
  process.once('exit', killAll);
  const forgetSignals = onEndingSignal(signal => left.resolve({ exitCode: signalExitCodes[signal] }));
  dispatch({ type: 'machine', machine: readMachine() });
  if (options.initial) startRun(running, options.initial);
  const screen = mount({
    terminal,
    store,
    theme: options.theme,
    catalog: catalogFor(options.defaults, usableCoresOf(store)),
    reportOf: buildReport,
    onAction: action => perform(running, action),
    onLost: () => left.resolve({ exitCode: signalExitCodes.SIGHUP }),
  });
  void screen.waitUntilExit.then(error =>
    left.resolve({ exitCode: exitCodes.failed, ...(error && { error }) }),
  );
  const ticker = startTicker(fps, clock, createSampler(), dispatch, () => store.publish());
  const { exitCode, error } = await left.promise;
  ticker.stop();
  await Promise.all([leaveScreen(screen), session.stop()]);
  forgetSignals();
  process.off('exit', killAll);
  return { exitCode, lines: error ? [] : farewell(store, terminal.columns), error: error ?? null };
}
