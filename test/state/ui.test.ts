import { expect, test } from 'vitest';
import type { Action, UiState } from '../../src/state/state.ts';
import { finished, replay, running } from './build.ts';

const after = (actions: readonly Action[], from = running(1)): UiState =>
  replay(
    actions.map(action => ({ type: 'action', atMs: 1200, action }) as const),
    from,
  ).ui;

test('the panels take turns; the summary only while it is open', () => {
  const next: Action = { type: 'next-panel' };
  const visited = [1, 2, 3, 4].map(count => after(Array.from({ length: count }, () => next)).focus);
  expect(visited).toEqual(['tasks', 'cores', 'loop', 'timeline']);
  const over = replay([finished(['done'])], running(1));
  expect(over.ui).toMatchObject({ focus: 'summary', isSummaryOpen: true });
  expect(after([next, next, next, next, next], over).focus).toBe('summary');
  expect(after([{ type: 'toggle-summary' }], over)).toMatchObject({
    focus: 'timeline',
    isSummaryOpen: false,
  });
});

test('filter, help and picker', () => {
  expect(after([{ type: 'open-filter' }, { type: 'set-filter', text: 'x' }])).toMatchObject({
    isFilterOpen: true,
    logFilter: 'x',
    focus: 'tasks',
    watch: { focus: 'output' },
  });
  expect(after([{ type: 'open-filter' }, { type: 'close-filter' }]).isFilterOpen).toBe(false);
  expect(after([{ type: 'toggle-help' }]).isHelpOpen).toBe(true);
  expect(after([{ type: 'toggle-help' }, { type: 'open-picker' }])).toMatchObject({
    isHelpOpen: false,
    screen: 'picker',
  });
  expect(after([{ type: 'open-picker' }, { type: 'close-picker' }]).screen).toBe('run');
});

test('an action that asks for an effect leaves the picture as it is', () => {
  const state = running(1);
  for (const type of ['quit', 'suspend', 'run-again'] as const)
    expect(after([{ type }], state)).toBe(state.ui);
});
