/** The panels of a watch by the names that its layout gives them. */
import type { Snapshot } from '../state/state.ts';
import { duration } from './format.ts';
import { footerKeys, situationOf } from './keys.ts';
import { attachDialog, dialogPlace } from './panels/attach-dialog.ts';
import { cores } from './panels/cores.ts';
import { bare } from './panels/frame.ts';
import type { Panel } from './panels/frame.ts';
import { filterLine } from './panels/filter.ts';
import { footer, ownCost } from './panels/keys.ts';
import { loop } from './panels/loop.ts';
import { memory } from './panels/memory.ts';
import { output } from './panels/output.ts';
import { listHeader, processList } from './panels/process-list.ts';
import { processes } from './panels/processes.ts';
import { resources } from './panels/resources.ts';
import { stalls } from './panels/stalls.ts';
import { threads } from './panels/threads.ts';
import { verdict } from './panels/verdict.ts';
import { watchHeader } from './panels/watch-header.ts';
import { liveLag } from '../state/selectors.ts';
import { span, truncateLine } from './text.ts';
import type { Line, Size } from './text.ts';
import { watchLayout } from './watch-layout.ts';
import type { WatchPlace } from './watch-layout.ts';

const statusWords = ({ state }: Snapshot): Line => {
  const lag = liveLag(state, state.nowMs);
  if (lag !== null) return [span(`BLOCKED ${duration(lag)}`, 'alarm')];
  return [span(`${state.watch?.phase ?? ''} ${state.watch?.stallCount ?? 0} stalls`)];
};

/** What is left to say where no panel fits. */
const status: Panel = (snapshot, size, theme) =>
  bare([truncateLine(statusWords(snapshot), size.width)], size, theme);

const keys: Panel = (snapshot, size, theme) => {
  const { state } = snapshot;
  if (state.ui.isFilterOpen) return filterLine(snapshot, size, theme);
  return footer(footerKeys(situationOf(state), size.width), size, theme, ownCost(state));
};

const drawn: Readonly<Record<WatchPlace['name'], Panel>> = {
  header: watchHeader,
  cores,
  loop,
  stalls,
  threads,
  processes,
  memory,
  resources,
  output,
  verdict,
  status,
  footer: keys,
};

/** A rectangle of the screen and what draws it. */
export interface DrawnPlace extends Size {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly panel: Panel;
}

const asDrawn = ({ name, ...place }: WatchPlace): DrawnPlace => ({ ...place, key: name, panel: drawn[name] });

const lines = ({ width, height }: Size) => ({
  first: { x: 0, y: 0, width, height: Math.min(1, height) },
  middle: { x: 0, y: 1, width, height: Math.max(0, height - 2) },
  last: { x: 0, y: Math.max(0, height - 1), width, height: height > 1 ? 1 : 0 },
});

/** The question stands alone: what is behind it has nothing to show yet. */
const asking = (text: string, size: Size): readonly DrawnPlace[] => {
  const { first, middle, last } = lines(size);
  const place = dialogPlace(text, middle);
  return [
    { key: 'header', ...first, panel: watchHeader },
    { key: 'dialog', ...place, y: place.y + middle.y, panel: attachDialog },
    { key: 'footer', ...last, panel: keys },
  ];
};

/** Everything on the screen of a watch, in this state and at this size. */
export const watchPlaces = ({ state }: Snapshot, size: Size): readonly DrawnPlace[] => {
  if (state.watch?.phase === 'asking') return asking(state.watch.target.text, size);
  return watchLayout(size.width, size.height, state.ui.watch.focus).map(asDrawn);
};

/** Everything on the screen of `ps`. */
export const listPlaces = (size: Size): readonly DrawnPlace[] => {
  const { first, middle, last } = lines(size);
  return [
    { key: 'header', ...first, panel: listHeader },
    { key: 'list', ...middle, panel: processList },
    { key: 'footer', ...last, panel: keys },
  ];
};
