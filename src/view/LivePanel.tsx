/** A place on the screen whose content follows the snapshot. */
import { useContext, useLayoutEffect, useSyncExternalStore } from 'react';
import type { JSX } from 'react';
import { LivePanelsContext } from './live-panels.ts';
import type { LivePanel as Placed, LivePanels } from './live-panels.ts';
import { Rows } from './Rows.tsx';
import { holeRow } from './terminal/grid.ts';
import type { SnapshotStore } from './use-snapshot.ts';

export interface LivePanelProps extends Placed {
  readonly store: SnapshotStore;
}

/** Ink draws a hole; what belongs there is painted between Ink and the terminal, at a tenth of the cost. */
const Hole = ({
  x,
  y,
  width,
  height,
  draw,
  panels,
}: Placed & { readonly panels: LivePanels }): JSX.Element => {
  useLayoutEffect(() => panels.add({ x, y, width, height, draw }), [panels, x, y, width, height, draw]);
  return <Rows x={x} y={y} width={width} rows={Array<string>(height).fill(holeRow(width))} />;
};

const Drawn = ({ x, y, width, draw, store }: LivePanelProps): JSX.Element => {
  const snapshot = useSyncExternalStore(store.subscribe, store.getSnapshot);
  return <Rows x={x} y={y} width={width} rows={draw(snapshot)} />;
};

export const LivePanel = (props: LivePanelProps): JSX.Element => {
  const panels = useContext(LivePanelsContext);
  return panels === null ? <Drawn {...props} /> : <Hole {...props} panels={panels} />;
};
