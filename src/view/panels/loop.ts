/** The main event loop: late by how much, blocked since when and where, as it happens. */
import { loopNow } from '../../state/loop.ts';
import { countedStalls, mainProcess } from '../../state/selectors.ts';
import type { LoopState, ProcessState, State } from '../../state/state.ts';
import { counted } from '../format.ts';
import { safe } from '../safe.ts';
import { padStart, span, truncateLine } from '../text.ts';
import type { Line, Size, StyleName } from '../text.ts';
import { across, upright } from './chart.ts';
import { frame, innerSize, titled } from './frame.ts';
import type { Panel } from './frame.ts';
import { blockedWords, loopFigures, otherLoops, stallWords, unknownWords } from './loop-words.ts';

/** 0.1 ms to 10 s on a log scale: from a healthy loop to a hopeless one in five equal decades. */
const lowestLog = -1;
const decades = 5;
/** A task of 50 ms is the field's "long task": above it people feel the delay. */
const longMs = 50;
const gutter = 7;

const scaled = (lagMs: number): number => (Math.log10(Math.max(0.1, lagMs)) - lowestLog) / decades;

const scaleLabels = ['10 s', '1 s', '100 ms', '10 ms', '1 ms'];

/** The newest values as columns, a missing one as a blank. */
function lagChart({ history }: LoopState, width: number, rows: number): Line[] {
  const rowsPerDecade = rows / decades;
  const hasLabels = Number.isInteger(rowsPerDecade) && width >= 40;
  const values = history.values.slice(hasLabels ? gutter - width : -width);
  const columns = values.map(value => upright(value === null ? null : scaled(value), rows));
  const stretches = stretchesOf(values);
  const pad = ' '.repeat((hasLabels ? width - gutter : width) - values.length);
  return Array.from({ length: rows }, (_, row) => {
    const words = scaleLabels[row / rowsPerDecade] ?? '';
    const label = hasLabels ? `${padStart(words, gutter - 1)} ` : '';
    const line = stretches.map(({ from, to, style }) => span(across(columns, row, from, to), style));
    return [span(label + pad, 'dim'), ...line];
  });
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly style: StyleName;
}

/** Neighbours of one style. */
function stretchesOf(values: readonly (number | null)[]): Stretch[] {
  const styleAt = (index: number): StyleName => ((values[index] ?? 0) >= longMs ? 'warn' : 'good');
  const stretches: Stretch[] = [];
  for (let from = 0, to = 0; from < values.length; from = to) {
    const style = styleAt(from);
    while (to < values.length && styleAt(to) === style) to++;
    stretches.push({ from, to, style });
  }
  return stretches;
}

function headLines(state: State, process: ProcessState | null, inner: Size): Line[] {
  if (process === null) return [[span(unknownWords(state, process), 'dim')]];
  const { loop, isAlive } = process;
  const figures = loopFigures(isAlive ? loopNow(loop, state.nowMs) : loop, inner.width);
  if (!isAlive || loop.health.state === 'unknown') {
    return [[span(unknownWords(state, process), 'warn')], ...(inner.height >= 3 ? [figures] : [])];
  }
  if (loop.health.state === 'responsive') return [figures];
  const blocked = blockedWords(loop.health, state.nowMs, inner.width);
  return [blocked, ...(inner.height >= 3 ? [figures] : [])];
}

/** Of the rows left: one for the chart, then stalls, then a higher chart. */
function share(rows: number, known: number): { readonly stalls: number; readonly chart: number } {
  const stalls = Math.max(0, Math.min(known, rows - 1));
  const room = Math.max(0, rows - stalls);
  // Whole decades to a row, so that the rows can be labelled.
  return { stalls, chart: room < decades ? room : Math.min(2, Math.floor(room / decades)) * decades };
}

function tailLines(state: State, loop: LoopState, inner: Size, rows: number): Line[] {
  const others = rows >= 2 ? otherLoops(state) : [];
  const left = rows - (others.length > 0 ? 1 : 0);
  // In a watch they have a panel of their own.
  const known = state.watch === null ? countedStalls(state, loop) : [];
  const { stalls, chart } = share(left, known.length);
  const last = stalls === 0 ? [] : known.slice(-stalls);
  return [
    ...(chart > 0 ? lagChart(loop, inner.width, chart) : []),
    ...(others.length > 0 ? [truncateLine(others, inner.width)] : []),
    ...last.map(stall => truncateLine(stallWords(stall, state), inner.width)),
  ];
}

const titleOf = (process: ProcessState | null): string =>
  process === null || process.role === 'lab' ? 'event loop: main' : `event loop: ${safe(process.title)}`;

function stallCount(state: State, process: ProcessState | null): Line {
  if (process === null) return [];
  const { stallsDropped } = process.loop;
  const all = countedStalls(state, process.loop).length + stallsDropped;
  if (all === 0) return [];
  const kept = stallsDropped === 0 ? '' : `, ${stallsDropped} older ones not kept`;
  return [span(counted(all, 'stall') + kept, 'dim')];
}

export const loop: Panel = ({ state }, size, theme) => {
  const process = mainProcess(state);
  const inner = innerSize(size);
  const head = headLines(state, process, inner);
  const rows = inner.height - head.length;
  const tail = process === null || rows < 1 ? [] : tailLines(state, process.loop, inner, rows);
  return frame(titled(titleOf(process)), [...head, ...tail], size, theme, {
    note: process === null ? [] : [span(`pid ${process.pid}`, 'dim')],
    bottomLeft: stallCount(state, process),
    bottomRight: process === null ? [] : [span('lag, 0.1 ms to 10 s', 'dim')],
  });
};
