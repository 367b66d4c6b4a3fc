/** A run that is over -> the document that `run --json` prints and the summary shows. */
import { countedStalls, isActive, mainLoop } from '../state/selectors.ts';
import type { LaneState, LoopState, RunState, State } from '../state/state.ts';
import { costsOf } from './costs.ts';
import { measure, sequentialBefore } from './measure.ts';
import { noiseOf } from './noise.ts';
import { machineOf } from './report-machine.ts';
import { taskTimesOf } from './task-times.ts';
import type { RunReport } from './types.ts';
import { verdictOf, verdictWithout } from './verdict.ts';

const endOf = (run: RunState): RunReport['ended'] => {
  if (run.phase === 'lost') return 'lost';
  return run.wasCancelled ? 'cancelled' : 'finished';
};

const loopOf = (run: RunState, loop: LoopState | null): RunReport['loop'] => {
  const startMs = run.startMs ?? 0;
  const stalls = loop === null ? [] : countedStalls({ run }, loop);
  return {
    lagP50Ms: loop?.p50Ms ?? null,
    lagP99Ms: loop?.p99Ms ?? null,
    lagMaxMs: loop?.maxMs ?? null,
    utilization: loop?.utilizationTotal ?? null,
    stalls: stalls.map(stall => ({
      startMs: stall.startMs - startMs,
      durationMs: stall.durationMs,
      ...(stall.frames.length > 0 ? { stack: stall.frames } : {}),
    })),
  };
};

const laneOf = (lane: LaneState): RunReport['lanes'][number] => ({
  id: lane.id,
  kind: lane.kind,
  ...(lane.tid === null ? {} : { tid: lane.tid }),
  pid: lane.pid,
  tasks: lane.tasksEnded,
  busyMs: lane.busyMs,
  waitMs: lane.waitMs,
  ...(lane.startupMs === null ? {} : { startupMs: lane.startupMs }),
  ...(lane.runQueueMs === undefined ? {} : { runQueueMs: lane.runQueueMs }),
  ...(lane.switches === undefined ? {} : { switches: lane.switches }),
  ...(lane.cores.length === 0 ? {} : { cores: lane.cores }),
});

const coresOf = ({ usage }: RunState): RunReport['cores'] =>
  usage.spanMs > 0
    ? usage.busyMs.map((busyMs, id) => ({ id, busyPercent: (100 * busyMs) / usage.spanMs }))
    : [];

const percentOf = (share: number | null): number | null => (share === null ? null : 100 * share);

const droppedOf = (state: State, run: RunState): RunReport['dropped'] => {
  const stalls = mainLoop(state)?.stallsDropped ?? 0;
  const others = { traceRecords: run.traceDropped, messages: state.messagesDropped, taskTimes: 0 };
  return stalls === 0 ? others : { ...others, stalls };
};

const noiseFields = (run: RunState): RunReport['noise'] => {
  const { otherShare, stealShare, throttledMs, clockDrop } = noiseOf(run);
  return {
    otherCpuPercent: percentOf(otherShare),
    steal: percentOf(stealShare),
    throttledMs,
    clockDropPercent: percentOf(clockDrop),
  };
};

/** A probe's share is known only where its threads could be read at least twice. */
const overheadOf = ({ usage, makespanMs }: RunState): RunReport['overhead'] => ({
  dashboardCpuPercent: usage.spanMs > 0 ? (100 * usage.dashboardCpuMs) / usage.spanMs : null,
  probeCpuPercent:
    usage.subjectCpuMs > 0 && makespanMs !== null && makespanMs > 0
      ? (100 * usage.probeCpuMs) / makespanMs
      : null,
});

const speedupOf = ({ past }: State, run: RunState): RunReport['speedup'] => {
  const before = sequentialBefore(past, run.request);
  if (!before || run.phase !== 'finished' || run.wasCancelled || run.counts.failed > 0 || !run.makespanMs)
    return null;
  return {
    factor: before.makespanMs / run.makespanMs,
    against: 'sequential',
    sequentialMs: before.makespanMs,
  };
};

const requestFields = ({ request }: RunState) => ({
  workload: request.workloadId,
  options: request.options,
  scale: request.scale,
  seed: request.seed,
  mode: request.mode,
  workers: request.workers,
  tasksPerWorker: request.tasksPerWorker,
});

const countFields = ({ counts, tasks }: RunState): RunReport['tasks'] => ({
  total: tasks.length,
  done: counts.done,
  failed: counts.failed,
  cancelled: counts.cancelled,
});

const judged = (state: State, run: RunState): Pick<RunReport, 'predicted' | 'gap' | 'verdict'> => {
  const measured = measure(state);
  if (!measured) return { predicted: null, gap: null, verdict: verdictWithout(run) };
  const { own, gap, calibratedBy } = measured;
  const { makespanMs, reason } = own;
  const predicted = { makespanMs, reason, ...(calibratedBy ? { calibratedBy } : {}) };
  return { predicted, gap, verdict: verdictOf(measured) };
};

/** Processes that have ended meanwhile count with their last reading: they were there during the run. */
const memoryOf = ({ processes }: State): NonNullable<RunReport['memory']> => {
  const known = processes.map(({ rssBytes }) => rssBytes).filter(bytes => bytes !== null);
  return { rssBytes: known.length === 0 ? null : known.reduce((sum, bytes) => sum + bytes, 0) };
};

const reportOf = (state: State, run: RunState): RunReport => ({
  schema: 1,
  ...requestFields(run),
  tasks: countFields(run),
  makespanMs: run.makespanMs,
  cpuMs: run.cpuMs,
  checksum: run.checksum,
  startupMs: run.startupMs,
  speedup: speedupOf(state, run),
  inFlight: { max: run.inFlightMax },
  runningNow: { max: run.runningNowMax },
  loop: loopOf(run, mainLoop(state)),
  lanes: run.lanes.map(laneOf),
  cores: coresOf(run),
  taskTimes: taskTimesOf(run),
  costs: costsOf(run),
  machine: machineOf(state.machine),
  noise: noiseFields(run),
  memory: memoryOf(state),
  overhead: overheadOf(run),
  dropped: droppedOf(state, run),
  ...judged(state, run),
  ended: endOf(run),
  reason: run.reason,
});

/** Reports that were built already: a view asks at every frame, but a run that is over changes no more. */
const built = new WeakMap<RunState, { readonly state: State; readonly report: RunReport }>();

/** What of the main loop stands in a report. */
const loopFigures = (state: State): readonly unknown[] => {
  const loop = mainLoop(state);
  return [loop?.p50Ms, loop?.p99Ms, loop?.maxMs, loop?.utilizationTotal, loop?.stalls];
};

const isStillTrue = (one: State, other: State): boolean => {
  const figures = loopFigures(other);
  return (
    one.past === other.past &&
    one.machine === other.machine &&
    one.messagesDropped === other.messagesDropped &&
    loopFigures(one).every((figure, index) => figure === figures[index])
  );
};

/** Null while the run goes on, and where it never began: then there is nothing that was measured. */
export const buildReport = (state: State): RunReport | null => {
  const { run } = state;
  if (!run || isActive(run) || run.startMs === null) return null;
  const known = built.get(run);
  if (known && isStillTrue(known.state, state)) return known.report;
  const report = reportOf(state, run);
  built.set(run, { state, report });
  return report;
};
