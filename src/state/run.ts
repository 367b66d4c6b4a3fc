/** The life of a run as a whole: asked for, started, cancelled, finished, refused or lost. */
import { taskPhases } from '../protocol.ts';
import type { LabMessage, SourceMessage } from '../protocol.ts';
import { Chunks } from './chunks.ts';
import { noEffort } from './effort.ts';
import { emptyLog, logged } from './log.ts';
import { pastWith } from './past.ts';
import { withPeaks } from './peaks.ts';
import { withoutProcesses } from './processes.ts';
import { isActive } from './selectors.ts';
import type { Event, LogEntry, RunState, State } from './state.ts';
import { ended, isInFlight, queuedTask } from './tasks.ts';
import { applyRecord, countsOf, replaceTask, runDraft, runOf } from './trace.ts';
import type { RunDraft } from './trace.ts';
import { noUsage } from './usage.ts';
import { uiForRun, withSummary } from './ui.ts';

type Message<Type extends string> = Extract<LabMessage | SourceMessage | Event, { type: Type }>;

const askedRun = (event: Message<'run-asked'>): RunState => ({
  request: event.request,
  workloadTitle: event.workloadTitle,
  phase: 'starting',
  askedAtMs: event.atMs,
  startMs: null,
  endMs: null,
  startupMs: null,
  makespanMs: null,
  cpuMs: null,
  checksum: null,
  wasCancelled: false,
  reason: null,
  tasks: [],
  counts: countsOf([]),
  effort: noEffort,
  inFlightMax: 0,
  runningNowMax: 0,
  lanes: [],
  traceDropped: 0,
  usage: noUsage,
});

/** Everything about the last run but its figures goes: its processes, its log, its lanes. */
export const withRunAsked = (state: State, event: Message<'run-asked'>): State => ({
  ...state,
  nowMs: Math.max(state.nowMs, event.atMs),
  connection: { state: 'connecting', sinceMs: event.atMs },
  processes: [],
  log: emptyLog,
  messagesDropped: 0,
  past: pastWith(state),
  run: askedRun(event),
  ui: uiForRun(state.ui),
});

export const withRunStarted = (run: RunState, message: Message<'run-started'>): RunState => {
  if (message.runId !== run.request.id || !isActive(run)) return run;
  const tasks = Chunks.from(message.tasks.map(queuedTask));
  const phase = run.phase === 'starting' ? 'running' : run.phase;
  const { atMs: startMs, startupMs } = message;
  const request = { ...run.request, options: message.options ?? run.request.options };
  const askedOptions = run.request.options;
  return { ...run, request, askedOptions, phase, startMs, startupMs, tasks, counts: countsOf(tasks) };
};

/** The user's wish; the subject's answer comes as run-finished. */
export const withCancel = (run: RunState): RunState =>
  run.phase === 'starting' || run.phase === 'running'
    ? { ...run, phase: 'cancelling', wasCancelled: true }
    : run;

const endPhases = new Set(['done', 'failed', 'cancelled']);

/** Gives a task the end that the lab says it had; also one whose own end was lost or told otherwise. */
const settle = (
  draft: RunDraft,
  index: number,
  phase: string | undefined,
  atMs: number,
  why: string,
): void => {
  const task = draft.tasks.at(index);
  if (!task || task.state === phase || !endPhases.has(phase ?? '')) return;
  const end = phase as 'done' | 'failed' | 'cancelled';
  const isOpen = task.state === 'queued' || isInFlight(task);
  const lane = isInFlight(task) ? task.lane : '';
  if (isInFlight(task) && draft.laneIndexes.has(lane)) {
    applyRecord(draft, { atMs, lane, phase: end, task: index, value: -1 });
    return;
  }
  const stamps = !isOpen && 'endMs' in task ? task.endMs : atMs;
  replaceTask(draft, ended(task, end, lane, { atMs: stamps, value: -1 }, why), null, stamps);
};

const closedLanes = (run: RunState, state: 'closed' | 'lost', reason: string | null): RunState => ({
  ...run,
  lanes: run.lanes.map(lane => ({
    ...lane,
    state: lane.state === 'open' ? state : lane.state,
    lostReason: lane.state === 'open' ? reason : lane.lostReason,
    inFlight: [],
    running: null,
  })),
});

const openSummary = (state: State): State => ({ ...state, ui: withSummary(state.ui, true) });

const withDraft = (state: State, draft: RunDraft, change: (run: RunState) => RunState): State =>
  logged({ ...state, run: change(runOf(draft)) }, draft.log);

/** The lab's word on every task's end is final: records of the trace may have been dropped. */
export const withRunFinished = (state: State, message: Message<'run-finished'>): State => {
  const { run } = state;
  if (!run || message.runId !== run.request.id || !isActive(run)) return state;
  const draft = runDraft(run);
  message.phases.forEach((code, index) => settle(draft, index, taskPhases[code], message.atMs, ''));
  const { atMs: endMs, makespanMs, cpuMs, checksum } = message;
  const wasCancelled = message.cancelled || run.wasCancelled;
  const finished = withDraft(state, draft, done => ({
    ...withPeaks(closedLanes(done, 'closed', null)),
    phase: 'finished',
    endMs,
    makespanMs,
    cpuMs,
    checksum,
    wasCancelled,
  }));
  return openSummary(finished);
};

export const withRunRefused = (state: State, message: Message<'run-refused'>): State => {
  const { run } = state;
  if (!run || message.runId !== run.request.id || !isActive(run)) return state;
  return openSummary({ ...state, run: { ...run, phase: 'refused', reason: message.message } });
};

/** What ran when the subject went has failed with it, what had not begun never will; what was done stays done. */
const lostRun = (state: State, run: RunState, message: Message<'subject-lost'>): State => {
  const draft = runDraft(run);
  const inFlight = run.phase === 'cancelling' ? 'cancelled' : 'failed';
  for (const task of run.tasks.slice()) {
    if (task.state === 'queued') settle(draft, task.index, 'cancelled', message.atMs, '');
    else if (isInFlight(task)) {
      draft.tasks.set(task.index, { ...task, error: task.error ?? message.reason });
      settle(draft, task.index, inFlight, message.atMs, message.reason);
    }
  }
  return withDraft(state, draft, settled => ({
    ...closedLanes(settled, 'lost', message.reason),
    phase: 'lost',
    endMs: message.atMs,
    reason: message.reason,
  }));
};

const lostEntry = (message: Message<'subject-lost'>): LogEntry => ({
  atMs: message.atMs,
  lane: '',
  task: null,
  kind: 'lane',
  text: `subject lost: ${message.reason}`,
  durationMs: null,
});

export const withSubjectLost = (state: State, message: Message<'subject-lost'>): State => {
  const { run } = state;
  const without = withoutProcesses({
    ...state,
    connection: message.expected ? { state: 'idle' } : { state: 'lost', reason: message.reason },
  });
  if (run && isActive(run)) return openSummary(logged(lostRun(without, run, message), [lostEntry(message)]));
  return without;
};
