/** Memory of the process that is looked at, and the pauses in which it is cleaned up. */
import { mainProcess } from '../../state/selectors.ts';
import type { GcGap, ProcessState, State, WatchedProcess } from '../../state/state.ts';
import { counted, duration } from '../format.ts';
import { padEnd, span, truncateLine } from '../text.ts';
import type { Line } from '../text.ts';
import { history } from './chart.ts';
import { frame, innerSize, titled } from './frame.ts';
import type { Panel } from './frame.ts';
import { bytes } from './processes.ts';

/** As wide as a reading of the loop, so that a pause stands below the lag that it made. */
const columnMs = 100;
/** A pause of so long fills its column. */
const fullPauseMs = 100;
const labelWidth = 5;

/** Pause milliseconds in each of the newest columns, oldest first; what is taken for a gap's is spread over it. */
export const pausesByColumn = (collected: readonly GcGap[], nowMs: number, columns: number): number[] => {
  const sums = Array.from({ length: Math.max(0, columns) }, () => 0);
  const originMs = (Math.floor(nowMs / columnMs) + 1 - sums.length) * columnMs;
  for (const { startMs, durationMs, pauseMs } of collected) {
    const first = Math.floor((startMs - originMs) / columnMs);
    const share = durationMs > 0 ? pauseMs / durationMs : 0;
    const last = Math.floor((startMs + durationMs - originMs) / columnMs);
    for (let column = Math.max(0, first); column <= Math.min(last, sums.length - 1); column += 1) {
      const fromMs = Math.max(startMs, originMs + column * columnMs);
      const toMs = Math.min(startMs + durationMs, originMs + (column + 1) * columnMs);
      sums[column] = (sums[column] ?? 0) + Math.max(0, toMs - fromMs) * share;
    }
  }
  return sums;
};

const labelled = (label: string, chart: string): Line => [
  span(padEnd(label, labelWidth), 'dim'),
  span(chart, 'good'),
];

/** Of the highest value shown, so that growth is seen whatever the size. */
const relative = (values: readonly (number | null)[]): (number | null)[] => {
  const most = Math.max(1, ...values.map(value => value ?? 0));
  return values.map(value => (value === null ? null : value / most));
};

function figures(process: ProcessState, watched: WatchedProcess, spanMs: number): Line[] {
  const share = spanMs > 0 ? ` (${((100 * watched.gcMs) / spanMs).toFixed(1)}%)` : '';
  // Sampled where they are many.
  const about = watched.gcUnobservedMs > 0 ? '~' : '';
  const pauses = counted(Math.round(process.gcCount), 'pause');
  return [
    [
      span('rss ', 'dim'),
      span(padEnd(bytes(process.rssBytes), 9)),
      span('heap ', 'dim'),
      span(bytes(watched.heapUsedBytes)),
    ],
    [span('gc ', 'dim'), span(`${about}${pauses}, ${about}${duration(watched.gcMs)}${share}`)],
  ];
}

function charts(watched: WatchedProcess, nowMs: number, width: number): Line[] {
  const columns = Math.max(0, width - labelWidth);
  const collected = [
    ...watched.gcGaps,
    ...watched.gcPauses.map(pause => ({ ...pause, pauseMs: pause.durationMs })),
  ];
  const pauses = pausesByColumn(collected, nowMs, columns).map(ms => (ms === 0 ? null : ms / fullPauseMs));
  const isHeapKnown = watched.heapHistory.values.some(value => value !== null);
  const kept = isHeapKnown ? watched.heapHistory : watched.rssHistory;
  return [
    labelled('gc', history(pauses, columns, 1)[0] ?? ''),
    labelled(
      isHeapKnown ? 'heap' : 'rss',
      history(relative(kept.values.slice(-columns)), columns, 1)[0] ?? '',
    ),
  ];
}

const spanOf = ({ watch, nowMs }: State): number =>
  watch?.startedAtMs == null ? 0 : (watch.endedAtMs ?? nowMs) - watch.startedAtMs;

export const memory: Panel = ({ state }, size, theme) => {
  const process = mainProcess(state);
  const watched = process && state.watch?.processes[process.pid];
  const title = titled('memory');
  const { width } = innerSize(size);
  if (!process || !watched || process.rssBytes === null) {
    return frame(title, [[span('not measured yet', 'dim')]], size, theme);
  }
  const lines = [...figures(process, watched, spanOf(state)), ...charts(watched, state.nowMs, width)];
  return frame(
    title,
    lines.map(line => truncateLine(line, width)),
    size,
    theme,
    {
      bottomRight: [span('gc 0.1 s a column, heap 1 s', 'dim')],
    },
  );
};
