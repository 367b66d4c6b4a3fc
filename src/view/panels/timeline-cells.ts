/** A stretch of time cut into cells, and the glyphs that stand in them. */
import type { Outline, Segment } from '../../state/state.ts';
import { span } from '../text.ts';
import type { Span, StyleName } from '../text.ts';

/** Milliseconds from `startMs` on; `nowMs` is where the picture ends so far. */
export interface Scale {
  readonly startMs: number;
  readonly nowMs: number;
  readonly cellMs: number;
  readonly columns: number;
}

type Phase = Segment['phase'];
const phases: readonly Phase[] = ['running', 'ready', 'waiting'];

/** A cell is drawn as a phase from this share of its time on; less is a thin mark. */
const leastShare = 1 / 3;

export interface Cell {
  readonly phase: Phase | 'brief' | null;
  /** The task that has at least half of the phase's time in this cell; null if there are many. */
  readonly task: number | null;
}

/** What one phase has in each column: its time, and the task with the most of it. Numbers only: a row has thousands. */
interface Tally {
  readonly ms: Float64Array;
  readonly task: Int32Array;
  readonly taskMs: Float64Array;
  /** Nothing is there from this column on. */
  end: number;
}

/** Only of phases that there are. */
type Tallies = Partial<Record<Phase, Tally>>;

const newTally = (columns: number): Tally => ({
  ms: new Float64Array(columns),
  task: new Int32Array(columns),
  taskMs: new Float64Array(columns),
  end: 0,
});

/** Used for one row after another: arrays of this size are made outside of the heap, and each is a thing to sweep. */
const used: Record<Phase, Tally> = { running: newTally(0), ready: newTally(0), waiting: newTally(0) };

function emptied(phase: Phase, columns: number): Tally {
  if (used[phase].ms.length !== columns) used[phase] = newTally(columns);
  const tally = used[phase];
  tally.ms.fill(0);
  tally.task.fill(-1);
  tally.taskMs.fill(0);
  tally.end = 0;
  return tally;
}

const tallyOf = (tallies: Tallies, phase: Phase, { columns }: Scale): Tally =>
  (tallies[phase] ??= emptied(phase, columns));

function addTask({ task, taskMs }: Tally, column: number, index: number, ms: number): void {
  if (task[column] === index) taskMs[column] = (taskMs[column] ?? 0) + ms;
  else if (ms > (taskMs[column] ?? 0)) {
    task[column] = index;
    taskMs[column] = ms;
  }
}

function addPart(tally: Tally, column: number, task: number, ms: number): void {
  if (ms <= 0) return;
  tally.ms[column] = (tally.ms[column] ?? 0) + ms;
  addTask(tally, column, task, ms);
}

/** All of these columns; nearly always they are the first thing there. */
function addWhole(tally: Tally, from: number, to: number, task: number, cellMs: number): void {
  if (from >= tally.end) {
    tally.ms.fill(cellMs, from, to);
    tally.task.fill(task, from, to);
    tally.taskMs.fill(cellMs, from, to);
  } else {
    for (let column = from; column < to; column++) addPart(tally, column, task, cellMs);
  }
}

function addPiece(tally: Tally, { task, startMs, endMs }: Segment, scale: Scale): void {
  const { columns, cellMs } = scale;
  const from = Math.max(0, startMs - scale.startMs);
  const to = endMs - scale.startMs;
  const first = Math.floor(from / cellMs);
  const last = Math.min(columns - 1, Math.floor(to / cellMs));
  if (first > last) return;
  addPart(tally, first, task, Math.min(to, (first + 1) * cellMs) - from);
  if (first < last) {
    addWhole(tally, first + 1, last, task, cellMs);
    addPart(tally, last, task, Math.min(to, (last + 1) * cellMs) - last * cellMs);
  }
  tally.end = Math.max(tally.end, last + 1);
}

/** The sums of a stretch, spread evenly over the columns that it lies in. */
function addBucket(tally: Tally, sumMs: number, fromMs: number, lengthMs: number, scale: Scale): void {
  const to = fromMs + lengthMs;
  const last = Math.min(scale.columns - 1, Math.floor(to / scale.cellMs));
  for (let column = Math.max(0, Math.floor(fromMs / scale.cellMs)); column <= last; column++) {
    const begin = column * scale.cellMs;
    const overlap = Math.min(to, begin + scale.cellMs) - Math.max(fromMs, begin);
    if (overlap > 0) tally.ms[column] = (tally.ms[column] ?? 0) + (sumMs * overlap) / lengthMs;
  }
  tally.end = Math.max(tally.end, last + 1);
}

function addOutline(tallies: Tallies, outline: Outline, scale: Scale): void {
  const { bucketMs } = outline;
  for (const phase of phases) {
    for (const [index, sumMs] of outline[phase].entries()) {
      const fromMs = outline.fromMs - scale.startMs + index * bucketMs;
      if (sumMs > 0) addBucket(tallyOf(tallies, phase, scale), sumMs, fromMs, bucketMs, scale);
    }
  }
}

const untouched: Cell = { phase: null, task: null };
const brief: Cell = { phase: 'brief', task: null };

