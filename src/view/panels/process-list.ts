/** `ps`: this user's Node processes, one of them chosen. */
import type { ListedProcess, ProcessList } from '../../state/state.ts';
import { duration, lagWords, percent, probeWords } from '../format.ts';
import { safe } from '../safe.ts';
import { padEnd, padStart, span, truncateLine } from '../text.ts';
import type { Line } from '../text.ts';
import { bare, frame, innerSize, titled } from './frame.ts';
import type { Panel } from './frame.ts';
import { bytes } from './processes.ts';

interface Column {
  readonly name: string;
  readonly width: number;
  /** Of the list's inner width: from this on there is room for it. */
  readonly from: number;
  readonly isLeft?: true;
  readonly cell: (process: ListedProcess) => string;
}

const cpu = ({ cpuPercent }: ListedProcess): string => percent(cpuPercent === null ? null : cpuPercent / 100);

const columns: readonly Column[] = [
  { name: 'pid', width: 8, from: 0, isLeft: true, cell: ({ pid }) => String(pid) },
  { name: 'cpu', width: 5, from: 0, cell: cpu },
  { name: 'rss', width: 8, from: 70, cell: ({ rssBytes }) => bytes(rssBytes) },
  { name: 'uptime', width: 9, from: 50, cell: ({ uptimeMs }) => duration(uptimeMs) },
  { name: 'lag', width: 15, from: 50, cell: ({ lag }) => lagWords(lag) },
  { name: 'probe', width: 7, from: 70, isLeft: true, cell: probeWords },
];

const rowWords = (mark: string, cell: (column: Column) => string, title: string, width: number): string => {
  const cells = columns
    .filter(({ from }) => width >= from)
    .map(column => (column.isLeft ? padEnd : padStart)(cell(column), column.width));
  return `${mark}${cells.join(' ')}  ${title}`;
};

const head = (width: number): string => rowWords('  ', ({ name }) => name, 'title', width);

function rowLine(process: ListedProcess, isSelected: boolean, width: number): Line {
  const mark = isSelected ? '▸ ' : '  ';
  const row = padEnd(
    rowWords(mark, ({ cell }) => cell(process), safe(process.title), width),
    width,
  );
  if (isSelected) return [span(row, 'selected')];
  return [span(row, process.lag?.blockedMs == null ? 'plain' : 'alarm')];
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
