/** The one table of keys: what a key does, the footer and the help are all drawn from it. Pure. */
import type { Action, State } from '../state/state.ts';
import { says } from './binding.ts';
import type { Binding, Situation } from './binding.ts';
import { experimentBindings } from './experiment-keys.ts';
import { noteRoom } from './panels/index.ts';
import type { KeyHelp } from './panels/index.ts';
import { runBindings, viewBindings } from './run-keys.ts';
import { isTyped } from './strokes.ts';
import type { Stroke } from './strokes.ts';
import { listBindings, watchBindings, watchWords } from './watch-keys.ts';

export const situationOf = ({ ui, run, watch, experiment }: State, hasOnePanel = false): Situation => ({
  ui,
  phase: run?.phase ?? null,
  watch,
  experiment: experiment?.phase ?? null,
  lanes: run?.lanes.length ?? 0,
  hasOnePanel,
});

/** In the order of footer and help. */
export const bindings: readonly Binding[] = [...runBindings, ...viewBindings];

const keysOf = (table: readonly Binding[], wanted: readonly Stroke[]): Binding[] =>
  table.filter(({ strokes }) => strokes.some(stroke => wanted.includes(stroke)));

const freeze = keysOf(runBindings, ['f']);
const leaving = keysOf(viewBindings, ['?', 'q']);
const notInWatch = new Set([...keysOf(viewBindings, ['s', 'tab', '[', ']']), ...leaving]);

/** What a watched program prints has no lanes and tasks. */
const inWatch = (binding: Binding): Binding =>
  binding.action.type === 'open-filter'
    ? { ...binding, help: says('/', 'filter the output by text, stdout or stderr') }
    : binding;

/** While the user is asked there is nothing to look at yet. */
const unlessAsking = (binding: Binding): Binding => ({
  ...binding,
  when: situation => situation.watch?.phase !== 'asking' && (binding.when?.(situation) ?? true),
});

const watchTable: readonly Binding[] = [
  ...watchBindings,
  ...[...freeze, ...viewBindings.filter(each => !notInWatch.has(each)).map(inWatch)].map(unlessAsking),
  ...leaving,
];

/** The keys of each screen; the picker has its own. */
const tableOf = ({
  ui: { screen },
  experiment,
}: Pick<Situation, 'ui' | 'experiment'>): readonly Binding[] => {
  if (screen === 'run' && experiment !== null) {
    return [...freeze, ...experimentBindings, ...keysOf(viewBindings, ['tab', '?', 'q'])];
  }
  if (screen === 'watch') return watchTable;
  return screen === 'processes' ? [...listBindings, ...leaving] : bindings;
};

/** Keys that work everywhere, also while text is typed. */
const everywhere: Readonly<Record<Stroke, Action>> = {
  'ctrl-c': { type: 'interrupt' },
  'ctrl-z': { type: 'suspend' },
};

/** The action of a key that works everywhere, or null. */
export const actionAnywhere = (stroke: Stroke): Action | null => everywhere[stroke] ?? null;

const fits = (binding: Binding, stroke: Stroke, situation: Situation): boolean =>
  binding.strokes.includes(stroke) && (binding.when?.(situation) ?? true);

const longestFilter = 60;

const filterActions = (stroke: Stroke, filter: string): Action[] => {
  if (stroke === 'enter') return [{ type: 'close-filter' }];
  if (stroke === 'escape') return [{ type: 'set-filter', text: '' }, { type: 'close-filter' }];
  if (stroke === 'backspace') return [{ type: 'set-filter', text: Array.from(filter).slice(0, -1).join('') }];
  if (!isTyped(stroke) || filter.length >= longestFilter) return [];
  return [{ type: 'set-filter', text: filter + stroke }];
};

const helpActions = (stroke: Stroke): Action[] => {
  if (stroke === '?' || stroke === 'escape') return [{ type: 'toggle-help' }];
  return stroke === 'q' ? [{ type: 'quit' }] : [];
};

/** What one stroke asks for. The picker takes its own keys; here it has only those that work everywhere. */
export const actionsFor = (stroke: Stroke, situation: Situation): Action[] => {
  const { ui } = situation;
  const always = actionAnywhere(stroke);
  if (always !== null) return [always];
  if (ui.isHelpOpen) return helpActions(stroke);
  if (ui.screen === 'picker') return [];
  if (ui.isFilterOpen) return filterActions(stroke, ui.logFilter);
  const binding = tableOf(situation).find(each => fits(each, stroke, situation));
  return binding === undefined ? [] : [binding.action];
};

const isInFooter = (binding: Binding, situation: Situation): boolean =>
  (binding.when?.(situation) ?? true) && (binding.isOffered?.(situation) ?? true);

const present = (texts: readonly (KeyHelp | null)[]): KeyHelp[] => texts.filter(text => text !== null);

/** Left to the help where there is no room, the first of them first; what is not named here goes after them. */
const expendable = ['/', 'f', '+/-', 's', 'm', 'r', 'w', 'esc', 'b', '[ ]', 'tab'];

/** As the footer draws them: a space before each, and two between. */
const footerWidth = (keys: readonly KeyHelp[]): number =>
  keys.reduce((sum, { key, help }) => sum + key.length + help.length + 3, -1);

/** What the dashboard costs is told also on a small screen; on a tiny one the keys are worth more. */
const roomForKeys = (columns: number): number => (columns < 72 ? columns : columns - noteRoom);

/** The footer's keys, as many as fit; help, which has them all, and quit go last. */
export const footerKeys = (situation: Situation, columns: number): KeyHelp[] => {
  if (situation.ui.isHelpOpen) return [says('?', 'close help'), says('q', 'quit')];
  let keys = present(
    tableOf(situation)
      .filter(binding => isInFooter(binding, situation))
      .map(binding => binding.footer),
  );
  for (const name of expendable) {
    if (footerWidth(keys) <= roomForKeys(columns)) break;
    keys = keys.filter(({ key }) => key !== name);
  }
  return keys;
};

const helpOf = (table: readonly Binding[]): KeyHelp[] => [
  ...present(table.map(({ help }) => help)),
  says('^C', 'quit as interrupted, exit code 130'),
  says('^Z', 'suspend; `fg` comes back'),
];

/** Every key of a run with its sentence, for the help. */
export const helpKeys: readonly KeyHelp[] = helpOf(bindings);

/** The same for the screen that is shown; the picker has its own. */
export const helpKeysFor = (situation: Situation): readonly KeyHelp[] => [
  ...helpOf(tableOf(situation)),
  ...(situation.ui.screen === 'watch' ? watchWords : []),
];
