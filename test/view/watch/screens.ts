/** Whole screens of a watch as the app puts them together. */
import type { Snapshot } from '../../../src/state/state.ts';
import type { Theme } from '../../../src/view/theme.ts';
import { listPlaces, watchPlaces } from '../../../src/view/watch-panels.ts';
import type { DrawnPlace } from '../../../src/view/watch-panels.ts';
import { plain } from '../panels/screen.ts';

const cells = (places: readonly DrawnPlace[], snapshot: Snapshot, theme: Theme) =>
  places.map(place => ({ ...place, rows: place.panel(snapshot, place, theme) }));

/** One text, blank where no panel is. Without colours every row is as many characters as cells. */
export function watchScreen(snapshot: Snapshot, width: number, height: number, theme = plain): string {
  const size = { width, height };
  const places = snapshot.state.ui.screen === 'watch' ? watchPlaces(snapshot, size) : listPlaces(size);
  const grid = Array.from({ length: height }, () => ' '.repeat(width));
  for (const { x, y, width: columns, rows } of cells(places, snapshot, theme)) {
    rows.forEach((row, index) => {
      const before = grid[y + index] ?? '';
      grid[y + index] = before.slice(0, x) + row + before.slice(x + columns);
    });
  }
  return `${grid.join('\n')}\n`;
}
