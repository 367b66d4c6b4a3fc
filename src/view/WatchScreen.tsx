/** The screens of a watch and of the list of processes: panels at their places. */
import { Box } from 'ink';
import { useMemo } from 'react';
import type { JSX } from 'react';
import type { Snapshot } from '../state/state.ts';
import { LivePanel } from './LivePanel.tsx';
import type { Theme } from './theme.ts';
import type { SnapshotStore } from './use-snapshot.ts';
import { listPlaces, watchPlaces } from './watch-panels.ts';
import type { DrawnPlace } from './watch-panels.ts';

export interface WatchScreenProps {
  readonly snapshot: Snapshot;
  readonly store: SnapshotStore;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
}

const Place = ({
  place,
  store,
  theme,
}: { place: DrawnPlace } & Pick<WatchScreenProps, 'store' | 'theme'>): JSX.Element => {
  const { x, y, width, height, panel } = place;
  const draw = useMemo(
    () => (now: Snapshot) => panel(now, { width, height }, theme),
    [panel, width, height, theme],
  );
  return <LivePanel x={x} y={y} width={width} height={height} store={store} draw={draw} />;
};

export const WatchScreen = ({ snapshot, store, theme, width, height }: WatchScreenProps): JSX.Element => {
  const size = { width, height };
  const places = snapshot.state.ui.screen === 'watch' ? watchPlaces(snapshot, size) : listPlaces(size);
  return (
    <Box>
      {places.map(place => (
        <Place key={place.key} place={place} store={store} theme={theme} />
      ))}
    </Box>
  );
};
