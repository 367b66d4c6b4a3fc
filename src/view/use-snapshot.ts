import { useSyncExternalStore } from 'react';
import type { Snapshot } from '../state/state.ts';

/** The part of the store that views need. */
export interface SnapshotStore {
  /** The published picture: the same object until something is published. */
  getSnapshot(): Snapshot;
  /** Calls back after every publication; hands back what ends it. */
  subscribe(listener: () => void): () => void;
}

/** The published picture; the component is drawn again with each one. Used once, at the root. */
export const useSnapshot = (store: SnapshotStore): Snapshot =>
  useSyncExternalStore(store.subscribe, store.getSnapshot);
