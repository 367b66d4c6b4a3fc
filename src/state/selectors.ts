/** What views and analysis ask of a state; derived, never stored. */
import { shownProcess } from './watch-ui.ts';
import type { LoopState, ProcessState, RunState, Stall, State } from './state.ts';

/**
 * The process that the picture is about: the subject's main process (the lab itself, not its forked lanes), in a watch
 * the one that is looked at. Null before it has said hello.
 */
export const mainProcess = (state: State): ProcessState | null =>
  state.watch === null ? (state.processes[0] ?? null) : shownProcess(state);

/** The event loop to show: that of the subject's main process. */
export const mainLoop = (state: State): LoopState | null => mainProcess(state)?.loop ?? null;

/** Age of the block that goes on in the main loop, milliseconds; null if it is not blocked. */
export const liveLag = (state: State, nowMs: number): number | null => {
  const health = mainLoop(state)?.health;
  return health?.state === 'blocked' ? Math.max(0, nowMs - health.sinceMs) : null;
};

/**
 * Whether a block counts: in a run only if some of it lay within the run (what blocks the lab before that is our own
 * start-up), in a watch always.
 */
export const isCounted = (
  run: RunState | null,
  { startMs, durationMs }: Pick<Stall, 'startMs' | 'durationMs'>,
): boolean =>
  run === null ||
  (run.startMs !== null &&
    startMs + durationMs > run.startMs &&
    startMs < (run.endMs ?? Number.POSITIVE_INFINITY));

/** The blocks of a loop that count, oldest first: panel, log and report all go by these. */
export const countedStalls = ({ run }: Pick<State, 'run'>, { stalls }: LoopState): readonly Stall[] =>
  stalls.filter(stall => isCounted(run, stall));

/** What was asked for, with the options that were given only: what is run again or advised names no defaults. */
export const askedOf = ({ request, askedOptions }: RunState): RunState['request'] => ({
  ...request,
  options: askedOptions ?? request.options,
});

export const isActive = (run: RunState | null): boolean =>
  run !== null && (run.phase === 'starting' || run.phase === 'running' || run.phase === 'cancelling');

/** Since the start, until the end or now; null before the start. */
export const runElapsedMs = (state: State): number | null => {
  const { run, nowMs } = state;
  if (run === null || run.startMs === null) return null;
  return Math.max(0, (run.endMs ?? nowMs) - run.startMs);
};

/** What stamps are counted from: the start of the run or of the watch, or else the moment it was asked for. */
export const originMs = ({ run, watch }: State): number =>
  run?.startMs ?? run?.askedAtMs ?? watch?.startedAtMs ?? watch?.askedAtMs ?? 0;
