/** A watch without a screen: a line a second, a line for each stall, a summary and an exit code. */
import { stallLine, watchSecond } from '../analysis/watch-report.ts';
import { SubjectError, UsageError } from '../errors.ts';
import { toJsonLine } from '../report/json.ts';
import { secondWords, stallWords, watchSummaryLines } from '../report/watch-text.ts';
import { readMachine } from '../sample/machine.ts';
import { createSampler } from '../sample/sampler.ts';
import { refusalFor } from '../source/attach-checks.ts';
import type { Event, State } from '../state/state.ts';
import { initialState, update } from '../state/update.ts';
import { signalExitCodes, onEndingSignal } from './signals.ts';
import type { EndingSignal } from './signals.ts';
import { startTicker } from './ticker.ts';
import { endOf } from './watch-end.ts';
import type { WatchEnd } from './watch-end.ts';
import { openLog } from './watch-options.ts';
import type { WatchPlan, WatchSurroundings } from './watch-options.ts';
import { startPrometheus } from './watch-prometheus.ts';
import { createWatchSession } from './watch-source.ts';
import type { WatchSession } from './watch-source.ts';

export interface HeadlessWatch extends WatchSurroundings {
  readonly plan: WatchPlan;
  readonly isJson: boolean;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

const ticksPerSecond = 4;
const secondMs = 1000;
const plainWidth = 100;
/** So long a program has to end by itself after a signal that we handed on. */
const signalGraceMs = 5000;

/** Writes what there is to say of the state; keeps what it has said already. */
class Speaker {
  readonly #options: HeadlessWatch;
  #stallsTold = 0;
  #nextSecondMs: number | null = null;

  constructor(options: HeadlessWatch) {
    this.#options = options;
  }

  /** One line for each stall that has ended since. */
  tellStalls(state: State): void {
    const { watch } = state;
    if (watch === null) return;
    const news = watch.stalls.filter(stall => stall.number >= this.#stallsTold);
    this.#stallsTold = watch.stallCount;
    for (const stall of news) {
      const line = stallLine(watch, stall);
      this.#say(line, () => stallWords(line));
    }
  }

  /** At most one line a second, counted from the first hello. */
  tellSecond(state: State): void {
    const line = watchSecond(state);
    if (line === null) return;
    this.#nextSecondMs ??= line.atMs + secondMs;
    if (line.atMs < this.#nextSecondMs) return;
    this.#nextSecondMs = Math.max(this.#nextSecondMs, line.atMs - secondMs / 2) + secondMs;
    this.#say(line, () => secondWords(line));
  }

  tellEnd({ summary, failures }: WatchEnd): void {
    const { stdout, stderr } = this.#options;
    if (summary === null) stderr.write('jugglers: nothing was measured: no Node process said anything\n');
    else this.#say(summary, () => `\n${watchSummaryLines(summary, stdout.columns || plainWidth).join('\n')}`);
    for (const failure of failures) stderr.write(`jugglers: ${failure}\n`);
  }

  #say(line: object, words: () => string): void {
    const { isJson, stdout } = this.#options;
    stdout.write(`${isJson ? toJsonLine(line) : words()}\n`);
  }
}

const needsConsent =
  "attaching opens the target's inspector on 127.0.0.1 for a moment and loads the probe into it; " +
  'without a screen there is nobody to ask: say --yes';

/** What cannot be watched at all needs no consent: its own error comes first. */
function assertAllowed(pid: number, hasConsent: boolean): void {
  const refusal = refusalFor(pid);
  if (refusal !== null) throw new SubjectError(refusal);
  if (!hasConsent) throw new UsageError(needsConsent);
}

interface Played {
  readonly state: State;
  readonly signalled: EndingSignal | null;
  readonly refusal: SubjectError | null;
}

const isOver = ({ watch, nowMs }: State, durationMs: number | null): boolean => {
  if (watch === null) return false;
  if (watch.phase === 'ended' || watch.phase === 'refused') return true;
  return durationMs !== null && watch.startedAtMs !== null && nowMs - watch.startedAtMs >= durationMs;
};

function begin(session: WatchSession, { what }: WatchPlan): Promise<void> {
  if (what.kind === 'command') return session.launch(what.command);
  return what.kind === 'pid' ? session.attach(what.pid, '', false) : Promise.resolve();
}

/** The first signal goes to the program, which may take its time to end; the second one ends the watch. */
function handSignalsOn(
  session: WatchSession,
  end: () => void,
  tell: (signal: EndingSignal) => void,
): () => void {
  let isSecond = false;
  let timer: NodeJS.Timeout | undefined;
  const forget = onEndingSignal(signal => {
    tell(signal);
    if (isSecond || !session.signal(signal)) end();
    isSecond = true;
    timer ??= setTimeout(end, signalGraceMs);
  });
  return () => {
    clearTimeout(timer);
    forget();
  };
}

async function play(options: HeadlessWatch, speaker: Speaker, session: SessionMaker): Promise<Played> {
  const { clock, plan, stderr } = options;
  const ended = Promise.withResolvers<void>();
  let state = initialState(clock.nowMs());
  let signalled: EndingSignal | null = null;
  const dispatch = (event: Event): void => {
    state = update(state, event);
    if (event.type === 'stall') speaker.tellStalls(state);
    if (isOver(state, plan.durationMs)) ended.resolve();
  };
  const running = session(dispatch);
  const forgetSignals = handSignalsOn(running, ended.resolve, signal => (signalled = signal));
  dispatch({ type: 'machine', machine: readMachine() });
  const metrics = await startPrometheus(plan.prometheusPort, () => state);
  if (metrics.port !== null) stderr.write(`jugglers: figures on http://127.0.0.1:${metrics.port}/metrics\n`);
  const ticker = startTicker(ticksPerSecond, clock, createSampler(), dispatch, () =>
    speaker.tellSecond(state),
  );
  try {
    running.begin().catch(ended.reject);
    await ended.promise;
  } finally {
    ticker.stop();
    await metrics.close();
    await running.leave();
    forgetSignals();
  }
  return { state, signalled, refusal: running.refusal };
}

type SessionMaker = (dispatch: (event: Event) => void) => WatchSession & { begin(): Promise<void> };

/**
 * Watches until the program ends, the duration is over, or a signal comes.
 * @returns the exit code.
 * @throws {SubjectError} if the program could not be started or attached, {UsageError} if it needs consent.
 */
export async function watchHeadless(options: HeadlessWatch): Promise<number> {
  const { plan, stderr } = options;
  if (plan.what.kind === 'pid') assertAllowed(plan.what.pid, plan.hasConsent);
  // Our stdout is for figures: what the program prints goes to our stderr.
  const log = openLog(plan.logFile, 'inherit', (stderr as unknown as { fd: number }).fd);
  const speaker = new Speaker(options);
  let session: WatchSession | null = null;
  const killAll = (): void => session?.killNow();
  process.once('exit', killAll);
  try {
    const { state, signalled, refusal } = await play(options, speaker, dispatch => {
      const made = createWatchSession(
        { ...options, thresholdMs: plan.thresholdMs, stdio: log.stdio, newsMs: secondMs / 2 },
        dispatch,
      );
      session = made;
      return Object.assign(made, { begin: () => begin(made, plan) });
    });
    if (refusal) throw refusal;
    if (state.watch?.phase === 'refused') throw new SubjectError(state.watch.progress);
    const end = endOf(state, plan.assertions);
    speaker.tellEnd(end);
    return signalled === null ? end.exitCode : signalExitCodes[signalled];
  } finally {
    process.off('exit', killAll);
    log.close();
  }
}
