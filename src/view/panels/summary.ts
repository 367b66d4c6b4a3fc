/** What came of a run: how long against what was expected, where the time went, what it means, what to try next. */
import { modeWords } from '../../modes.ts';
import { gapWords } from '../../analysis/gap-words.ts';
import type { RunReport } from '../../analysis/types.ts';
import type { PastRun } from '../../state/state.ts';
import { counted, duration, notMeasured, percent } from '../format.ts';
import { safe } from '../safe.ts';
import { padEnd, span, truncateLine, wrap } from '../text.ts';
import type { Line, Size, StyleName } from '../text.ts';
import type { Theme } from '../theme.ts';
import type { PanelRow } from './row.ts';
import { frame, innerSize } from './frame.ts';
import { costLines } from './summary-costs.ts';
import { comparisonLines } from './summary-table.ts';

const labelWidth = 11;
const label = (text: string): Line => [span(padEnd(text, labelWidth), 'dim')];

/** A paragraph behind a label, on as many lines as it takes. */
function paragraph(name: string, text: string, width: number, style: StyleName = 'plain'): Line[] {
  const lines = wrap(text, Math.max(10, width - labelWidth));
  return lines.map((line, index) => [...label(index === 0 ? name : ''), span(line, style)]);
}

/** How far the measured value is from the predicted one: `+3%`. */
const difference = (measured: number, predicted: number): string => {
  const share = Math.round((measured / predicted - 1) * 100);
  return `${share < 0 ? '' : '+'}${share}%`;
};

function makespanLines({ makespanMs, predicted, ended, reason }: RunReport, width: number): Line[] {
  if (makespanMs === null) {
    const why = reason === null ? ended : `${ended}: ${safe(reason)}`;
    return [[...label('makespan'), span(why, 'warn')]];
  }
  const measured = span(duration(makespanMs), 'title');
  if (predicted === null) return [[...label('makespan'), measured, span('   no prediction', 'dim')]];
  const off = difference(makespanMs, predicted.makespanMs);
  const expected = `   predicted ${duration(predicted.makespanMs)} (${off})`;
  return [
    [...label('makespan'), measured, span(expected)],
    ...paragraph('', `because ${safe(predicted.reason)}`, width),
  ];
}

function gapLines({ gap }: RunReport, width: number): Line[] {
  const words = gapWords(gap);
  return words === null ? [] : paragraph('off by', safe(words), width);
}

function speedupLine({ speedup, workers, lanes }: RunReport): Line {
  if (speedup === null) {
    return [...label('speedup'), span('no sequential run of the same work to compare with yet', 'dim')];
  }
  const workingLanes = lanes.filter(({ tasks }) => tasks > 0).length;
  const divisor = Math.max(1, Math.min(workers, workingLanes) || workingLanes);
  return [
    ...label('speedup'),
    span(`×${speedup.factor.toFixed(2)}`, 'title'),
    span(`   against sequential ${duration(speedup.sequentialMs)}`),
    span(`   efficiency ${percent(speedup.factor / divisor)} of ${counted(divisor, 'lane')}`),
  ];
}

function tasksLines(report: RunReport, width: number): Line[] {
  const { tasks, checksum, inFlight, runningNow } = report;
  const parts = [
    ...(tasks.failed > 0 ? [`${tasks.failed} FAILED`] : []),
    `${tasks.done} of ${tasks.total} done`,
    ...(tasks.cancelled > 0 ? [`${tasks.cancelled} cancelled`] : []),
    `in flight max ${inFlight.max}`,
    `running now max ${runningNow.max}`,
    `checksum ${checksum ?? notMeasured}`,
  ];
  return paragraph('tasks', parts.join(' · '), width, tasks.failed > 0 ? 'warn' : 'plain');
}

function loopLines({ loop, dropped }: RunReport, width: number): Line[] {
  const { lagP50Ms, lagP99Ms, lagMaxMs, utilization, stalls } = loop;
  const parts = [
    `p50 ${duration(lagP50Ms)}`,
    `p99 ${duration(lagP99Ms)}`,
    `max ${duration(lagMaxMs)}`,
    `utilization ${percent(utilization)}`,
    counted(stalls.length + (dropped.stalls ?? 0), 'stall'),
  ];
  return paragraph('loop lag', parts.join(' · '), width);
}

function noteLines({ startupMs, noise, overhead, dropped }: RunReport, width: number): Line[] {
  const parts: string[] = [];
  if (startupMs !== null) parts.push(`start-up ${duration(startupMs)}`);
  if (noise.otherCpuPercent !== null) parts.push(`others' CPU ${Math.round(noise.otherCpuPercent)}%`);
  if (noise.steal !== null && noise.steal > 0) parts.push(`steal ${noise.steal.toFixed(1)}%`);
  if (noise.throttledMs !== null && noise.throttledMs > 0) {
    parts.push(`throttled ${duration(noise.throttledMs)}`);
  }
  if (noise.clockDropPercent !== null && noise.clockDropPercent >= 1) {
    parts.push(`clock ${Math.round(noise.clockDropPercent)}% below its highest`);
  }
  if (overhead.dashboardCpuPercent !== null) {
    parts.push(`this dashboard ${overhead.dashboardCpuPercent.toFixed(1)}%`);
  }
  if (dropped.traceRecords > 0) parts.push(`${counted(dropped.traceRecords, 'step')} lost`);
  if (dropped.messages > 0) parts.push(`${counted(dropped.messages, 'message')} lost`);
  return paragraph('besides', parts.join(' · '), width, 'dim');
}

function verdictLines({ verdict }: RunReport, width: number): Line[] {
  const [first = '', ...more] = wrap(safe(verdict.text), Math.max(10, width - labelWidth));
  return [
    [span(padEnd(verdict.kind, labelWidth), 'title'), span(first)],
    ...more.map((line): Line => [...label(''), span(line)]),
    ...paragraph('try next', safe(verdict.recommendation), width),
  ];
}

const blank: Line = [];

/** Figures, verdict, table: in this order, the verdict before the smaller figures where there is little height. */
function arranged(report: RunReport, past: readonly PastRun[], inner: Size): Line[] {
  const { width, height } = inner;
  const head = [...makespanLines(report, width), speedupLine(report)];
  const gap = gapLines(report, width);
  const verdict = verdictLines(report, width);
  const costs = costLines(report, width);
  const details = [...tasksLines(report, width), ...loopLines(report, width), ...noteLines(report, width)];
  const table = comparisonLines(report, past, width);
  const full = [...head, ...gap, ...costs, ...details, blank, ...verdict, blank, ...table];
  if (full.length <= height) return full;
  const tight = [...head, ...gap, ...costs, ...details, ...verdict, ...table];
  if (tight.length <= height) return tight;
  const most = [...head, ...gap, ...costs, ...verdict, ...table];
  return most.length <= height ? most : [...head, ...verdict, ...gap, ...costs, ...details, ...table];
}

/** The report in words, as much of it as there is room for, the most telling first. */
export function summary(report: RunReport, past: readonly PastRun[], size: Size, theme: Theme): PanelRow[] {
  const inner = innerSize(size);
  const lines = arranged(report, past, inner).map(line => truncateLine(line, inner.width));
  const missing = lines.length - inner.height;
  const title: Line = [span('summary: ', 'title'), span(`${safe(report.workload)} ▸ ${modeWords(report)}`)];
  return frame(title, lines, size, theme, {
    bottomRight: missing > 0 ? [span(`${counted(missing, 'more line')}`, 'dim')] : [],
  });
}
