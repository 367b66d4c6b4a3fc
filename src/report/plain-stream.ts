/**
 * A run for those who listen to it: a line for each thing that happens, in words, and nothing that moves a cursor or
 * draws a box. Lines are never taken back, so that a screen reader reads each of them once.
 */
import { duration } from '../analysis/words.ts';
import { mainLoop } from '../state/selectors.ts';
import type { LogEntry, RunState, State } from '../state/state.ts';
import { visible } from '../visible.ts';
import { entryWords, figureWords, runWords, sumWords } from './plain-words.ts';

export interface PlainStreamOptions {
  /** Whether single tasks are told of; in a comparison of many runs they are not. */
  readonly hasTasks: boolean;
}

/** What has happened since the last call, as lines without an end. */
export type PlainStream = (state: State) => readonly string[];

/** A line of figures so often, whatever happens. */
const figuresEveryMs = 5_000;
/** More steps than this between two looks (a quarter of a second) are told as sums. */
const entriesMost = 4;

interface Told {
  readonly runId: string | null;
  readonly phase: RunState['phase'] | null;
  /** Entries of the log that were told, those it has dropped included. */
  readonly entries: number;
  readonly blockedSinceMs: number | null;
  readonly figuresAtMs: number;
}

const nothingTold: Told = {
  runId: null,
  phase: null,
  entries: 0,
  blockedSinceMs: null,
  figuresAtMs: Number.NEGATIVE_INFINITY,
};

/** A shorter block is nothing that anybody would feel, and slices of work make hundreds of them. */
const leastBlockMs = 200;

const isStep = ({ task }: LogEntry): boolean => task !== null;

const isWorthTelling = ({ kind, durationMs }: LogEntry): boolean =>
  kind !== 'waiting' && (kind !== 'stall' || (durationMs ?? 0) >= leastBlockMs);

function newEntries({ log }: State, told: Told): readonly LogEntry[] {
  const fresh = log.dropped + log.entries.length - told.entries;
  return fresh <= 0 ? [] : log.entries.slice(-fresh).filter(isWorthTelling);
}

function entryLines(entries: readonly LogEntry[], hasTasks: boolean): string[] {
  const steps = entries.filter(isStep);
  const isMany = steps.length > entriesMost;
  const others = entries.filter(entry => !isStep(entry) || (hasTasks && !isMany));
  const lines = others.slice(0, 4 * entriesMost).map(entryWords);
  const left = others.length - 4 * entriesMost;
  const more = left > 0 ? [`${left} more lines not told`] : [];
  return [...lines, ...more, ...(hasTasks && isMany ? [sumWords(steps)] : [])];
}

const phaseWords = (run: RunState): string => {
  const makespan = run.makespanMs === null ? '' : ` after ${duration(run.makespanMs)}`;
  const why = run.reason === null ? '' : `: ${run.reason}`;
  if (run.phase === 'starting') return `starting: ${runWords(run.request)}`;
  if (run.phase === 'running') return `running: ${run.tasks.length} tasks`;
  if (run.phase === 'finished') return `${run.wasCancelled ? 'cancelled' : 'finished'}${makespan}`;
  return `${run.phase}${why}`;
};

/** Begin of a block that is worth telling; its end comes with the log. The lab's own start-up is none. */
function blockedSince(state: State): number | null {
  if (state.run?.startMs === null) return null;
  const health = mainLoop(state)?.health;
  const isBlocked = health?.state === 'blocked' && state.nowMs - health.sinceMs >= leastBlockMs;
  return isBlocked ? health.sinceMs : null;
}

const sinceStart = (state: State, { startMs }: RunState): string =>
  startMs === null ? '' : `${duration(Math.max(0, Math.round(state.nowMs - startMs)))}: `;

function linesOf(state: State, run: RunState, told: Told, hasTasks: boolean): string[] {
  const sinceMs = blockedSince(state);
  const isNewBlock = sinceMs !== null && sinceMs !== told.blockedSinceMs;
  const isActive = run.phase === 'starting' || run.phase === 'running' || run.phase === 'cancelling';
  return [
    ...(run.phase === told.phase || !isActive ? [] : [phaseWords(run)]),
    ...entryLines(newEntries(state, told), hasTasks),
    ...(isNewBlock && isActive
      ? [`event loop blocked for ${duration(state.nowMs - sinceMs)} and still is`]
      : []),
    ...(isActive && state.nowMs - told.figuresAtMs >= figuresEveryMs ? [figureWords(state, run)] : []),
    ...(run.phase === told.phase || isActive ? [] : [phaseWords(run)]),
  ];
}

function toldAfter(state: State, run: RunState, told: Told): Told {
  const isDue = state.nowMs - told.figuresAtMs >= figuresEveryMs;
  return {
    runId: run.request.id,
    phase: run.phase,
    entries: state.log.dropped + state.log.entries.length,
    blockedSinceMs: blockedSince(state) ?? told.blockedSinceMs,
    figuresAtMs: isDue ? state.nowMs : told.figuresAtMs,
  };
}

/** Remembers what it has told. To be called a few times a second, and once after the end. */
export function createPlainStream({ hasTasks }: PlainStreamOptions): PlainStream {
  let told = nothingTold;
  return state => {
    const { run } = state;
    if (run === null) return [];
    if (run.request.id !== told.runId) told = { ...nothingTold, figuresAtMs: state.nowMs };
    const lines = linesOf(state, run, told, hasTasks);
    told = toldAfter(state, run, told);
    return lines.map(line => `${sinceStart(state, run)}${visible(line)}`);
  };
}
