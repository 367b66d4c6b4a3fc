/** A run without a screen: progress on stderr, one document or a summary on stdout, an exit code. */
import { buildReport } from '../analysis/report.ts';
import type { RunReport } from '../analysis/types.ts';
import type { Clock } from '../clock.ts';
import type { JugglersError } from '../errors.ts';
import { exitCodes, SubjectError } from '../errors.ts';
import { toJson } from '../report/json.ts';
import { progressLine, summaryLines } from '../report/text.ts';
import { readMachine } from '../sample/machine.ts';
import { createSampler } from '../sample/sampler.ts';
import { isActive } from '../state/selectors.ts';
import type { Event, RunChoice, State } from '../state/state.ts';
import { initialState, update } from '../state/update.ts';
import { requestFor } from './choice.ts';
import type { Session } from './session.ts';
import { createSession, refusalIn } from './session.ts';
import type { EndingSignal } from './signals.ts';
import { onEndingSignal, signalExitCodes } from './signals.ts';
import { startTicker } from './ticker.ts';

export interface HeadlessOptions {
  readonly choice: RunChoice;
  readonly workloadTitle: string;
  readonly isJson: boolean;
  readonly cwd: string;
  readonly clock: Clock;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** Looks at the machine this often: a summary needs sums, not a picture. */
const ticksPerSecond = 4;
const eraseLine = '\r\x1b[K';
const plainWidth = 100;

/** Shows where the run stands on one line of a terminal; nothing where stderr is a file. */
const progressOn = (stderr: NodeJS.WriteStream) => ({
  show: (state: State): void => {
    if (stderr.isTTY) stderr.write(`${eraseLine}${progressLine(state).slice(0, (stderr.columns || 80) - 1)}`);
  },
  clear: (): void => {
    if (stderr.isTTY) stderr.write(eraseLine);
  },
});

/** Runs to the end of the run, or to the second signal; the first one cancels. */
async function play(
  options: HeadlessOptions,
  session: (dispatch: (event: Event) => void) => Session,
): Promise<Played> {
  const { clock, stderr } = options;
  const progress = progressOn(stderr);
  let state = initialState(clock.nowMs());
  let signalled: EndingSignal | null = null;
  let refusal: JugglersError | null = null;
  const ended = Promise.withResolvers<void>();
  const dispatch = (event: Event): void => {
    state = update(state, event);
    refusal ??= refusalIn(event);
    if (state.run !== null && !isActive(state.run)) ended.resolve();
  };
  const running = session(dispatch);
  const forgetSignals = onEndingSignal(signal => {
    if (signalled !== null) ended.resolve();
    signalled = signal;
    dispatch({ type: 'action', atMs: clock.nowMs(), action: { type: 'cancel' } });
    running.cancel();
  });
  dispatch({ type: 'machine', machine: readMachine() });
  const ticker = startTicker(ticksPerSecond, clock, createSampler(), dispatch, () => progress.show(state));
  try {
    void running.start(requestFor(options.choice, options.cwd), options.workloadTitle);
    await ended.promise;
  } finally {
    ticker.stop();
    progress.clear();
    await running.stop();
    forgetSignals();
  }
  return { state, signalled, refusal };
}

interface Played {
  readonly state: State;
  readonly signalled: EndingSignal | null;
  readonly refusal: JugglersError | null;
}

function exitCodeOf(report: RunReport, signalled: EndingSignal | null): number {
  if (signalled !== null) return signalExitCodes[signalled];
  const isFine = report.ended === 'finished' && report.tasks.failed === 0 && report.tasks.cancelled === 0;
  return isFine ? exitCodes.fine : exitCodes.failed;
}

/**
 * @returns the exit code.
 * @throws {UsageError} if the lab refuses the workload, {SubjectError} if it does not come up.
 */
export async function runHeadless(options: HeadlessOptions): Promise<number> {
  const { stdout, isJson, clock } = options;
  let session: Session | null = null;
  const killAll = (): void => session?.killNow();
  process.once('exit', killAll);
  const { state, signalled, refusal } = await play(
    options,
    dispatch => (session = createSession(clock, dispatch)),
  );
  if (refusal) throw refusal;
  const report = buildReport(state);
  if (report === null) throw new SubjectError('the run ended before it began: nothing was measured');
  stdout.write(
    `${isJson ? toJson(report) : summaryLines(report, stdout.columns || plainWidth).join('\n')}\n`,
  );
  return exitCodeOf(report, signalled);
}
