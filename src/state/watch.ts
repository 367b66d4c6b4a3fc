/** A watch, event by event: applied after what every event does to processes, log and machine. */
import { emptyLog } from './log.ts';
import type { Event, ProcessList, ProcessState, State } from './state.ts';
import { appended } from './series.ts';
import { isDuringAttach, isStartup } from './stall-origin.ts';
import { uiForWatch } from './watch-ui.ts';
import {
  noMachineTotals,
  unreadProcess,
  withGc,
  withMachineSample,
  withMemory,
  withResources,
  withDelay,
  withThreadTotals,
} from './watch-readings.ts';
import type { ListedProcess, WatchedProcess, WatchedStall, WatchState } from './watch-state.ts';

type Of<Type extends Event['type']> = Extract<Event, { type: Type }>;

const stallsMax = 500;
const excerptsMax = 50;
/** As many as one program could start and people could tell apart; the dead ones among them go first. */
const processesMax = 200;

/** Whether there is, or is to be, something to watch. */
export const isWatching = (watch: WatchState | null): boolean =>
  watch !== null && watch.phase !== 'ended' && watch.phase !== 'refused';

/** A watch has the picture for itself: nothing of an earlier run or watch is left in it. */
export const withWatchAsked = (state: State, event: Of<'watch-asked'>): State => {
  const { target, atMs, thresholdMs, needsConsent } = event;
  const begun = target.kind === 'command' ? 'starting' : 'attaching';
  return {
    ...state,
    nowMs: Math.max(state.nowMs, atMs),
    connection: { state: 'connecting', sinceMs: atMs },
    processes: [],
    run: null,
    log: emptyLog,
    messagesDropped: 0,
    ui: uiForWatch(state.ui),
    watch: {
      target,
      phase: needsConsent ? 'asking' : begun,
      progress: '',
      askedAtMs: atMs,
      startedAtMs: null,
      endedAtMs: null,
      exitCode: null,
      signal: null,
      thresholdMs,
      stalls: [],
      stallsDropped: 0,
      stallCount: 0,
      processes: {},
      machine: noMachineTotals,
      excerpts: {},
    },
  };
};

const withProcess = (
  watch: WatchState,
  pid: number,
  change: (process: WatchedProcess) => WatchedProcess,
): WatchState => {
  const before = watch.processes[pid];
  return before ? { ...watch, processes: { ...watch.processes, [pid]: change(before) } } : watch;
};

const greeted = (watch: WatchState, { pid, atMs }: Of<'hello'>): WatchState => ({
  ...watch,
  phase: 'watching',
  progress: '',
  startedAtMs: watch.startedAtMs ?? atMs,
  processes: { ...watch.processes, [pid]: watch.processes[pid] ?? { ...unreadProcess, helloAtMs: atMs } },
});

const withStall = (watch: WatchState, message: Of<'stall'>): WatchState => {
  const { pid, startMs, durationMs, frames } = message;
  const stall: WatchedStall = {
    number: watch.stallCount,
    pid,
    startMs,
    durationMs,
    frames,
    note: message.note ?? (isDuringAttach(watch, message) ? 'during the attach' : ''),
    ...(isStartup(watch, message) ? { isStartup: true } : {}),
  };
  return withProcess(
    {
      ...watch,
      stallCount: watch.stallCount + 1,
      stalls: appended(watch.stalls, stall, stallsMax),
      stallsDropped: watch.stallsDropped + (watch.stalls.length >= stallsMax ? 1 : 0),
    },
    pid,
    process => ({
      ...process,
      stallCount: process.stallCount + 1,
      blockedMs: process.blockedMs + durationMs,
      longestStallMs: Math.max(process.longestStallMs, durationMs),
    }),
  );
};

const ended = (watch: WatchState, message: Of<'subject-lost'>): WatchState => ({
  ...watch,
  phase: watch.startedAtMs === null ? 'refused' : 'ended',
  progress: message.reason,
  endedAtMs: message.atMs,
  exitCode: message.exitCode ?? null,
  signal: message.signal ?? null,
});

const withLine = (watch: WatchState, { file, line, text }: Of<'source-line'>): WatchState => {
  const kept = Object.entries(watch.excerpts).slice(-(excerptsMax - 1));
  return { ...watch, excerpts: Object.fromEntries([...kept, [`${file}:${line}`, text]]) };
};

const processBefore = (state: State, pid: number): ProcessState | undefined =>
  state.processes.find(process => process.pid === pid);

