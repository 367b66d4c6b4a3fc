/** A part of the screen, and the panel that takes it. */
import type { PanelName } from '../state/state.ts';

/** Place and size in cells, counted from the left upper corner. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type PlacedName = PanelName | 'header' | 'footer' | 'status' | 'race' | 'bars' | 'curve';

export interface PlacedPanel extends Area {
  readonly name: PlacedName;
}
