/** The threads of the process that is looked at: what they cost, and whether they had a core when they wanted one. */
import { mainProcess } from '../../state/selectors.ts';
import type { DelayTotals, ProcessState, ThreadState, WatchedProcess } from '../../state/state.ts';
import { roleOfThread } from '../../state/watch-readings.ts';
import type { ThreadRole } from '../../state/watch-readings.ts';
import { duration, notMeasured, percent } from '../format.ts';
import { safe } from '../safe.ts';
import { padEnd, padStart, span, truncateLine } from '../text.ts';
import type { Line } from '../text.ts';
import { frame, innerSize, titled } from './frame.ts';
import type { Panel } from './frame.ts';

/** Kernel state letters (proc(5)) in words. */
const stateWords: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'waiting',
  D: 'disk',
  T: 'stopped',
  t: 'traced',
  Z: 'ended',
  X: 'ended',
  I: 'idle',
};

interface Row {
  readonly name: string;
  readonly state: string;
  readonly cpuShare: number | null;
  readonly runQueueShare: number | null;
  readonly utilization: number | null;
  readonly core: number | null;
}

const roleOrder: readonly ThreadRole[] = ['main', 'worker', 'pool', 'probe', 'engine'];

const sumOf = (values: readonly (number | null)[]): number | null => {
  const known = values.filter(value => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
};

const nameOf = (thread: ThreadState, role: ThreadRole, number: number): string => {
  if (role === 'main') return 'main';
  if (role === 'probe') return 'probe (ours)';
  return role === 'pool' ? `libuv pool ${number}` : thread.name;
};

/** V8's and Node's own threads are told in one line: there are many, and nobody can change them one by one. */
const engineRow = (threads: readonly ThreadState[]): Row => ({
  name: `engine ×${threads.length}`,
  state: threads.some(({ state }) => state === 'R') ? 'running' : 'waiting',
  cpuShare: sumOf(threads.map(({ cpuShare }) => cpuShare)),
  runQueueShare: sumOf(threads.map(({ runQueueShare }) => runQueueShare)),
  utilization: null,
  core: null,
});

/** Hardly ever asleep. */
const sleeplessUtilization = 0.9;

/**
 * Before Node 24 a worker has the process' name, as V8's own threads have, until it is seen asleep. One that never sleeps
 * is what people look for here, whatever it is.
 */
const shownRole = (pid: number, thread: ThreadState): ThreadRole => {
  const role = roleOfThread(pid, thread);
  const isSleepless = thread.name === 'node' && (thread.utilization ?? 0) >= sleeplessUtilization;
  return role === 'engine' && isSleepless ? 'worker' : role;
};

function rowsOf(process: ProcessState): Row[] {
  const byRole = Map.groupBy(process.threads, thread => shownRole(process.pid, thread));
  return roleOrder.flatMap(role => {
    const threads = byRole.get(role) ?? [];
    if (threads.length === 0) return [];
    if (role === 'engine') return [engineRow(threads)];
    return threads.map((thread, index) => ({
      name: nameOf(thread, role, index + 1),
      state: stateWords[thread.state] ?? thread.state,
      cpuShare: thread.cpuShare,
      runQueueShare: thread.runQueueShare,
      utilization: role === 'main' ? process.loop.utilization : (thread.utilization ?? null),
      core: thread.core,
    }));
  });
}

const nameWidth = 16;

/** The figures that matter most come first: what finds no room is cut off at the right. */
const cells = (name: string, cpu: string, state: string, wait: string, busy: string, core: string): string =>
  `${padEnd(name, nameWidth)} ${padStart(cpu, 5)}  ${padEnd(state, 8)} ${padStart(wait, 7)}  ${padStart(busy, 4)}  ${padStart(core, 4)}`;

const shareOrNothing = (share: number | null): string => (share === null ? notMeasured : percent(share));

function rowLine(row: Row, width: number): Line {
  const { name, state, cpuShare, runQueueShare, utilization, core } = row;
  const text = cells(
    safe(name),
    shareOrNothing(cpuShare),
    state,
    shareOrNothing(runQueueShare),
    utilization === null ? '' : percent(utilization),
    core === null ? '' : String(core),
  );
  const isStarved = (runQueueShare ?? 0) >= starvedShare;
  return truncateLine([span(text.trimEnd(), isStarved ? 'warn' : 'plain')], width);
}

/** A twentieth of the time without a core is what the verdict begins to look at. */
const starvedShare = 0.05;

const delayWords = ({ count, longestMs }: DelayTotals, words: (times: string) => string): Line =>
  count === 0 ? [] : [span(`${words(`${count}×`)}, ≤ ${duration(longestMs)} · `, 'warn')];

const heldUp = ({ starved, stopped }: WatchedProcess): Line => [
  ...delayWords(starved, times => `late ${times} for want of a core`),
  ...delayWords(stopped, times => `stood still ${times}`),
];

export const threads: Panel = ({ state }, size, theme) => {
  const process = mainProcess(state);
  const title = titled('threads');
  const inner = innerSize(size);
  const watched = state.watch?.processes[process?.pid ?? 0];
  if (process === null || process.threads.length === 0) {
    return frame(title, [[span('not measured yet', 'dim')]], size, theme);
  }
  const rows = rowsOf(process);
  const head: Line = [span(cells('', 'cpu', 'state', 'starved', 'busy', 'core').trimEnd(), 'dim')];
  const shown = rows.slice(0, Math.max(0, inner.height - 1)).map(row => rowLine(row, inner.width));
  const missing = rows.length - shown.length;
  return frame(title, [truncateLine(head, inner.width), ...shown], size, theme, {
    note: [...(watched ? heldUp(watched) : []), span(`pid ${process.pid}`, 'dim')],
    bottomRight: missing > 0 ? [span(`${missing} more`, 'dim')] : [],
  });
};
