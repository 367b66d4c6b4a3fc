import { expect, it } from 'vitest';
import type { Snapshot } from '../../src/state/state.ts';
import { visibleSnapshots } from '../../src/view/use-snapshot.ts';
import { core, finished, frozen, parallel, sampleOf, withState } from '../fixtures/states.ts';

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

it('hands out the same picture while panels alone have changed', () => {
  const { state } = parallel;
  const run = state.run && { ...state.run, nowMs: 1 };
  const ticks = [parallel, later(parallel), { ...parallel, state: { ...state, run } }];
  expect(handedOut(ticks)).toEqual([parallel, parallel, parallel]);
});

it.each<readonly [string, Snapshot]>([
  ['keys', withUi(parallel, { logScroll: 1 })],
  ['freezing', frozen],
  ['another phase', finished],
  ['another layout', withState({ sample: sampleOf([core(0, 0.5, 0.1)]) })],
])('hands out the new picture after %s', (_, changed) => {
  expect(handedOut([parallel, changed])[1]).toBe(changed);
});

it('hands out the last of several pictures that differ', () => {
  const moved = withUi(later(parallel), { logScroll: 1 });
  const pictures = handedOut([parallel, later(parallel), moved, later(moved)]);
  expect(pictures.map(picture => [parallel, moved].indexOf(picture))).toEqual([0, 0, 1, 1]);
});
