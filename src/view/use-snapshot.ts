import { useMemo, useSyncExternalStore } from 'react';
import type { Snapshot } from '../state/state.ts';

/** The part of the store that views need. */
export interface SnapshotStore {
  /** The published picture: the same object until something is published. */
  getSnapshot(): Snapshot;
  /** Calls back after every publication; hands back what ends it. */
  subscribe(listener: () => void): () => void;
}

/** Picker and help show nothing that goes on by itself. */
const isSameToSee = (one: Snapshot, other: Snapshot): boolean =>
  one.state.ui === other.state.ui && (one.state.ui.screen === 'picker' || one.state.ui.isHelpOpen);

/** Hands out the published picture, and the one before where nobody could see the difference: no frame, no cost. */
export const visibleSnapshots = (store: SnapshotStore): (() => Snapshot) => {
  let shown = store.getSnapshot();
  return () => {
    const next = store.getSnapshot();
    if (!isSameToSee(shown, next)) shown = next;
    return shown;
  };
};

/** The published picture; the component is drawn again when it has changed visibly. Used once, at the root. */
export const useSnapshot = (store: SnapshotStore): Snapshot => {
  const getSnapshot = useMemo(() => visibleSnapshots(store), [store]);
  return useSyncExternalStore(store.subscribe, getSnapshot);
};
