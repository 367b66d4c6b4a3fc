/** The log of a run: bounded, appended to once per message, at a cost that does not depend on its length. */
import { Chunks } from './chunks.ts';
import { matches } from './log-filter.ts';
import type { Log, LogEntry, State } from './state.ts';

/** Every task of a run of 30,000 from start to end; some 15 MB with short lines. */
export const logEntriesMax = 100_000;
/** With lines as long as a program may print them (2,000 characters) the text is what counts. */
export const logCharactersMax = 16_000_000;

export const emptyLog: Log = { entries: [], dropped: 0 };

const charactersOf = (entries: readonly LogEntry[]): number =>
  entries.reduce((sum, { text }) => sum + text.length, 0);

const isOver = ({ entries, characters = 0 }: Log): boolean =>
  entries.length > logEntriesMax || characters > logCharactersMax;

/** Whole parts of the oldest entries go, so that the log is a little shorter than its bound afterwards. */
const bounded = (log: Log): Log => {
  let kept = log;
  while (isOver(kept)) {
    const entries = Chunks.from(kept.entries);
    const oldest = entries.parts[0] ?? [];
    kept = {
      entries: entries.withoutFirstPart(),
      dropped: kept.dropped + oldest.length,
      characters: (kept.characters ?? 0) - charactersOf(oldest),
    };
  }
  return kept;
};

export const appended = (log: Log, batch: readonly LogEntry[]): Log =>
  batch.length === 0
    ? log
    : bounded({
        entries: Chunks.from(log.entries).with(batch),
        dropped: log.dropped,
        characters: (log.characters ?? 0) + charactersOf(batch),
      });

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
