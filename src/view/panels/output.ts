/** What the watched program prints, newest line at the bottom. */
import { filteredLog } from '../../state/log-filter.ts';
import { originMs } from '../../state/selectors.ts';
import type { LogEntry, State } from '../../state/state.ts';
import { count, counted, stamp } from '../format.ts';
import { safe } from '../safe.ts';
import { span, truncateLine } from '../text.ts';
import type { Line } from '../text.ts';
import { frame, innerSize, titled } from './frame.ts';
import type { Panel } from './frame.ts';

function entryLine(entry: LogEntry, state: State, width: number): Line {
  const at = width < 50 ? [] : [span(`${stamp(entry.atMs - originMs(state), 1)}  `, 'dim')];
  return truncateLine([...at, span(safe(entry.text), entry.lane === 'stderr' ? 'warn' : 'plain')], width);
}

const noOutput = ({ watch }: State): string =>
  watch?.target.kind === 'pid'
    ? 'what an attached process prints goes where it went before'
    : 'nothing printed yet';

export const output: Panel = ({ state }, size, theme) => {
  const { ui, log } = state;
  const inner = innerSize(size);
  const entries = filteredLog(log, ui.logFilter);
  const end = Math.max(Math.min(entries.length, inner.height), entries.length - ui.logScroll);
  const shown = entries.slice(Math.max(0, end - inner.height), end);
  const lines = shown.map(entry => entryLine(entry, state, inner.width));
  const newer = entries.length - end;
  return frame(
    titled(ui.logFilter === '' ? 'output' : `output, filter ${safe(ui.logFilter)}`),
    lines.length === 0 ? [[span(noOutput(state), 'dim')]] : lines,
    size,
    theme,
    {
      bottomLeft: log.dropped === 0 ? [] : [span(`${count(log.dropped)} older lines not kept`, 'warn')],
      bottomRight: newer > 0 ? [span(`▼ ${counted(newer, 'newer line')}`, 'warn')] : [],
    },
  );
};
