/** The panels on screen: they follow the published snapshot without React and Ink, which only say where they are. */
import { createContext } from 'react';
import type { Snapshot } from '../state/state.ts';
import type { PanelRow } from './panels/row.ts';
import type { Patch } from './terminal/compose.ts';

/** A rectangle and what is in it. */
export interface LivePanel {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Exactly `height` rows of exactly `width` cells. */
  readonly draw: (snapshot: Snapshot) => readonly PanelRow[];
}

export interface LivePanels {
  /** Shows the panel from the next picture on; hands back what takes it away. */
  add(panel: LivePanel): () => void;
  /** All panels, drawn for this snapshot. */
  patches(snapshot: Snapshot): Patch[];
}

/** `onChange` is called when a panel has come or gone. */
export const createLivePanels = (onChange: () => void): LivePanels => {
  const panels = new Set<LivePanel>();
  return {
    add(panel) {
      panels.add(panel);
      onChange();
      return () => {
        panels.delete(panel);
        onChange();
      };
    },
    patches: snapshot =>
      Array.from(panels, ({ x, y, width, draw }) => ({ x, y, width, rows: draw(snapshot) })),
  };
};

/** Null where there is no screen that paints panels: then they go through Ink like everything else. */
export const LivePanelsContext = createContext<LivePanels | null>(null);
