/** What keys change of the picture of a watch and of the list of processes. */
import type { Action, ProcessState, State, UiState } from './state.ts';
import { watchPanelNames } from './watch-state.ts';
import type { WatchUi } from './watch-state.ts';

export const initialWatchUi: WatchUi = { focus: 'stalls', isGrouped: false, pid: null };

/** Grouping stays as the user left it; a new watch begins with its list of stalls. */
export const uiForWatch = (ui: UiState): UiState => ({
  ...ui,
  screen: 'watch',
  isHelpOpen: false,
  isFilterOpen: false,
  logScroll: 0,
  watch: { ...ui.watch, focus: 'stalls', pid: null },
});

const stepped = <Item>(items: readonly Item[], at: number, step: number): Item | undefined =>
  items[(Math.max(0, at) + step + items.length) % items.length];

/** Package runners only wait for the program that they start. */
const wrapper = /^(npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack|bunx)(-cli)?(\.[cm]?js)?( |$)/;

/** The process that the watch is about: the one that the user chose, else the first that is no package runner. */
export const shownProcess = ({ processes, ui }: Pick<State, 'processes' | 'ui'>): ProcessState | null => {
  const chosen = processes.find(({ pid }) => pid === ui.watch.pid);
  if (chosen) return chosen;
  const own = processes.filter(({ title }) => !wrapper.test(title));
  return own.find(({ isAlive }) => isAlive) ?? own[0] ?? processes[0] ?? null;
};

const nextPid = (state: State, step: number): number | null => {
  const alive = state.processes.filter(({ isAlive }) => isAlive);
  const at = alive.findIndex(({ pid }) => pid === shownProcess(state)?.pid);
  return stepped(alive, at, step)?.pid ?? null;
};

const withWatchUi = (ui: UiState, changes: Partial<WatchUi>): UiState => ({
  ...ui,
  watch: { ...ui.watch, ...changes },
});

/** The ui part after an action on a watch; the very same object where the action is about something else. */
export const watchUiAfter = (state: State, action: Action): UiState => {
  const { ui } = state;
  switch (action.type) {
    case 'toggle-blame':
      return withWatchUi(ui, { isGrouped: !ui.watch.isGrouped, focus: 'stalls' });
    case 'next-watch-panel': {
      const at = watchPanelNames.indexOf(ui.watch.focus);
      return withWatchUi(ui, { focus: stepped(watchPanelNames, at, action.step) ?? 'stalls' });
    }
    case 'next-process':
      return withWatchUi(ui, { pid: nextPid(state, action.step) });
    case 'leave-watch':
      return { ...ui, screen: 'processes', isHelpOpen: false };
    default:
      return ui;
  }
};

/** The list with another line highlighted, and without the notice that the last pick brought. */
export const listAfter = (state: State, action: Action): State['processList'] => {
  const list = state.processList;
  if (list === null || action.type !== 'select-process') return list;
  const at = list.processes.findIndex(({ pid }) => pid === list.selectedPid);
  const index = Math.min(list.processes.length - 1, Math.max(0, at + action.step));
  return { ...list, selectedPid: list.processes[index]?.pid ?? null, notice: '' };
};
