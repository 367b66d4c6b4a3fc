/** The watched program's Node processes as a tree, each with its loop. */
import { cpuOf } from '../../analysis/watch-report.ts';
import { mainProcess } from '../../state/selectors.ts';
import type { ProcessState, State } from '../../state/state.ts';
import { count, percent } from '../format.ts';
import { safe } from '../safe.ts';
import { padEnd, padStart, span, truncateLine } from '../text.ts';
import type { Line } from '../text.ts';
import { frame, innerSize, titled } from './frame.ts';
import type { Panel } from './frame.ts';
import { healthWords } from './loop-words.ts';

export interface TreeRow {
  readonly process: ProcessState;
  readonly depth: number;
}

/** Parents before their children; one whose parent carries no probe stands at the root. */
export function treeOf(processes: readonly ProcessState[]): TreeRow[] {
  const pids = new Set(processes.map(({ pid }) => pid));
  const byParent = Map.groupBy(processes, ({ pid, ppid }) => (pids.has(ppid) && ppid !== pid ? ppid : 0));
  const seen = new Set<number>();
  const below = (parent: number, depth: number): TreeRow[] =>
    (byParent.get(parent) ?? []).flatMap(process => {
      // Numbers are given anew: two that name each other as parents must not lead round for ever.
      if (seen.has(process.pid)) return [];
      seen.add(process.pid);
      return [{ process, depth }, ...below(process.pid, depth + 1)];
    });
  return below(0, 0);
}

export const bytes = (value: number | null): string =>
  value === null ? '–' : `${(value / 1e6).toFixed(value < 9_950_000 ? 1 : 0)} MB`;

const pidWidth = 8;
/** Below this the name is worth more than the memory, which has a panel of its own. */
const narrowColumns = 60;

function rowLine({ process, depth }: TreeRow, state: State, width: number): Line {
  const isShown = process === mainProcess(state);
  const health = healthWords(process, state.nowMs);
  const isBlocked = process.isAlive && process.loop.health.state === 'blocked';
  const name = `${'  '.repeat(Math.min(depth, 8))}${safe(process.title)}`;
  const memory = width < narrowColumns ? '' : ` ${padStart(bytes(process.rssBytes), 8)}`;
  const figures = ` ${padStart(percent(cpuOf(process)), 5)}${memory}  `;
  const healthWidth = 14;
  const room = width - 2 - pidWidth - figures.length - healthWidth;
  if (room < 8) {
    return truncateLine(
      [span(`${process.pid} `, 'dim'), span(name), span(`  ${health}`, isBlocked ? 'alarm' : 'dim')],
      width,
    );
  }
  return [
    span(isShown ? '▸ ' : '  ', 'key'),
    span(padEnd(String(process.pid), pidWidth), 'dim'),
    span(padEnd(name, room), process.isAlive ? 'plain' : 'dim'),
    span(figures, 'dim'),
    span(padEnd(health, healthWidth), isBlocked ? 'alarm' : process.isAlive ? 'good' : 'dim'),
  ];
}

/** The dead go first where there is no room for all. */
const fitting = (rows: readonly TreeRow[], height: number): readonly TreeRow[] => {
  if (rows.length <= height) return rows;
  return rows.filter(({ process }) => process.isAlive).slice(0, height);
};

export const processes: Panel = ({ state }, size, theme) => {
  const inner = innerSize(size);
  const rows = treeOf(state.processes);
  const alive = state.processes.filter(({ isAlive }) => isAlive).length;
  const shown = fitting(rows, inner.height);
  const lines = shown.map(row => rowLine(row, state, inner.width));
  const missing = rows.length - shown.length;
  return frame(
    titled('processes'),
    lines.length === 0 ? [[span('no Node process has said hello yet', 'dim')]] : lines,
    size,
    theme,
    {
      note: rows.length === 0 ? [] : [span(`${count(alive)} alive`, 'dim')],
      bottomLeft: missing > 0 ? [span(`${missing} more`, 'dim')] : [],
      bottomRight: alive > 1 ? [span('n next', 'dim')] : [],
    },
  );
};