const withThreads = (
  watch: WatchState,
  before: ProcessState | undefined,
  message: Of<'threads'>,
): WatchState =>
  before ? withProcess(watch, message.pid, watched => withThreadTotals(watched, before, message)) : watch;

/** The watch after the event; `before` is the whole state as it was. */
const watchAfter = (before: State, watch: WatchState, event: Event): WatchState => {
  switch (event.type) {
    case 'subject-started':
      return { ...watch, startedAtMs: watch.startedAtMs ?? event.atMs };
    case 'hello':
      return greeted(watch, event);
    case 'threads':
      return withThreads(watch, processBefore(before, event.pid), event);
    case 'gc':
    case 'gc-gap':
      return withProcess(watch, event.pid, process => withGc(process, event));
    case 'memory':
      return withProcess(watch, event.pid, process =>
        withMemory(process, event.rssBytes, event.heapUsedBytes ?? null),
      );
    case 'resources':
      return withProcess(watch, event.pid, process => withResources(process, event.counts));
    case 'stall':
      return withStall(watch, event);
    case 'starved':
    case 'stopped':
      return withProcess(watch, event.pid, process => withDelay(process, event));
    case 'machine-sample':
      return isMeasured(watch)
        ? { ...watch, machine: withMachineSample(watch.machine, event.sample) }
        : watch;
    case 'subject-lost':
      return ended(watch, event);
    case 'source-line':
      return withLine(watch, event);
    case 'watch-progress':
      return { ...watch, progress: event.text };
    case 'watch-refused':
      return { ...watch, phase: 'refused', progress: event.reason, endedAtMs: event.atMs };
    case 'action':
      return event.action.type === 'answer-attach' ? answered(watch, event.action.isYes) : watch;
    default:
      return watch;
  }
};

const isMeasured = ({ phase, startedAtMs }: WatchState): boolean =>
  phase === 'watching' && startedAtMs !== null;

const answered = (watch: WatchState, isYes: boolean): WatchState => {
  if (watch.phase !== 'asking') return watch;
  return isYes ? { ...watch, phase: 'attaching' } : { ...watch, phase: 'refused', progress: 'not attached' };
};

/** A long watch of a program that forks and forks must not grow for ever. */
const withoutOldProcesses = (state: State): State => {
  if (state.processes.length <= processesMax) return state;
  const oldest = state.processes.find(({ isAlive }, index) => !isAlive && index > 0);
  if (oldest === undefined || state.watch === null) return state;
  const { [oldest.pid]: _gone, ...processes } = state.watch.processes;
  return {
    ...state,
    processes: state.processes.filter(process => process !== oldest),
    watch: { ...state.watch, processes },
  };
};

/** Who picked a process from the list picks another one, and reads there why this one would not do. */
const backToList = (state: State, watch: WatchState): State =>
  state.processList === null || state.ui.screen !== 'watch'
    ? state
    : {
        ...state,
        processList: { ...state.processList, notice: watch.progress },
        ui: { ...state.ui, screen: 'processes' },
      };

/** `after`: the state with everything else that the event does. */
export const withWatch = (before: State, after: State, event: Event): State => {
  if (after.watch === null || event.type === 'watch-asked') return after;
  const watch = watchAfter(before, after.watch, event);
  const next = watch === after.watch ? after : { ...after, watch };
  if (event.type === 'hello') return withoutOldProcesses(next);
  return watch.phase === 'refused' ? backToList(next, watch) : next;
};

/** The chosen process, or else the next one down that was in the list before and still is, or the next one up. */
const stillListed = (processes: readonly ListedProcess[], before: ProcessList | null): number | null => {
  const known = before?.processes ?? [];
  const at = known.findIndex(({ pid }) => pid === before?.selectedPid);
  const nearest = [...known.slice(Math.max(0, at)), ...known.slice(0, Math.max(0, at)).toReversed()];
  const listed = new Set(processes.map(({ pid }) => pid));
  return nearest.find(({ pid }) => listed.has(pid))?.pid ?? processes[0]?.pid ?? null;
};

/** A fresh list; the highlight never jumps away from under a finger on Enter. */
export const withProcessesListed = (state: State, event: Of<'processes-listed'>): State => ({
  ...state,
  nowMs: Math.max(state.nowMs, event.atMs),
  processList: {
    atMs: event.atMs,
    processes: event.processes,
    selectedPid: stillListed(event.processes, state.processList),
    notice: state.processList?.notice ?? '',
  },
});
