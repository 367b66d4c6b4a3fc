import { expect, it } from 'vitest';
import type { Snapshot } from '../../src/state/state.ts';
import { visibleSnapshots } from '../../src/view/use-snapshot.ts';
import { parallel } from '../fixtures/states.ts';

const later = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  state: { ...snapshot.state, nowMs: snapshot.state.nowMs + 100 },
});

const withUi = (snapshot: Snapshot, ui: Partial<Snapshot['state']['ui']>): Snapshot => ({
  ...snapshot,
  state: { ...snapshot.state, ui: { ...snapshot.state.ui, ...ui } },
});

/** What is handed out after each of these has been published. */
const handedOut = (published: readonly Snapshot[]): Snapshot[] => {
  let newest = published[0] as Snapshot;
  const next = visibleSnapshots({ getSnapshot: () => newest, subscribe: () => () => {} });
  return published.map(snapshot => {
    newest = snapshot;
    return next();
  });
};

it('hands out every picture of a run', () => {
  const pictures = [parallel, later(parallel), later(later(parallel))];
  expect(handedOut(pictures)).toEqual(pictures);
});

it.each([{ screen: 'picker' as const }, { isHelpOpen: true }])(
  'hands out the same picture while only time goes by behind %j',
  ui => {
    const open = withUi(parallel, ui);
    const moved = withUi(later(open), { logScroll: 1 });
    const pictures = handedOut([open, later(open), moved, later(moved)]);
    expect(pictures.map(picture => [open, moved].indexOf(picture))).toEqual([0, 0, 1, 1]);
  },
);
