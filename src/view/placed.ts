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

/** So many rows from the top, and the rest. */
export const cutTop = (area: Area, height: number): [Area, Area] => [
  { ...area, height },
  { ...area, y: area.y + height, height: area.height - height },
];

/** So many columns from the left, and the rest. */
export const cutLeft = (area: Area, width: number): [Area, Area] => [
  { ...area, width },
  { ...area, x: area.x + width, width: area.width - width },
];
