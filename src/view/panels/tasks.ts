/** The log of tasks, newest line at the bottom; before anything has happened the list of what is to be done. */
import { filteredLog } from '../../state/log-filter.ts';
import type { Counts, LogEntry, RunState, State, Task } from '../../state/state.ts';
import { count, counted, duration, stamp } from '../format.ts';
import { safe } from '../safe.ts';
import { cellWidth, padEnd, padStart, span, truncateLine } from '../text.ts';
import type { Line, Size, Span, StyleName } from '../text.ts';
import { bestFit, frame, innerSize, remembered } from './frame.ts';
import type { FrameNotes, Panel } from './frame.ts';

const kindStyle: Readonly<Record<LogEntry['kind'], StyleName>> = {
  queued: 'plain',
  started: 'running',
  waiting: 'waiting',
  done: 'good',
  failed: 'warn',
  cancelled: 'warn',
  emit: 'plain',
  output: 'dim',
  lane: 'dim',
  stall: 'warn',
};

/** `cancelled` */
const kindWidth = 9;
/** `99.9 ms` */
const durationWidth = 7;
const widestLane = 8;

const countOrder: readonly (readonly [keyof Counts, StyleName])[] = [
  ['failed', 'warn'],
  ['cancelled', 'warn'],
  ['done', 'plain'],
  ['running', 'plain'],
  ['waiting', 'plain'],
  ['ready', 'plain'],
  ['queued', 'plain'],
];

/** `tasks: 6 done · 2 running · 8 queued`. */
function titleOf(run: RunState | null): Line {
  const parts = countOrder.flatMap(([phase, style]): Span[] => {
    const value = run?.counts[phase] ?? 0;
    return value === 0 ? [] : [span(`${count(value)} ${phase}`, style)];
  });
  if (parts.length === 0) return [span('tasks', 'title')];
  const joined = parts.flatMap((part, index) => (index === 0 ? [part] : [span(' · ', 'dim'), part]));
  return [span('tasks: ', 'title'), ...joined];
}

interface Columns {
  readonly laneWidth: number;
  readonly taskWidth: number;
  /** Where the run begins: stamps count from here. */
  readonly originMs: number;
}

function columnsFor(state: State, shown: readonly LogEntry[]): Columns {
  const lanes = new Set(shown.map(({ lane }) => lane));
  const widths = Array.from(lanes, lane => Math.min(widestLane, cellWidth(safe(lane))));
  const digits = String(Math.max(0, (state.run?.tasks.length ?? 1) - 1)).length;
  const originMs = state.run?.startMs ?? state.run?.askedAtMs ?? 0;
  return { laneWidth: Math.max(3, ...widths), taskWidth: 'task '.length + digits, originMs };
}

/** A line stands where its block ended; the loop's panel has the moment when it began. */
const begin = ({ kind, atMs, durationMs }: LogEntry, originMs: number): string =>
  kind === 'stall' ? `since ${stamp(atMs - (durationMs ?? 0) - originMs)}: ` : '';

function entryLine(entry: LogEntry, columns: Columns, width: number): Line {
  const { atMs, lane, task, kind, text, durationMs } = entry;
  const time = durationMs === null ? '' : padStart(duration(durationMs), durationWidth);
  const words = text === '' ? '' : begin(entry, columns.originMs) + safe(text);
  // Without a duration its column would be a hole; the words stand there instead.
  const tail = time === '' ? words : words === '' ? time : `${time}  ${words}`;
  const line = [
    span(`${stamp(atMs - columns.originMs)}  `, 'dim'),
    span(`${padEnd(safe(lane), columns.laneWidth)}  `),
    span(`${padEnd(task === null ? '' : `task ${task}`, columns.taskWidth)}  `),
    span(padEnd(kind, kindWidth), kindStyle[kind]),
    span(` ${tail}`),
  ];
  return truncateLine(line, width);
}

interface KnownLine {
  readonly columns: Columns;
  readonly width: number;
  readonly line: Line;
}

/** Most lines of a picture were there in the last one. */
const known = new WeakMap<LogEntry, KnownLine>();

