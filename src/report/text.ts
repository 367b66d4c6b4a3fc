/** A run in plain text: the summary of `--plain`, and the line of progress. */
import { gapWords } from '../analysis/gap-words.ts';
import { coreCount, counted, duration, percent } from '../analysis/words.ts';
import type { RunReport } from '../analysis/types.ts';
import { hasWorkers, modeWords } from '../modes.ts';
import { liveLag, runElapsedMs } from '../state/selectors.ts';
import type { State } from '../state/state.ts';
import { ascii } from './figures.ts';
import { wrapped } from './table.ts';

type Row = readonly [label: string, text: string];

/** Labels stand in a column of this width. */
const labelWidth = 12;

const orUnmeasured = (ms: number | null): string => (ms === null ? 'not measured' : duration(ms));

const tasksText = ({ tasks }: RunReport): string =>
  [
    `${tasks.done} of ${tasks.total} done`,
    tasks.failed && `${tasks.failed} failed`,
    tasks.cancelled && `${tasks.cancelled} cancelled`,
  ]
    .filter(part => part !== 0)
    .join(', ');

const endRows = ({ ended, reason }: RunReport): readonly Row[] => {
  if (ended === 'lost') return [['lost', reason ?? 'the subject is gone']];
  return ended === 'cancelled' ? [['cancelled', 'before all tasks were done']] : [];
};

const predictedRows = ({ predicted }: RunReport): readonly Row[] =>
  predicted ? [['predicted', `${duration(predicted.makespanMs)}: ${predicted.reason}`]] : [];

const gapRows = ({ gap }: RunReport): readonly Row[] => {
  const words = gapWords(gap);
  return words === null ? [] : [['off by', words]];
};

/** Speedup by lane is efficiency; with one lane there is nothing to divide by. */
const speedupRows = ({ speedup, mode, workers }: RunReport): readonly Row[] => {
  if (!speedup) return [];
  const hasLanes = hasWorkers(mode) && workers > 1;
  const efficiency = hasLanes ? `, efficiency ${percent(speedup.factor / workers)}` : '';
  const text = `${speedup.factor.toFixed(2)} against sequential (${duration(speedup.sequentialMs)})${efficiency}`;
  return [['speedup', text]];
};

const costRows = ({ costs }: RunReport): readonly Row[] => {
  if (!costs) return [];
  const { computeMs, waitMs, idleMs, readyMs, readyOnlyMs = 0, startupMs } = costs;
  const ready = readyMs > 0 ? `; tasks stood ready for ${duration(readyMs)} in all` : '';
  const turning = readyOnlyMs > 0 ? `, between ready tasks ${duration(readyOnlyMs)}` : '';
  const parts = `computing ${duration(computeMs)}, waiting ${duration(waitMs)}${turning}, idle ${duration(idleMs)}`;
  const startup = startupMs > 0 ? `; their start-ups ${duration(startupMs)} in all` : '';
  return [['lanes', `${parts}${ready}${startup}`]];
};

const loopRows = ({ loop, dropped }: RunReport): readonly Row[] => {
  if (loop.lagMaxMs === null) return [['event loop', 'not measured']];
  const use = loop.utilization === null ? '' : `, utilization ${percent(loop.utilization)}`;
  const blocks = loop.stalls.length + (dropped.stalls ?? 0);
  const stalls = blocks === 0 ? '' : `, blocked ${counted(blocks, 'time')}`;
  return [
    [
      'event loop',
      `lag p50 ${orUnmeasured(loop.lagP50Ms)}, p99 ${orUnmeasured(loop.lagP99Ms)}, max ${duration(loop.lagMaxMs)}${use}${stalls}`,
    ],
  ];
};

const machineRows = ({ machine, noise, overhead }: RunReport): readonly Row[] => {
  const other = noise.otherCpuPercent;
  const dashboard = overhead.dashboardCpuPercent;
  const clock = noise.clockDropPercent;
  const parts = [
    machine && `${machine.model}, ${coreCount(machine.usableCores)} of ${machine.cores}`,
    machine && `Node ${machine.node.replace(/^v/, '')}`,
    other !== null && `other processes ${percent(other / 100)}`,
    clock !== null && clock >= 1 && `clock ${percent(clock / 100)} below its highest`,
    dashboard !== null && `dashboard ${percent(dashboard / 100)} of a core`,
  ];
  const text = parts.filter(part => typeof part === 'string').join('; ');
  return text === '' ? [] : [['machine', text]];
};

const droppedRows = ({ dropped }: RunReport): readonly Row[] =>
  dropped.traceRecords + dropped.messages === 0
    ? []
    : [['dropped', `${counted(dropped.traceRecords, 'task step')}, ${counted(dropped.messages, 'message')}`]];

/** The run's start-up is a wait before the clock starts; the lanes' own, which overlap, stand with the lanes. */
const makespanRow = ({ makespanMs, cpuMs, startupMs }: RunReport): Row => {
  const startup = startupMs === null ? '' : `; start-up before it ${duration(startupMs)}`;
  return ['makespan', `${orUnmeasured(makespanMs)}; CPU ${orUnmeasured(cpuMs)}${startup}`];
};

const rowsOf = (report: RunReport): readonly Row[] => [
  ...endRows(report),
  ['tasks', tasksText(report)],
  makespanRow(report),
  ...predictedRows(report),
  ...gapRows(report),
  ...speedupRows(report),
  ['at once', `in flight ${report.inFlight.max}, running ${report.runningNow.max}`],
  ...costRows(report),
  ...loopRows(report),
  ...machineRows(report),
  ...droppedRows(report),
  ['checksum', report.checksum ?? 'none'],
  ['verdict', `${report.verdict.kind}: ${report.verdict.text}`],
  ['next', report.verdict.recommendation],
];

/** The summary as lines of plain text, none wider than `width` cells unless a single word is. */
export const summaryLines = (report: RunReport, width: number): string[] => [
  ...wrapped(`jugglers: ${report.workload}, ${ascii(modeWords(report))}`, width),
  ...rowsOf(report).flatMap(([label, text]) => {
    const [first, ...rest] = wrapped(text, Math.max(20, width - labelWidth));
    return [`${label.padEnd(labelWidth)}${first}`, ...rest.map(line => ' '.repeat(labelWidth) + line)];
  }),
];

/** Where the run stands, in one line without an end: for a terminal that shows nothing else. */
export const progressLine = (state: State): string => {
  const { run } = state;
  if (!run) return 'nothing runs';
  const { counts, tasks, request } = run;
  const elapsedMs = runElapsedMs(state);
  const lagMs = liveLag(state, state.nowMs);
  const parts = [
    `${wrapped(request.workloadId, Infinity)[0]}, ${ascii(modeWords(request))}: ${run.phase}`,
    elapsedMs === null ? '' : duration(elapsedMs),
    tasks.length === 0 ? '' : `${counts.done + counts.failed + counts.cancelled} of ${tasks.length} tasks`,
    counts.failed > 0 ? `${counts.failed} failed` : '',
    `in flight ${counts.running + counts.waiting + counts.ready}, running ${counts.running}`,
    lagMs === null ? '' : `loop blocked for ${duration(lagMs)}`,
  ];
  return parts.filter(part => part !== '').join(' | ');
};
