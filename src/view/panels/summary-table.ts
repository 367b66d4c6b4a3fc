/** Earlier runs of the same work beside this one: modes, makespans as bars, answers. */
import { modeWords } from '../../modes.ts';
import type { RunReport } from '../../analysis/types.ts';
import type { PastRun } from '../../state/state.ts';
import { duration } from '../format.ts';
import { padEnd, padStart, span } from '../text.ts';
import type { Line } from '../text.ts';

interface Row {
  readonly mode: string;
  readonly makespanMs: number;
  readonly lagMaxMs: number | null;
  readonly checksum: string | null;
  readonly isThis: boolean;
}

/** More rows than this push the rest of the summary off the screen. */
const mostRows = 8;

const sameWork = ({ request }: PastRun, report: RunReport): boolean =>
  request.workloadId === report.workload &&
  request.scale === report.scale &&
  request.seed === report.seed &&
  JSON.stringify(request.options) === JSON.stringify(report.options);

const isThisRun = (run: PastRun, report: RunReport): boolean =>
  run.makespanMs === report.makespanMs &&
  run.request.mode === report.mode &&
  run.checksum === report.checksum;

/** The newest run of each mode and number of workers. */
function rowsOf(report: RunReport, past: readonly PastRun[]): Row[] {
  const byMode = new Map<string, Row>();
  for (const run of past.filter(each => sameWork(each, report))) {
    const { makespanMs, lagMaxMs, checksum } = run;
    const mode = modeWords(run.request);
    byMode.delete(mode);
    byMode.set(mode, { mode, makespanMs, lagMaxMs, checksum, isThis: isThisRun(run, report) });
  }
  return [...byMode.values()].slice(-mostRows);
}

function answer(row: Row, checksum: string | null): Line {
  if (row.checksum === null || checksum === null) return [span('not measured', 'dim')];
  return row.checksum === checksum ? [span('same answer', 'good')] : [span('OTHER ANSWER', 'alarm')];
}

const modeWidth = 16;
const timeWidth = 8;
const lagWidth = 8;
const answerWidth = 12;
const leastBar = 8;

function rowLine(row: Row, longestMs: number, barWidth: number, report: RunReport): Line {
  const cells = Math.max(1, Math.round((row.makespanMs / longestMs) * barWidth));
  const mark = row.isThis ? '▸ ' : '  ';
  return [
    span(`${mark}${padEnd(row.mode, modeWidth)}`, row.isThis ? 'title' : 'plain'),
    span(`${padStart(duration(row.makespanMs), timeWidth)} `),
    span(padEnd('█'.repeat(cells), barWidth), row.isThis ? 'running' : 'waiting'),
    span(` ${padStart(duration(row.lagMaxMs), lagWidth)}  `),
    ...answer(row, report.checksum),
  ];
}

/** A header and a row a run, newest last; nothing unless there are two to compare. */
export function comparisonLines(report: RunReport, past: readonly PastRun[], width: number): Line[] {
  const rows = rowsOf(report, past);
  if (rows.length < 2) return [];
  const barWidth = width - 2 - modeWidth - timeWidth - 1 - lagWidth - 3 - answerWidth;
  if (barWidth < leastBar) return [];
  const longestMs = Math.max(...rows.map(({ makespanMs }) => makespanMs));
  const head = `  ${padEnd('mode', modeWidth)}${padStart('makespan', timeWidth)} ${' '.repeat(barWidth)} ${padStart('lag max', lagWidth)}`;
  return [[span(head, 'dim')], ...rows.map(row => rowLine(row, longestMs, barWidth, report))];
}
