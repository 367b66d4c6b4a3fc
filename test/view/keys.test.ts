import type { Key } from 'ink';
import { describe, expect, it, test } from 'vitest';
import type { ExperimentPhase } from '../../src/state/experiment.ts';
import type { RunPhase, UiState } from '../../src/state/state.ts';
import { initialUi } from '../../src/state/ui.ts';
import { actionsFor, bindings, footerKeys, helpKeys } from '../../src/view/keys.ts';
import type { Situation } from '../../src/view/binding.ts';
import { strokesOf } from '../../src/view/strokes.ts';

const noKey = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
} satisfies Key;

const ui: UiState = { ...initialUi, screen: 'run' };

const at = (phase: RunPhase, shown = ui, experiment: ExperimentPhase | null = null): Situation => ({
  ui: shown,
  phase,
  watch: null,
  experiment,
  lanes: 2,
});

describe('strokes', () => {
  test.each<[string, Partial<Key>, string[]]>([
    ['', { upArrow: true }, ['up']],
    ['', { pageDown: true }, ['pagedown']],
    ['', { escape: true }, ['escape']],
    ['\r', { return: true }, ['enter']],
    ['', { delete: true }, ['backspace']],
    ['c', { ctrl: true }, ['ctrl-c']],
    ['z', { ctrl: true }, ['ctrl-z']],
    ['x', { meta: true }, []],
    ['M', { shift: true }, ['M']],
    ['jjj', {}, ['j', 'j', 'j']],
    ['/w1\r', {}, ['/', 'w', '1', 'enter']],
    ['a\u0003', {}, ['a', 'ctrl-c']],
    ['漢👍', {}, ['漢', '👍']],
    ['a\u0007b', {}, ['a', 'b']],
  ])('%j with %j are %j', (input, key, strokes) => {
    expect(strokesOf(input, { ...noKey, ...key })).toEqual(strokes);
  });
});

describe('keys on the run screen', () => {
  test.each([
    ['f', { type: 'toggle-freeze' }],
    [' ', { type: 'toggle-freeze' }],
    ['r', { type: 'run-again' }],
    ['m', { type: 'change-mode', step: 1 }],
    ['M', { type: 'change-mode', step: -1 }],
    ['w', { type: 'open-picker' }],
    ['+', { type: 'change-workers', step: 1 }],
    ['-', { type: 'change-workers', step: -1 }],
    ['s', { type: 'toggle-summary' }],
    ['/', { type: 'open-filter' }],
    ['tab', { type: 'next-panel' }],
    ['k', { type: 'scroll-log', lines: 1 }],
    ['up', { type: 'scroll-log', lines: 1 }],
    ['j', { type: 'scroll-log', lines: -1 }],
    ['pageup', { type: 'scroll-log', lines: 10 }],
    ['pagedown', { type: 'scroll-log', lines: -10 }],
    ['g', { type: 'scroll-log', lines: 1_000_000 }],
    ['G', { type: 'follow-log' }],
    ['end', { type: 'follow-log' }],
    ['?', { type: 'toggle-help' }],
    ['q', { type: 'quit' }],
    ['ctrl-c', { type: 'interrupt' }],
    ['ctrl-z', { type: 'suspend' }],
  ])('%s', (stroke, action) => {
    expect(actionsFor(stroke, at('running', ui))).toEqual([action]);
  });

  it('cancels with Escape while a run goes on, and goes back to the picker after it', () => {
    expect(actionsFor('escape', at('starting', ui))).toEqual([{ type: 'cancel' }]);
    expect(actionsFor('escape', at('running', ui))).toEqual([{ type: 'cancel' }]);
    expect(actionsFor('escape', at('finished', ui))).toEqual([{ type: 'open-picker' }]);
    expect(actionsFor('escape', at('lost', ui))).toEqual([{ type: 'open-picker' }]);
  });

  it('does nothing for keys that nobody bound', () => {
    expect(actionsFor('x', at('running', ui))).toEqual([]);
    expect(actionsFor('left', at('running', ui))).toEqual([]);
  });
});

describe('keys of a race', () => {
  const footerAt = (phase: ExperimentPhase): string =>
    footerKeys(at('finished', ui, phase), 80)
      .map(({ key, help }) => `${key} ${help}`)
      .join('  ');

  test.each(['r', 'm', 'M', '+', '-', 'w', '/'])('%s starts nothing in the middle of it', stroke => {
    expect(actionsFor(stroke, at('running', ui, 'running'))).toEqual([]);
  });

  it('is cancelled with Escape, also between two runs; after it Escape leads to the picker', () => {
    expect(actionsFor('escape', at('finished', ui, 'running'))).toEqual([{ type: 'cancel' }]);
    expect(actionsFor('escape', at('finished', ui, 'finished'))).toEqual([{ type: 'open-picker' }]);
  });

  it('says what can be done now', () => {
    expect(footerAt('running')).toBe('f freeze  esc cancel  ? help  q quit');
    expect(footerAt('cancelled')).toBe('f freeze  r again  s result  w workload  ? help  q quit');
  });
});

