/** Where runs happen without a screen: state, session and signals, and a line of progress on stderr. */
import type { Clock } from '../clock.ts';
import { readMachine } from '../sample/machine.ts';
import { createSampler } from '../sample/sampler.ts';
import type { Event, State } from '../state/state.ts';
import { initialState, update } from '../state/update.ts';
import type { Session } from './session.ts';
import { createSession } from './session.ts';
import type { EndingSignal } from './signals.ts';
import { onEndingSignal } from './signals.ts';
import { startTicker } from './ticker.ts';

interface Stage {
  readonly session: Session;
  readonly dispatch: (event: Event) => void;
  readonly getState: () => State;
}

export interface Act {
  /** Does the work; resolves when there is nothing more to wait for. */
  play(stage: Stage): Promise<void>;
  /** After every event, once the state has taken it in. */
  heard(event: Event, state: State): void;
  /** The first signal: stop what goes on, so that `play` comes to its end. */
  cancel(stage: Stage): void;
  /** Where it stands, in one line. */
  progress(state: State): string;
  /** In place of that line, where a terminal is asked for plain text: lines that stay. */
  readonly told?: (state: State) => readonly string[];
}

export interface Played {
  readonly state: State;
  readonly signalled: EndingSignal | null;
}

/** Looks at the machine this often: a summary needs sums, not a picture. */
const ticksPerSecond = 4;
const eraseLine = '\r\x1b[K';

interface Progress {
  show(state: State): void;
  end(state: State): void;
}

const silence: Progress = { show: () => {}, end: () => {} };

/** One line that is written over and over. */
const lineOn = (stderr: NodeJS.WriteStream, act: Act): Progress => ({
  show: state => {
    stderr.write(`${eraseLine}${act.progress(state).slice(0, (stderr.columns || 80) - 1)}`);
  },
  end: () => void stderr.write(eraseLine),
});

/** Lines that stay. */
const linesOn = (stderr: NodeJS.WriteStream, told: (state: State) => readonly string[]): Progress => {
  const show = (state: State): void => {
    for (const line of told(state)) stderr.write(`${line}\n`);
  };
  return { show, end: show };
};

/** Shows on a terminal where the work stands; nothing where stderr is a file. */
const progressOn = (stderr: NodeJS.WriteStream, act: Act): Progress => {
  if (!stderr.isTTY) return silence;
  return act.told === undefined ? lineOn(stderr, act) : linesOn(stderr, act.told);
};

/** Plays to the end, or to the second signal; no process of ours is left when it settles. */
export async function perform(act: Act, clock: Clock, stderr: NodeJS.WriteStream): Promise<Played> {
  const progress = progressOn(stderr, act);
  const abandoned = Promise.withResolvers<void>();
  let state = initialState(clock.nowMs());
  let signalled: EndingSignal | null = null;
  const dispatch = (event: Event): void => {
    state = update(state, event);
    act.heard(event, state);
  };
  const session = createSession(clock, dispatch);
  const stage: Stage = { session, dispatch, getState: () => state };
  const killAll = (): void => session.killNow();
  process.once('exit', killAll);
  const forgetSignals = onEndingSignal(signal => {
    if (signalled !== null) abandoned.resolve();
    signalled = signal;
    dispatch({ type: 'action', atMs: clock.nowMs(), action: { type: 'cancel' } });
    act.cancel(stage);
  });
  dispatch({ type: 'machine', machine: readMachine() });
  const ticker = startTicker(ticksPerSecond, clock, createSampler(), dispatch, () => progress.show(state));
  try {
    await Promise.race([act.play(stage), abandoned.promise]);
  } finally {
    ticker.stop();
    progress.end(state);
    await session.stop();
    forgetSignals();
    process.off('exit', killAll);
  }
  return { state, signalled };
}