interface Present {
  readonly phase: Phase;
  readonly tally: Tally;
}

/** Running before ready before waiting: waits overlap each other and say least about the lane. */
const presentIn = (tallies: Tallies): Present[] =>
  phases.flatMap(phase => {
    const tally = tallies[phase];
    return tally === undefined ? [] : [{ phase, tally }];
  });

/** `before` where it is the same, so that neighbours share one. */
function cellOf(present: readonly Present[], column: number, leastMs: number, before: Cell): Cell {
  let isTouched = false;
  for (let at = 0; at < present.length; at++) {
    const { phase, tally } = present[at] as Present;
    const sumMs = tally.ms[column] as number;
    if (sumMs <= 0) continue;
    isTouched = true;
    if (sumMs < leastMs) continue;
    const isMostly = (tally.taskMs[column] as number) * 2 >= sumMs;
    const task = isMostly ? (tally.task[column] as number) : null;
    return before.phase === phase && before.task === task ? before : { phase, task };
  }
  return isTouched ? brief : untouched;
}

/** What goes on in each column of the scale; neighbours that are the same are one object. */
export function cellsOf(pieces: readonly Segment[], outlines: readonly Outline[], scale: Scale): Cell[] {
  const { columns, cellMs } = scale;
  const tallies: Tallies = {};
  for (const outline of outlines) addOutline(tallies, outline, scale);
  for (const piece of pieces) addPiece(tallyOf(tallies, piece.phase, scale), piece, scale);
  const present = presentIn(tallies);
  const end = Math.max(0, ...present.map(({ tally }) => tally.end));
  const untilNow = scale.nowMs - scale.startMs;
  const nowColumn = Math.floor(untilNow / cellMs);
  const cells: Cell[] = [];
  let cell = untouched;
  for (let column = 0; column < columns; column++) {
    const spanMs = column < nowColumn ? cellMs : Math.max(0.001, untilNow - column * cellMs);
    cell = column < end ? cellOf(present, column, spanMs * leastShare, cell) : untouched;
    cells.push(cell);
  }
  return cells;
}

const glyphOf = { running: '█', waiting: '░', ready: '▒', brief: '▏' } as const;
const styleOf: Readonly<Record<keyof typeof glyphOf, StyleName>> = {
  running: 'running',
  waiting: 'waiting',
  ready: 'ready',
  brief: 'running',
};

/** `fill` with the label in its middle, a blank on either side where there is room. */
function labelled(fill: string, label: string, style: StyleName): Span[] {
  const free = fill.length - label.length;
  if (label === '' || free < 0) return [span(fill, style)];
  const boxed = free >= 2 ? ` ${label} ` : label;
  const before = Math.floor((fill.length - boxed.length) / 2);
  return [
    span(fill.slice(0, before), style),
    span(boxed, 'title'),
    span(fill.slice(before + boxed.length), style),
  ];
}

interface Group {
  readonly cell: Cell;
  readonly length: number;
  /** The task still runs: the end is left open. */
  readonly isOpen: boolean;
  readonly isLabelled: boolean;
}

function runningSpans({ cell, length, isOpen, isLabelled }: Group): Span[] {
  if (cell.task === null || length < 2) return [span('█'.repeat(length), 'running')];
  const close = isOpen ? '' : '▌';
  const inside = labelled(
    '█'.repeat(length - 1 - close.length),
    isLabelled ? String(cell.task) : '',
    'running',
  );
  return [span('▐', 'running'), ...inside, span(close, 'running')];
}

/** Waits are labelled only where they are long: the label is for finding a task, not for every gap. */
const leastLabelledWait = 8;

function groupSpans(group: Group): Span[] {
  const { phase, task } = group.cell;
  if (phase === null) return [span(' '.repeat(group.length))];
  if (phase === 'running') return runningSpans(group);
  const fill = glyphOf[phase].repeat(group.length);
  const isLong = group.length >= leastLabelledWait;
  const label = group.isLabelled && task !== null && isLong ? String(task) : '';
  return labelled(fill, label, styleOf[phase]);
}

export interface DrawOptions {
  readonly scale: Scale;
  /** Task that runs at this moment. */
  readonly openTask: number | null;
  /** Whether pieces carry their task's number. */
  readonly isLabelled: boolean;
}

/** Neighbouring cells of one phase and task, drawn as one piece. */
export function drawn(cells: readonly Cell[], { scale, openTask, isLabelled }: DrawOptions): Span[] {
  const spans: Span[] = [];
  const nowColumn = Math.min(scale.columns - 1, Math.floor((scale.nowMs - scale.startMs) / scale.cellMs));
  for (let from = 0; from < cells.length;) {
    const cell = cells[from] as Cell;
    let to = from + 1;
    while (cells[to] === cell) to++;
    const isOpen = to >= nowColumn && cell.task !== null && cell.task === openTask;
    spans.push(...groupSpans({ cell, length: to - from, isOpen, isLabelled }));
    from = to;
  }
  return spans;
}

export const phaseLegend: readonly (readonly [glyph: string, style: StyleName, word: string])[] = [
  ['█', 'running', 'running'],
  ['░', 'waiting', 'waiting'],
  ['▒', 'ready', 'ready'],
];
