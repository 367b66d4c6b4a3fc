/** The log of a run: bounded, appended to once per message. */
import type { Log, LogEntry, State } from './state.ts';
import { matches } from './selectors.ts';

/** Some 2 MB of entries: hours of a calm run, and far more than anybody scrolls back. */
export const logEntriesMax = 10_000;

export const emptyLog: Log = { entries: [], dropped: 0 };

/** One copy for the whole batch; the oldest entries go once the bound is reached. */
export const appended = (log: Log, batch: readonly LogEntry[]): Log => {
  if (batch.length === 0) return log;
  const excess = Math.max(0, log.entries.length + batch.length - logEntriesMax);
  const kept = excess === 0 ? log.entries : log.entries.slice(excess);
  const news = batch.length > logEntriesMax ? batch.slice(-logEntriesMax) : batch;
  return { entries: [...kept, ...news], dropped: log.dropped + excess };
};

/** A reader who has scrolled up keeps the lines in sight: the distance to the newest grows with what comes in. */
const heldScroll = (state: State, batch: readonly LogEntry[]): number => {
  const { logScroll, logFilter } = state.ui;
  if (logScroll === 0) return 0;
  const news = batch.filter(entry => matches(entry, logFilter)).length;
  return Math.min(logEntriesMax, logScroll + news);
};

export const logged = (state: State, batch: readonly LogEntry[]): State => {
  if (batch.length === 0) return state;
  const logScroll = heldScroll(state, batch);
  const ui = logScroll === state.ui.logScroll ? state.ui : { ...state.ui, logScroll };
  return { ...state, log: appended(state.log, batch), ui };
};
