/** Which lines of the log hold what the user looks for: each part of the log is looked through once for each filter. */
import { Chunks, Joined } from './chunks.ts';
import type { ListOf } from './chunks.ts';
import type { Log, LogEntry } from './state.ts';

const searchable = (entry: LogEntry): string =>
  `${entry.lane} ${entry.task === null ? '' : `task ${entry.task}`} ${entry.kind} ${entry.text}`.toLowerCase();

/** Whether an entry's lane, task number, kind and text hold the filter, upper or lower case. */
export const matches = (entry: LogEntry, filter: string): boolean =>
  filter === '' || searchable(entry).includes(filter.toLowerCase());

type Matches = typeof matches;

interface Found {
  readonly filter: string;
  readonly entries: readonly LogEntry[];
}

/** What is left of the log under a filter: oldest first. */
export type FilterLog = (log: Log, filter: string) => ListOf<LogEntry>;

/**
 * A filter with a memory of its own: it looks again only at parts that it has not seen with this filter, and where the
 * filter has grown by a letter only at what the shorter one had left. `isMatch` is a parameter so that tests can count.
 */
export const createLogFilter = (isMatch: Matches = matches): FilterLog => {
  const seen = new WeakMap<readonly LogEntry[], Found>();

  const foundIn = (part: readonly LogEntry[], filter: string): readonly LogEntry[] => {
    const before = seen.get(part);
    if (before?.filter === filter) return before.entries;
    const candidates = before !== undefined && filter.includes(before.filter) ? before.entries : part;
    const entries = candidates.filter(entry => isMatch(entry, filter));
    seen.set(part, { filter, entries });
    return entries;
  };

  return (log, filter) => {
    if (filter === '') return log.entries;
    const { parts } = Chunks.from(log.entries);
    return new Joined(parts.map(part => foundIn(part, filter)).filter(found => found.length > 0));
  };
};

/** The one that all views share; the very same list where nothing is filtered. */
export const filteredLog: FilterLog = createLogFilter();
