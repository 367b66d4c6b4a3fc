/** The subject's processes: who is there, and what each one's probe tells of it. */
import type { ProbeMessage } from '../protocol.ts';
import { agedLoop, goneLoop, unknownLoop } from './loop.ts';
import type { LoopState, ProcessState, State } from './state.ts';
import { threadsFrom, withThreads } from './threads.ts';
import type { ThreadsMessage } from './threads.ts';

type HelloMessage = Extract<ProbeMessage, { type: 'hello' }>;

const greeted = ({ pid, ppid, role, title, node }: HelloMessage): ProcessState => ({
  pid,
  ppid,
  role,
  title,
  node,
  isAlive: true,
  loop: unknownLoop,
  threads: [],
  threadsAtMs: null,
  rssBytes: null,
  gcPauseMs: 0,
  gcCount: 0,
});

/** The first to say hello is the lab itself: it is what forks the others, so it comes first and stays first. */
export const withHello = (state: State, message: HelloMessage): State => {
  const others = state.processes.filter(({ pid }) => pid !== message.pid);
  const index = state.processes.findIndex(({ pid }) => pid === message.pid);
  const processes = others.toSpliced(index < 0 ? others.length : index, 0, greeted(message));
  const isFirst = state.connection.state !== 'connected';
  return {
    ...state,
    processes,
    connection: isFirst ? { state: 'connected', pid: message.pid } : state.connection,
  };
};

/** The state with one process changed; unknown pids are passed over. */
export const withProcess = (
  state: State,
  pid: number,
  change: (process: ProcessState) => ProcessState,
): State => ({
  ...state,
  processes: state.processes.map(process => (process.pid === pid ? change(process) : process)),
});

export const withProcessLoop = (state: State, pid: number, change: (loop: LoopState) => LoopState): State =>
  withProcess(state, pid, process => ({ ...process, loop: change(process.loop) }));

/** Lanes and totals are worked out from the readings before this one, so they come first. */
export const withThreadReadings = (state: State, message: ThreadsMessage): State => {
  const process = state.processes.find(({ pid }) => pid === message.pid);
  if (!process) return state;
  const run = state.run && withThreads(state.run, process, message);
  const lanes = state.run?.lanes ?? [];
  return withProcess({ ...state, run }, message.pid, known => ({
    ...known,
    threads: threadsFrom(known, message, lanes),
    threadsAtMs: message.atMs,
  }));
};

export const withCollections = (process: ProcessState, count: number, pauseMs: number): ProcessState => ({
  ...process,
  gcCount: process.gcCount + count,
  gcPauseMs: process.gcPauseMs + pauseMs,
});

const gone = (process: ProcessState): ProcessState => ({
  ...process,
  isAlive: false,
  loop: goneLoop(process.loop),
});

export const withoutProcess = (state: State, pid: number): State => withProcess(state, pid, gone);

export const withoutProcesses = (state: State): State => ({ ...state, processes: state.processes.map(gone) });

/** What the passing of time does to the loops; the same state where it does nothing. */
export const withAge = (state: State, nowMs: number): State => {
  const processes = state.processes.map(process => {
    const loop = process.isAlive ? agedLoop(process.loop, nowMs) : process.loop;
    return loop === process.loop ? process : { ...process, loop };
  });
  const isSame = processes.every((process, index) => process === state.processes[index]);
  return isSame ? state : { ...state, processes };
};
