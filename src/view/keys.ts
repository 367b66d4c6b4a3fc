/** The one table of keys: what a key does, the footer and the help are all drawn from it. Pure. */
import type { Action, RunPhase, UiState } from '../state/state.ts';
import type { KeyHelp } from './panels/index.ts';
import { isTyped } from './strokes.ts';
import type { Stroke } from './strokes.ts';

/** What a key may depend on. */
interface Situation {
  readonly ui: UiState;
  /** null: nothing has been run yet. */
  readonly phase: RunPhase | null;
}

export interface Binding {
  readonly strokes: readonly Stroke[];
  /** As it is written on screen. */
  readonly key: string;
  /** One or two words for the footer; null leaves it to the help. */
  readonly short: string | null;
  readonly help: string;
  readonly action: Action;
  /** Whether the key means this now; without it, always. */
  readonly when?: (situation: Situation) => boolean;
  /** Whether the footer shows it, where that is less often than `when`. */
  readonly isOffered?: (situation: Situation) => boolean;
}

const isRunning = ({ phase }: Situation): boolean =>
  phase === 'starting' || phase === 'running' || phase === 'cancelling';
const isIdle = (situation: Situation): boolean => !isRunning(situation);

const pageLines = 10;
// More than any log holds; the state clamps it.
const allLines = 1_000_000;
const longestFilter = 60;

const scroll = (lines: number): Action => ({ type: 'scroll-log', lines });

/** In the order of the footer. The first binding that fits a stroke and the situation wins. */
export const bindings: readonly Binding[] = [
  {
    strokes: ['f', ' '],
    key: 'f',
    short: 'freeze',
    help: 'freeze or free the picture; the work goes on',
    action: { type: 'toggle-freeze' },
  },
  {
    strokes: ['escape'],
    key: 'esc',
    short: 'cancel',
    help: 'cancel the run; after it, back to the workloads',
    action: { type: 'cancel' },
    when: isRunning,
  },
  {
    strokes: ['escape'],
    key: 'esc',
    short: null,
    help: '',
    action: { type: 'open-picker' },
    when: isIdle,
  },
  {
    strokes: ['r'],
    key: 'r',
    short: 'run again',
    help: 'the same run once more',
    action: { type: 'run-again' },
    isOffered: isIdle,
  },
  {
    strokes: ['m'],
    key: 'm',
    short: 'mode',
    help: 'run in the next mode, beside the last result',
    action: { type: 'change-mode', step: 1 },
  },
  {
    strokes: ['M'],
    key: 'M',
    short: null,
    help: 'run in the previous mode',
    action: { type: 'change-mode', step: -1 },
  },
  {
    strokes: ['w'],
    key: 'w',
    short: 'workload',
    help: 'choose workload, mode and options',
    action: { type: 'open-picker' },
  },
  {
    strokes: ['+', '='],
    key: '+',
    short: null,
    help: 'run with one worker more',
    action: { type: 'change-workers', step: 1 },
  },
  {
    strokes: ['-', '_'],
    key: '-',
    short: null,
    help: 'run with one worker less',
    action: { type: 'change-workers', step: -1 },
  },
  {
    strokes: ['s'],
    key: 's',
    short: 'summary',
    help: 'show or hide the summary',
    action: { type: 'toggle-summary' },
    isOffered: ({ phase }) => phase === 'finished',
  },
  {
    strokes: ['/'],
    key: '/',
    short: 'filter',
    help: 'filter the log by lane, task, kind or text',
    action: { type: 'open-filter' },
  },
  {
    strokes: ['tab'],
    key: 'tab',
    short: null,
    help: 'next panel, where there is room for one',
    action: { type: 'next-panel' },
  },
  { strokes: ['up', 'k'], key: '↑ k', short: null, help: 'log: one line up', action: scroll(1) },
  { strokes: ['down', 'j'], key: '↓ j', short: null, help: 'log: one line down', action: scroll(-1) },
  { strokes: ['pageup'], key: 'pgup', short: null, help: 'log: a page up', action: scroll(pageLines) },
  { strokes: ['pagedown'], key: 'pgdn', short: null, help: 'log: a page down', action: scroll(-pageLines) },
  { strokes: ['home', 'g'], key: 'g', short: null, help: 'log: the oldest line', action: scroll(allLines) },
  {
    strokes: ['end', 'G'],
    key: 'G',
    short: null,
    help: 'log: the newest line, and follow',
    action: { type: 'follow-log' },
  },
  {
    strokes: ['?'],
    key: '?',
    short: 'help',
    help: 'show or hide this help',
    action: { type: 'toggle-help' },
  },
  { strokes: ['q'], key: 'q', short: 'quit', help: 'quit, also with Ctrl-C', action: { type: 'quit' } },
];

/** Keys that work everywhere, also while text is typed. */
const everywhere: Readonly<Record<Stroke, Action>> = {
  'ctrl-c': { type: 'quit' },
  'ctrl-z': { type: 'suspend' },
};

/** The action of a key that works everywhere, or null. */
export const actionAnywhere = (stroke: Stroke): Action | null => everywhere[stroke] ?? null;

const fits = (binding: Binding, stroke: Stroke, situation: Situation): boolean =>
  binding.strokes.includes(stroke) && (binding.when?.(situation) ?? true);

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
export const actionsFor = (stroke: Stroke, ui: UiState, phase: RunPhase | null): Action[] => {
  const always = actionAnywhere(stroke);
  if (always !== null) return [always];
  if (ui.isHelpOpen) return helpActions(stroke);
  if (ui.screen === 'picker') return [];
  if (ui.isFilterOpen) return filterActions(stroke, ui.logFilter);
  const binding = bindings.find(each => fits(each, stroke, { ui, phase }));
  return binding === undefined ? [] : [binding.action];
};

const isInFooter = (binding: Binding, situation: Situation): boolean =>
  binding.short !== null && (binding.when?.(situation) ?? true) && (binding.isOffered?.(situation) ?? true);

const asShort = ({ key, short }: Binding): KeyHelp => ({ key, help: short ?? '' });

/** The footer's keys. Help and quit come first on a narrow screen, where the rest may find no room. */
export const footerKeys = (ui: UiState, phase: RunPhase | null, columns: number): KeyHelp[] => {
  if (ui.isHelpOpen)
    return [
      { key: '?', help: 'close help' },
      { key: 'q', help: 'quit' },
    ];
  const keys = bindings.filter(binding => isInFooter(binding, { ui, phase })).map(asShort);
  const least = 2;
  return columns >= 80 ? keys : [...keys.slice(-least), ...keys.slice(0, -least)];
};

/** Every key with its sentence, for the help. */
export const helpKeys: readonly KeyHelp[] = [
  ...bindings.filter(({ help }) => help !== '').map(({ key, help }) => ({ key, help })),
  { key: '^Z', help: 'suspend; `fg` comes back' },
];
