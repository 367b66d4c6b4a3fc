/** What a screen reader is told of single entries of the log, and of figures: ASCII words, a line each. */
import { counted, duration, percent } from '../analysis/words.ts';
import { hasWorkers } from '../modes.ts';
import type { RunRequest } from '../protocol.ts';
import type { LogEntry, RunState, State } from '../state/state.ts';
import { loopNow } from '../state/loop.ts';
import { mainLoop } from '../state/selectors.ts';

const kinds: Readonly<Partial<Record<LogEntry['kind'], string>>> = {
  started: 'started',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

const after = ({ durationMs }: LogEntry): string =>
  durationMs === null ? '' : ` after ${duration(durationMs)}`;

/** `task 3, sum of chunk 3, done on w1 after 985 ms`. */
export function entryWords(entry: LogEntry): string {
  const { kind, lane, task, text } = entry;
  if (kind === 'stall') return `${text}, over${after(entry)}`;
  if (kind === 'queued') return `task ${task}, ${text}`;
  if (kind === 'emit') return `task ${task} says: ${text}`;
  if (kind === 'failed' && entry.durationMs === null) return `task ${task} has an error: ${text}`;
  const word = kinds[kind];
  if (word === undefined) return lane === '' ? text : `${lane}: ${text}`;
  return `task ${task}, ${text}, ${word}${lane === '' ? '' : ` on ${lane}`}${after(entry)}`;
}

/** `12 tasks started, 11 done`, for more entries than anybody could listen to. */
export const sumWords = (entries: readonly LogEntry[]): string => {
  const count = (kind: LogEntry['kind']): number =>
    // An error's text stands beside the record of the failure, which alone has a duration.
    entries.filter(entry => entry.kind === kind && (kind !== 'failed' || entry.durationMs !== null)).length;
  const parts = Object.entries(kinds).flatMap(([kind, word]) => {
    const of = count(kind as LogEntry['kind']);
    return of === 0 ? [] : [`${of} ${word}`];
  });
  return `tasks: ${parts.join(', ')}`;
};

/** `primes, parallel with 2 workers`. */
export const runWords = ({ workloadId, mode, workers }: RunRequest): string =>
  `${workloadId}, ${mode}${hasWorkers(mode) ? ` with ${counted(workers, 'worker')}` : ''}`;

/** `12 of 64 tasks done, 2 running, 4 waiting, 46 to come, worst lag 0.4 ms, dashboard 1 % of a core`. */
export const figureWords = (state: State, { counts, tasks }: RunState): string => {
  const loop = mainLoop(state);
  const lagMs = loop && loopNow(loop, state.nowMs).lagMs;
  const parts = [
    `${counts.done} of ${counted(tasks.length, 'task')} done`,
    counts.failed > 0 && `${counts.failed} failed`,
    `${counts.running} running`,
    counts.waiting > 0 && `${counts.waiting} waiting`,
    counts.ready > 0 && `${counts.ready} ready`,
    counts.queued > 0 && `${counts.queued} to come`,
    lagMs !== null && `worst lag ${duration(lagMs)}`,
    state.sample !== null && `dashboard ${percent(state.sample.dashboardCpu)} of a core`,
  ];
  return parts.filter(part => part !== false).join(', ');
};
