import { useMemo, useSyncExternalStore } from 'react';
import type { RunState, Snapshot } from '../state/state.ts';
import { layoutFacts } from './layout.ts';
import type { LayoutFacts } from './layout.ts';

/** The part of the store that views need. */
export interface SnapshotStore {
  /** The published picture: the same object until something is published. */
  getSnapshot(): Snapshot;
  /** Calls back after every publication; hands back what ends it. */
  subscribe(listener: () => void): () => void;
}

const isSameRun = (one: RunState | null, other: RunState | null): boolean =>
  one?.phase === other?.phase && one?.request === other?.request;

const isSameLayout = (one: LayoutFacts, other: LayoutFacts): boolean =>
  (Object.keys(one) as (keyof LayoutFacts)[]).every(name => one[name] === other[name]);

/** Panels follow the snapshot by themselves, so what React draws depends on this much of it and no more. */
const isSameToReact = (one: Snapshot, other: Snapshot): boolean =>
  one.state.ui === other.state.ui &&
  one.temporality === other.temporality &&
  one.state.experiment === other.state.experiment &&
  isSameRun(one.state.run, other.state.run) &&
  one.state.watch?.target === other.state.watch?.target &&
  one.state.watch?.phase === other.state.watch?.phase;

/** Hands out the published picture, and the one before where React would draw the same: no render, no cost. */
export const visibleSnapshots = (store: SnapshotStore): (() => Snapshot) => {
  let shown = store.getSnapshot();
  let facts = layoutFacts(shown);
  return () => {
    const next = store.getSnapshot();
    if (next === shown) return shown;
    const nextFacts = layoutFacts(next);
    if (!isSameToReact(shown, next) || !isSameLayout(facts, nextFacts)) {
      shown = next;
      facts = nextFacts;
    }
    return shown;
  };
};

/** The published picture as of the last change that React has to know of. Used once, at the root. */
export const useSnapshot = (store: SnapshotStore): Snapshot => {
  const getSnapshot = useMemo(() => visibleSnapshots(store), [store]);
  return useSyncExternalStore(store.subscribe, getSnapshot);
};
