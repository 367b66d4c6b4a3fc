/** A watch on the dashboard, and the list of processes that one is picked from. */
import { failuresOfWatch } from '../analysis/assertions/watch.ts';
import { watchSummary } from '../analysis/watch-report.ts';
import { exitCodes, SubjectError } from '../errors.ts';
import { watchSummaryLines } from '../report/watch-text.ts';
import { readMachine } from '../sample/machine.ts';
import { createSampler } from '../sample/sampler.ts';
import type { Action, Event, RunChoice } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { createStore } from '../state/store.ts';
import type { Terminal } from '../terminal.ts';
import { mount } from '../view/mount.tsx';
import type { Mounted } from '../view/mount.tsx';
import type { Theme } from '../view/theme.ts';
import { catalogFor } from './catalog.ts';
import type { Departure } from './interactive.ts';
import { createProcessLister } from './process-lister.ts';
import type { ProcessLister } from './process-lister.ts';
import { onEndingSignal, signalExitCodes } from './signals.ts';
import { createSourceReader } from './source-lines.ts';
import type { Ticker } from './ticker.ts';
import { newsEveryMs, startTicker } from './ticker.ts';
import { mostUrgentPerSecond, Urgent } from './urgent.ts';
import { endOf } from './watch-end.ts';
import { openLog } from './watch-options.ts';
import type { OpenLog, WatchPlan, WatchSurroundings } from './watch-options.ts';
import { startPrometheus } from './watch-prometheus.ts';
import { createWatchSession } from './watch-source.ts';
import type { WatchSession } from './watch-source.ts';

export interface InteractiveWatch extends WatchSurroundings {
  readonly plan: WatchPlan;
  readonly theme: Theme;
  readonly fps: number;
  readonly terminal: Terminal;
}

/** The list is looked at by people: more often says little more, and costs a look at every process. */
const listEveryMs = 1000;

interface Leaving {
  /** Null: as the watched command ended, or the assertions say. */
  readonly exitCode: number | null;
  readonly error?: Error;
}

/** A watch runs no workloads: the picker is never reached from it. */
const noChoice: RunChoice = {
  workloadId: '',
  mode: 'sequential',
  workers: 1,
  tasksPerWorker: 1,
  sliceMs: 0,
  seed: 1,
  scale: 1,
  options: {},
};

class WatchedDashboard {
  readonly #options: InteractiveWatch;
  readonly #store: Store;
  readonly #session: WatchSession;
  readonly #log: OpenLog;
  readonly #readSource: (event: Event) => void;
  readonly #list: ProcessLister;
  readonly #left = Promise.withResolvers<Leaving>();
  #listTimer: NodeJS.Timeout | undefined;
  readonly #urgent: Urgent;
  #ticker: Ticker | null = null;

  constructor(options: InteractiveWatch) {
    const { clock, fps, plan } = options;
    this.#options = options;
    this.#store = createStore({ clock, maxPublishesPerSecond: Math.max(fps, mostUrgentPerSecond) });
    this.#urgent = new Urgent(this.#store, clock, plan.thresholdMs);
    this.#log = openLog(plan.logFile, 'ignore', 'events');
    this.#readSource = createSourceReader(event => this.#store.dispatch(event));
    this.#list = createProcessLister(clock);
    this.#session = createWatchSession(
      { ...options, thresholdMs: plan.thresholdMs, stdio: this.#log.stdio, newsMs: newsEveryMs(fps) },
      event => this.#dispatch(event),
    );
  }

