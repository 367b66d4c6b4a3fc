/** The only place where state changes: (state, event) -> state. Time comes with the event. */
import {
  withExperimentAsked,
  withExperimentEnded,
  withExperimentNext,
  withExperimentRunEnded,
  withGuess,
  withoutExperimentAfter,
} from './experiment-events.ts';
import { readTrace } from './read-trace.ts';
import { withLaneClosed, withLaneLost, withLaneOpened } from './lane-events.ts';
import { emptyLog, logged } from './log.ts';
import { withBlockedAt, withLoop, withStall } from './loop.ts';
import {
  withAge,
  withHello,
  withoutProcess,
  withCollections,
  withProcess,
  withProcessLoop,
  withThreadReadings,
} from './processes.ts';
import {
  withCancel,
  withRunAsked,
  withRunFinished,
  withRunRefused,
  withRunStarted,
  withSubjectLost,
} from './run.ts';
import { countedStalls, isActive, isCounted } from './selectors.ts';
import type { Event, RunState, State } from './state.ts';
import { withOutput, withTaskText, stallEntry } from './text-events.ts';
import { applyRecord, runDraft, runOf } from './trace.ts';
import { initialUi, uiAfter } from './ui.ts';
import { withSample } from './usage.ts';
import { isWatching, withProcessesListed, withWatch, withWatchAsked } from './watch.ts';
import { listAfter } from './watch-ui.ts';

type Of<Type extends Event['type']> = Extract<Event, { type: Type }>;

export const initialState = (nowMs: number): State => ({
  nowMs,
  machine: null,
  sample: null,
  coreHistory: [],
  steadyCores: [],
  connection: { state: 'idle' },
  processes: [],
  run: null,
  experiment: null,
  watch: null,
  processList: null,
  past: [],
  log: emptyLog,
  messagesDropped: 0,
  ui: initialUi,
});

const at = (state: State, atMs: number): State => (atMs > state.nowMs ? { ...state, nowMs: atMs } : state);

const withRun = (state: State, change: (run: RunState) => RunState): State => {
  const run = state.run && change(state.run);
  return run === state.run ? state : { ...state, run };
};

/** Records of a run that is over (a straggler's last batch) change nothing. */
const withTrace = (state: State, message: Of<'trace'>): State => {
  const { run } = state;
  if (!run || !isActive(run)) return state;
  const draft = runDraft(run);
  for (const record of readTrace(message)) applyRecord(draft, record);
  const traced = runOf(draft);
  const traceDropped = run.traceDropped + message.dropped;
  return logged({ ...state, run: { ...traced, traceDropped } }, draft.log);
};

/** With no process and no run there is nothing that grows older: the picture may rest. */
const withTick = (state: State, atMs: number): State => {
  const hasProcess = state.processes.some(({ isAlive }) => isAlive);
  const isIdle = !isActive(state.run) && !hasProcess && !isWatching(state.watch);
  return isIdle ? state : withAge(at(state, atMs), atMs);
};

const withAction = (state: State, { action, atMs }: Of<'action'>): State => {
  const ui = uiAfter(state, action);
  const processList = listAfter(state, action);
  const isSame = ui === state.ui && processList === state.processList;
  const after = isSame ? state : { ...state, ui, processList };
  return at(action.type === 'cancel' ? withRun(after, withCancel) : after, atMs);
};

/** A watch has a list of its own for stalls; its log is for what the program prints. */
const withStallOver = (state: State, message: Of<'stall'>): State => {
  const after = withProcessLoop(state, message.pid, loop => withStall(loop, message));
  const isLogged = state.watch === null && isCounted(state.run, message);
  return isLogged ? logged(after, [stallEntry(state, message)]) : after;
};

/** Only now is it known which blocks were those of the start-up: they are forgotten, and the others told of. */
const withRunBegun = (state: State, message: Of<'run-started'>): State => {
  const begun = withRun(state, run => withRunStarted(run, message));
  if (begun === state) return state;
  const processes = begun.processes.map(process => {
    const { loop } = process;
    return { ...process, loop: { ...loop, stalls: countedStalls(begun, loop), stallsDropped: 0 } };
  });
  const early = processes.flatMap(({ loop }) => loop.stalls);
  return logged(
    { ...begun, processes },
    early.map(stall => stallEntry(begun, stall)),
  );
};

const withActionDone = (state: State, event: Of<'action'>): State =>
  event.action.type === 'guess'
    ? withGuess(state, event.action.guess)
    : withAction(withoutExperimentAfter(state, event), event);

type Handlers = { readonly [Type in Event['type']]: (state: State, event: Of<Type>) => State };

const handlers: Handlers = {
  machine: (state, { machine }) => ({ ...state, machine }),
  'machine-sample': (state, { sample }) => at(withSample(state, sample), sample.atMs),
  tick: (state, { atMs }) => withTick(state, atMs),
  action: withActionDone,

  'experiment-asked': withExperimentAsked,
  'experiment-next': withExperimentNext,
  'experiment-run-ended': withExperimentRunEnded,
  'experiment-ended': withExperimentEnded,

  'watch-asked': withWatchAsked,
  // What these change lies within the watch: see withWatch.
  'watch-progress': state => state,
  'watch-refused': (state, { atMs }) => at(state, atMs),
  'source-line': state => state,
  resources: state => state,
  starved: state => state,
  stopped: state => state,
  'processes-listed': withProcessesListed,

  'run-asked': withRunAsked,
  'run-started': withRunBegun,
  'run-finished': withRunFinished,
  'run-refused': withRunRefused,
  trace: withTrace,
  'task-text': withTaskText,
  'lane-opened': (state, { lane }) => withLaneOpened(state, lane),
  'lane-closed': (state, message) => withLaneClosed(state, message),
  'lane-lost': withLaneLost,

  'subject-started': state => state,
  'subject-lost': withSubjectLost,
  'process-gone': (state, { pid }) => withoutProcess(state, pid),
  output: withOutput,

  hello: withHello,
  loop: (state, message) =>
    withProcessLoop(state, message.pid, loop => withLoop(loop, message, state.run?.endMs ?? null)),
  'blocked-at': (state, message) => withProcessLoop(state, message.pid, loop => withBlockedAt(loop, message)),
  stall: withStallOver,
  threads: withThreadReadings,
  gc: (state, { pid, durationMs }) =>
    withProcess(state, pid, process => withCollections(process, 1, durationMs)),
  'gc-gap': (state, { pid, count, pauseMs }) =>
    withProcess(state, pid, process => withCollections(process, count, pauseMs)),
  memory: (state, { pid, rssBytes }) => withProcess(state, pid, process => ({ ...process, rssBytes })),
  dropped: (state, { messages }) => ({ ...state, messagesDropped: state.messagesDropped + messages }),
};

/** The state after the event. An event of a type that is not known here (a newer probe's) changes nothing. */
export const update = (state: State, event: Event): State => {
  const handle = (handlers as Partial<Record<string, (state: State, event: Event) => State>>)[event.type];
  return handle ? withWatch(state, handle(state, event), event) : state;
};