function knownLine(entry: LogEntry, columns: Columns, width: number): Line {
  const before = known.get(entry);
  if (before?.width === width && isSame(before.columns, columns)) return before.line;
  const line = entryLine(entry, columns, width);
  known.set(entry, { columns, width, line });
  return line;
}

const isSame = (one: Columns, other: Columns): boolean =>
  one.laneWidth === other.laneWidth && one.taskWidth === other.taskWidth && one.originMs === other.originMs;

function plannedLine(task: Task, width: number): Line {
  const after = task.after.length === 0 ? '' : `  after ${task.after.join(', ')}`;
  const line = [
    span(padEnd(`task ${task.index}`, 9)),
    span(padEnd(task.state, kindWidth), 'dim'),
    span(` ${safe(task.name)}`),
    span(after, 'dim'),
  ];
  return truncateLine(line, width);
}

interface Content {
  readonly lines: readonly Line[];
  readonly notes: FrameNotes;
}

const dim = (text: string): Line => (text === '' ? [] : [span(text, 'dim')]);

/** The plan, as long as nothing has happened. */
function planned(state: State, inner: Size): Content {
  const tasks = state.run?.tasks ?? [];
  if (tasks.length === 0) {
    const words = state.run === null ? 'no tasks yet' : (refusal(state.run) ?? 'waiting for the plan');
    return { lines: [dim(words)], notes: {} };
  }
  const lines = tasks.slice(0, inner.height).map(task => plannedLine(task, inner.width));
  const more = tasks.length - lines.length;
  return { lines, notes: { bottomRight: dim(more > 0 ? `${counted(more, 'more task')}` : '') } };
}

const refusal = ({ phase, reason }: RunState): string | null =>
  phase === 'refused' ? `refused: ${safe(reason ?? 'no reason given')}` : null;

const kept = ({ log }: State): Line =>
  log.dropped === 0 ? [] : [span(`${count(log.dropped)} older lines not kept`, 'warn')];

function logged(state: State, inner: Size): Content {
  const { ui, log } = state;
  const entries = filteredLog(log, ui.logFilter);
  const end = Math.max(Math.min(entries.length, inner.height), entries.length - ui.logScroll);
  const shown = entries.slice(Math.max(0, end - inner.height), end);
  const columns = columnsFor(state, shown);
  const newer = entries.length - end;
  return {
    lines: shown.map(entry => knownLine(entry, columns, inner.width)),
    notes: {
      bottomLeft: kept(state),
      bottomRight:
        newer > 0
          ? [span(`▼ ${counted(newer, 'newer line')}`, 'warn')]
          : dim(ui.logFilter === '' ? 'following' : ''),
    },
  };
}

/** What the log is filtered by, and how much that leaves. */
function filterNotes({ ui, log }: State): Line[] {
  if (ui.logFilter === '') return [];
  const found = filteredLog(log, ui.logFilter).length;
  const filter = safe(ui.logFilter);
  return [
    [span(`filter ${filter}`, 'key'), span(` · ${found} of ${counted(log.entries.length, 'line')}`, 'dim')],
    [span(`filter ${filter}`, 'key')],
    [span('filtered', 'key')],
  ];
}

const drawTasks: Panel = ({ state }, size, theme) => {
  const inner = innerSize(size);
  const title = titleOf(state.run);
  const { lines, notes } = state.log.entries.length === 0 ? planned(state, inner) : logged(state, inner);
  const note = bestFit(filterNotes(state), title, size.width);
  return frame(title, lines, size, theme, { ...notes, note });
};

/** Tasks begin and end less often than pictures are drawn; before the first of them the plan is looked at, too. */
const shownOf = ({ run, log, ui }: State): readonly unknown[] => [
  log,
  ui.logFilter,
  ui.logScroll,
  run?.askedAtMs,
  run?.startMs,
  run?.tasks.length,
  ...(log.entries.length === 0 ? [run?.tasks, run?.phase, run?.reason] : []),
  ...(run === null ? [] : Object.values(run.counts)),
];

export const tasks: Panel = remembered(drawTasks, shownOf);
