/** What keys change of the picture itself. Actions that ask for an effect are the entry's business. */
import { filteredLog } from './log-filter.ts';
import type { Action, PanelName, State, UiState } from './state.ts';
import { initialWatchUi, watchUiAfter } from './watch-ui.ts';

export const initialUi: UiState = {
  screen: 'picker',
  isHelpOpen: false,
  logScroll: 0,
  laneScroll: 0,
  logFilter: '',
  isFilterOpen: false,
  focus: 'timeline',
  isSummaryOpen: false,
  watch: initialWatchUi,
};

const panels: readonly PanelName[] = ['timeline', 'tasks', 'cores', 'loop'];

/** The summary takes its turn only while it is open. */
const nextPanel = (ui: UiState): PanelName => {
  const all: readonly PanelName[] = ui.isSummaryOpen ? [...panels, 'summary'] : panels;
  return all[(all.indexOf(ui.focus) + 1) % all.length] as PanelName;
};

const scrolled = (state: State, lines: number): number =>
  Math.min(filteredLog(state.log, state.ui.logFilter).length, Math.max(0, state.ui.logScroll + lines));

/** No further than to the last lanes; the picture, which knows its height, stops where they are all in sight. */
const lanesScrolled = ({ ui, run }: State, rows: number): number => {
  const most = Math.max(0, (run?.lanes.length ?? 0) - 1);
  return Math.min(most, Math.max(0, ui.laneScroll + rows));
};

const focusAfter = ({ focus }: UiState, isSummaryOpen: boolean): PanelName => {
  if (isSummaryOpen) return 'summary';
  return focus === 'summary' ? 'timeline' : focus;
};

/** Opened, it is also the one panel of a screen that has room for one only. */
export const withSummary = (ui: UiState, isSummaryOpen: boolean): UiState => ({
  ...ui,
  isSummaryOpen,
  focus: focusAfter(ui, isSummaryOpen),
});

/** The ui part after an action; the very same object where the action is about something else. */
export const uiAfter = (state: State, action: Action): UiState => {
  const { ui } = state;
  switch (action.type) {
    case 'toggle-help':
      return { ...ui, isHelpOpen: !ui.isHelpOpen };
    case 'toggle-summary':
      return withSummary(ui, !ui.isSummaryOpen);
    case 'open-picker':
      return { ...ui, screen: 'picker', isHelpOpen: false };
    case 'close-picker':
      return state.run === null ? ui : { ...ui, screen: 'run', isHelpOpen: false };
    case 'open-filter':
      // Where there is no room for all panels, it is the log that shows, or a watch's output: what is typed is seen to work.
      return { ...ui, isFilterOpen: true, focus: 'tasks', watch: { ...ui.watch, focus: 'output' } };
    case 'close-filter':
      return { ...ui, isFilterOpen: false };
    case 'set-filter':
      return { ...ui, logFilter: action.text, logScroll: 0 };
    case 'scroll-log':
      return { ...ui, logScroll: scrolled(state, action.lines) };
    case 'follow-log':
      return { ...ui, logScroll: 0 };
    case 'scroll-lanes':
      return { ...ui, laneScroll: lanesScrolled(state, action.rows) };
    case 'next-panel':
      return { ...ui, focus: nextPanel(ui) };
    default:
      return watchUiAfter(state, action);
  }
};

/** A new run takes the whole picture; filter and chosen panel stay as the user left them. */
export const uiForRun = (ui: UiState): UiState => ({
  ...withSummary(ui, false),
  screen: 'run',
  isHelpOpen: false,
  isFilterOpen: false,
  logScroll: 0,
  laneScroll: 0,
});
