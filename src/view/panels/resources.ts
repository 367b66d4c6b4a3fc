/** What keeps the loop of the process that is looked at alive: handles and requests by type. */
import { mainProcess } from '../../state/selectors.ts';
import { count, counted } from '../format.ts';
import { safe } from '../safe.ts';
import { padStart, span, truncateLine } from '../text.ts';
import type { Line } from '../text.ts';
import { frame, innerSize, titled } from './frame.ts';
import type { Panel } from './frame.ts';

const rowLine = ([type, number]: readonly [string, number], width: number): Line =>
  truncateLine([span(padStart(count(number), 6)), span(`  ${safe(type)}`)], width);

export const resources: Panel = ({ state }, size, theme) => {
  const process = mainProcess(state);
  const counts = process && state.watch?.processes[process.pid]?.resources;
  const title = titled('handles and requests');
  if (!counts) return frame(title, [[span('not measured yet', 'dim')]], size, theme);
  const inner = innerSize(size);
  const rows = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  const shown = rows.slice(0, inner.height).map(row => rowLine(row, inner.width));
  const missing = rows.length - shown.length;
  const body = shown.length === 0 ? [[span('none: nothing keeps the loop alive', 'dim')]] : shown;
  return frame(title, body, size, theme, {
    bottomRight: missing > 0 ? [span(counted(missing, 'more type'), 'dim')] : [],
  });
};