describe('keys in the filter', () => {
  const typing: UiState = { ...ui, isFilterOpen: true, logFilter: 'w1' };

  test.each([
    ['q', [{ type: 'set-filter', text: 'w1q' }]],
    [' ', [{ type: 'set-filter', text: 'w1 ' }]],
    ['漢', [{ type: 'set-filter', text: 'w1漢' }]],
    ['backspace', [{ type: 'set-filter', text: 'w' }]],
    ['enter', [{ type: 'close-filter' }]],
    ['escape', [{ type: 'set-filter', text: '' }, { type: 'close-filter' }]],
    ['up', []],
    ['ctrl-c', [{ type: 'interrupt' }]],
    ['ctrl-z', [{ type: 'suspend' }]],
  ])('%s', (stroke, actions) => {
    expect(actionsFor(stroke, at('running', typing))).toEqual(actions);
  });

  it('stops at sixty characters', () => {
    expect(actionsFor('x', at('running', { ...typing, logFilter: 'a'.repeat(60) }))).toEqual([]);
  });
});

describe('keys in the help', () => {
  test.each([
    ['?', [{ type: 'toggle-help' }]],
    ['escape', [{ type: 'toggle-help' }]],
    ['q', [{ type: 'quit' }]],
    ['r', []],
    ['ctrl-c', [{ type: 'interrupt' }]],
  ])('%s', (stroke, actions) => {
    expect(actionsFor(stroke, at('running', { ...ui, isHelpOpen: true }))).toEqual(actions);
  });
});

describe('what is said about the keys', () => {
  const texts = (phase: 'running' | 'finished', columns: number): string =>
    footerKeys(at(phase), columns)
      .map(({ key, help }) => `${key} ${help}`)
      .join('  ');

  it('offers in the footer what can be done now', () => {
    expect(texts('running', 120)).toBe(
      'f freeze  esc cancel  m mode  w workload  +/- workers  / filter  ? help  q quit',
    );
    expect(texts('finished', 120)).toBe(
      'f freeze  r run again  m mode  w workload  +/- workers  s summary  / filter  ? help  q quit',
    );
  });

  it.each([
    ['finished', 80, 'r run again  m mode  w workload  s summary  ? help  q quit'],
    ['running', 80, 'f freeze  esc cancel  m mode  w workload  +/- workers  ? help  q quit'],
    ['running', 60, 'esc cancel  m mode  w workload  +/- workers  ? help  q quit'],
    ['running', 40, 'esc cancel  w workload  ? help  q quit'],
    ['running', 20, '? help  q quit'],
  ] as const)('leaves to the help what finds no room: %s, %d columns', (phase, columns, keys) => {
    expect(texts(phase, columns)).toBe(keys);
  });

  it.each([
    [80, 'esc cancel  m mode  w workload  tab panel  ? help  q quit'],
    [40, 'esc cancel  tab panel  ? help  q quit'],
    [30, 'tab panel  ? help  q quit'],
    [20, '? help  q quit'],
  ])('names Tab where it is the only way to the other panels: %d columns', (columns, keys) => {
    const shown = footerKeys({ ...at('running'), hasOnePanel: true }, columns);
    expect(shown.map(({ key, help }) => `${key} ${help}`).join('  ')).toBe(keys);
  });

  it('offers to scroll lanes where there are more than a screen has rows', () => {
    const keys = footerKeys({ ...at('running'), lanes: 100 }, 200).map(({ key }) => key);
    expect(keys).toContain('[ ]');
    expect(actionsFor(']', at('running'))).toEqual([{ type: 'scroll-lanes', rows: 5 }]);
    expect(actionsFor('[', at('running'))).toEqual([{ type: 'scroll-lanes', rows: -5 }]);
  });

  it('has a sentence in the help for every action', () => {
    const told = new Set(bindings.filter(({ help }) => help !== null).map(({ action }) => action.type));
    expect(bindings.map(({ action }) => action.type).filter(type => !told.has(type))).toEqual([
      'follow-log',
      'toggle-help',
    ]);
    expect(helpKeys).toContainEqual({ key: 'g G', help: 'the oldest or the newest line of the log' });
  });
});
