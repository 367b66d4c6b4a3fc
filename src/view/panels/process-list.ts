/** `ps`: this user's Node processes, one of them chosen. */
import type { ListedProcess, ProcessList } from '../../state/state.ts';
import { duration, percent } from '../format.ts';
import { safe } from '../safe.ts';
import { padEnd, padStart, span, truncateLine } from '../text.ts';
import type { Line } from '../text.ts';
import { bare, frame, innerSize, titled } from './frame.ts';
import type { Panel } from './frame.ts';
import { bytes } from './processes.ts';

const head = (width: number): string =>
  width < 50
    ? `  ${padEnd('pid', 8)} ${padStart('cpu', 5)}  title`
    : `  ${padEnd('pid', 8)} ${padStart('cpu', 5)} ${padStart('rss', 8)} ${padStart('uptime', 9)}  ${padEnd('probe', 7)}  title`;

const cpu = ({ cpuPercent }: ListedProcess): string => percent(cpuPercent === null ? null : cpuPercent / 100);

function rowLine(process: ListedProcess, isSelected: boolean, width: number): Line {
  const { pid, rssBytes, uptimeMs, isProbed, title } = process;
  const mark = isSelected ? '▸ ' : '  ';
  const figures =
    width < 50
      ? `${padEnd(String(pid), 8)} ${padStart(cpu(process), 5)}  `
      : `${padEnd(String(pid), 8)} ${padStart(cpu(process), 5)} ${padStart(bytes(rssBytes), 8)} ${padStart(duration(uptimeMs), 9)}  ${padEnd(isProbed ? 'watched' : '', 7)}  `;
  const row = padEnd(`${mark}${figures}${safe(title)}`, width);
  return [span(row, isSelected ? 'selected' : 'plain')];
}

/** The chosen line is always in sight. */
function windowOf(list: ProcessList, rows: number): { from: number; shown: readonly ListedProcess[] } {
  const at = list.processes.findIndex(({ pid }) => pid === list.selectedPid);
  const from = Math.max(0, Math.min(at - Math.floor(rows / 2), list.processes.length - rows));
  return { from, shown: list.processes.slice(from, from + rows) };
}

export const processList: Panel = ({ state }, size, theme) => {
  const list = state.processList;
  const title = titled('node processes');
  const inner = innerSize(size);
  if (list === null) return frame(title, [[span('looking for processes', 'dim')]], size, theme);
  if (list.processes.length === 0) {
    return frame(title, [[span('no Node process of yours runs on this machine', 'dim')]], size, theme);
  }
  const { shown } = windowOf(list, Math.max(1, inner.height - 1));
  const rows = shown.map(process => rowLine(process, process.pid === list.selectedPid, inner.width));
  const missing = list.processes.length - shown.length;
  return frame(title, [truncateLine([span(head(inner.width), 'dim')], inner.width), ...rows], size, theme, {
    note: [span(`${list.processes.length} found`, 'dim')],
    bottomLeft: missing > 0 ? [span(`${missing} more`, 'dim')] : [],
  });
};

/** The line above the list: what became of the last pick. */
export const listHeader: Panel = ({ state }, size, theme) => {
  const notice = state.processList?.notice ?? '';
  const words: Line =
    notice === ''
      ? [span(' jugglers', 'title'), span(' ▸ ', 'dim'), span('ps')]
      : [span(` ${safe(notice)}`, 'warn')];
  return bare([truncateLine(words, size.width)], size, theme);
};