  /** Until the user leaves, the duration is over, a signal comes, the terminal is lost or a view fails. */
  async run(): Promise<Departure> {
    const { clock, fps, plan } = this.#options;
    const killAll = (): void => this.#session.killNow();
    process.once('exit', killAll);
    const forgetSignals = onEndingSignal(signal => this.#left.resolve({ exitCode: signalExitCodes[signal] }));
    const metrics = await startPrometheus(plan.prometheusPort, () => this.#store.getState());
    this.#dispatch({ type: 'machine', machine: readMachine() });
    this.#begin();
    // The first picture is of the watch, and not of the picker that other commands begin with.
    this.#store.publish();
    const screen = this.#mount();
    this.#ticker = startTicker(
      fps,
      clock,
      createSampler(),
      event => this.#dispatch(event),
      () => this.#ticked(),
    );
    const leaving = await this.#left.promise;
    this.#ticker.stop();
    this.#urgent.stop();
    clearInterval(this.#listTimer);
    await Promise.all([screen.leave(), metrics.close()]);
    await this.#session.leave();
    this.#log.close();
    forgetSignals();
    process.off('exit', killAll);
    return this.#departure(leaving);
  }

  #begin(): void {
    const { what, hasConsent } = this.#options.plan;
    if (what.kind === 'list') this.#showList();
    else if (what.kind === 'command') this.#follow(this.#session.launch(what.command));
    else this.#follow(this.#session.attach(what.pid, '', !hasConsent));
  }

  /** What is no refusal is our own mistake, and ends the program as such. */
  #follow(begun: Promise<void>): void {
    begun.catch((error: unknown) =>
      this.#left.resolve({
        exitCode: exitCodes.failed,
        error: error instanceof Error ? error : new Error(String(error)),
      }),
    );
  }

  #mount(): Mounted {
    const { terminal, theme } = this.#options;
    const screen = mount({
      terminal,
      store: this.#store,
      theme,
      catalog: catalogFor(noChoice, 1),
      reportOf: () => null,
      onAction: action => this.#perform(action),
      onLost: () => this.#left.resolve({ exitCode: signalExitCodes.SIGHUP }),
    });
    void screen.waitUntilExit.then(error =>
      this.#left.resolve({ exitCode: exitCodes.failed, ...(error && { error }) }),
    );
    return screen;
  }

  #dispatch(event: Event): void {
    this.#store.dispatch(event);
    this.#readSource(event);
    this.#urgent.heard(event);
    if (event.type === 'loop') this.#ticker?.heard();
    const isOnlyOne = this.#options.plan.what.kind !== 'list';
    // What was asked for on the command line cannot be watched at all: say so where the command line is.
    if (event.type === 'watch-refused' && isOnlyOne) {
      this.#left.resolve({ exitCode: exitCodes.subject, error: new SubjectError(event.reason) });
    }
  }

  #ticked(): void {
    this.#store.publish();
    const { watch, nowMs } = this.#store.getState();
    const { durationMs } = this.#options.plan;
    if (durationMs === null || watch?.startedAtMs == null) return;
    if (nowMs - watch.startedAtMs >= durationMs) this.#left.resolve({ exitCode: null });
  }

  /** Applies an action to the state, and carries out the effect that it asks for. */
  #perform(action: Action): void {
    const list = this.#store.getState().processList;
    this.#dispatch({ type: 'action', atMs: this.#options.clock.nowMs(), action });
    switch (action.type) {
      case 'quit':
        return this.#left.resolve({ exitCode: null });
      case 'interrupt':
        return this.#left.resolve({ exitCode: signalExitCodes.SIGINT });
      case 'answer-attach':
        this.#session.answer(action.isYes);
        if (!action.isYes && list === null) this.#left.resolve({ exitCode: exitCodes.fine });
        return;
      case 'watch-selected':
        return this.#watchSelected();
      case 'leave-watch':
        this.#follow(this.#session.leave());
        return this.#showList();
      default:
    }
  }

  #watchSelected(): void {
    const list = this.#store.getState().processList;
    const chosen = list?.processes.find(({ pid }) => pid === list.selectedPid);
    if (!chosen) return;
    const begin = async (): Promise<void> => {
      await this.#session.leave();
      await this.#session.attach(chosen.pid, chosen.title, !this.#options.plan.hasConsent);
    };
    this.#follow(begin());
  }

  #showList(): void {
    if (this.#store.getState().ui.screen !== 'processes') {
      this.#store.dispatch({
        type: 'action',
        atMs: this.#options.clock.nowMs(),
        action: { type: 'leave-watch' },
      });
    }
    if (this.#listTimer !== undefined) return;
    const look = async (): Promise<void> => {
      if (this.#store.getState().ui.screen !== 'processes') return;
      const processes = await this.#list();
      this.#dispatch({ type: 'processes-listed', atMs: this.#options.clock.nowMs(), processes });
    };
    this.#follow(look());
    this.#listTimer = setInterval(() => this.#follow(look()), listEveryMs);
  }

  /** The summary, as it would have been printed without a screen; and what does not hold of it. */
  #departure({ exitCode, error }: Leaving): Departure {
    const { plan, terminal } = this.#options;
    if (error) return { exitCode: exitCode ?? exitCodes.failed, lines: [], error };
    const state = this.#store.getState();
    const summary = watchSummary(state);
    const lines = summary === null ? [] : watchSummaryLines(summary, terminal.columns);
    const failures = summary === null ? [] : failuresOfWatch(plan.assertions, summary);
    return {
      exitCode: exitCode ?? endOf(state, plan.assertions).exitCode,
      lines: [...lines, ...failures.map(failure => `jugglers: ${failure}`)],
      error: null,
    };
  }
}

/**
 * Shows the watch. Whatever the way out, the terminal is given back, a started command has ended and an attached
 * process is left as it was when the promise settles.
 */
export const watchInteractive = (options: InteractiveWatch): Promise<Departure> =>
  new WatchedDashboard(options).run();
