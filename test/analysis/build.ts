/** Finished runs, said shortly: what each task did on which lane. */
import { measure } from '../../src/analysis/measure.ts';
import type { Verdict } from '../../src/analysis/types.ts';
import { verdictOf } from '../../src/analysis/verdict.ts';
import type { LaneKind, ModeId, RunRequest } from '../../src/protocol.ts';
import { effortOfAll } from '../../src/state/effort.ts';
import { initialState } from '../../src/state/update.ts';
import type { LaneState, Machine, PastRun, RunState, State, Task } from '../../src/state/state.ts';
import { request } from '../state/build.ts';

export const startMs = 1000;

export interface Done {
  readonly lane: string;
  /** From the start of the run. */
  readonly from: number;
  readonly run: number;
  readonly wait?: number;
  readonly ready?: number;
  readonly pool?: number;
  readonly cpu?: number | null;
  readonly error?: string;
  readonly after?: readonly number[];
}

const taskOf = (done: Done, index: number): Task => {
  const { lane, from, run, wait = 0, ready = 0, pool, cpu = run, error, after = [] } = done;
  const common = {
    index,
    name: `t${index}`,
    after,
    priority: 0,
    lane,
    startMs: startMs + from,
    runMs: run,
    waitMs: wait,
    readyMs: ready,
    ...(pool === undefined ? {} : { poolMs: pool }),
    endMs: startMs + from + run + wait + ready,
    cpuMs: cpu,
  };
  return error === undefined ? { ...common, state: 'done' } : { ...common, state: 'failed', error };
};

const laneOf = (id: string, kind: LaneKind, startupMs: number | null): LaneState => ({
  id,
  kind,
  pid: 10,
  tid: null,
  startupMs,
  openedAtMs: 950,
  state: 'closed',
  lostReason: null,
  inFlight: [],
  running: null,
  tasksEnded: 0,
  busyMs: 0,
  waitMs: 0,
  segments: [],
  segmentsDropped: 0,
  cores: [],
});

const kindOf = (mode: ModeId): LaneKind => (mode === 'processes' ? 'process' : 'thread');

const lanesFor = ({ mode, workers }: RunRequest, startupMs: number): LaneState[] =>
  mode === 'sequential' || mode === 'concurrent'
    ? [laneOf('main', 'main', null)]
    : [
        laneOf('main', 'main', null),
        ...Array.from({ length: workers }, (_, index) => laneOf(`w${index + 1}`, kindOf(mode), startupMs)),
      ];

export interface RunOptions {
  readonly request?: Partial<RunRequest>;
  readonly startupMs?: number;
  readonly run?: Partial<RunState>;
}

export const finishedRun = (done: readonly Done[], options: RunOptions = {}): RunState => {
  const asked = request(options.request);
  const tasks = done.map(taskOf);
  const endMs = tasks.reduce((last, task) => Math.max(last, 'endMs' in task ? task.endMs : 0), startMs);
  const failed = tasks.filter(({ state }) => state === 'failed').length;
  return {
    request: asked,
    workloadTitle: 'A workload',
    phase: 'finished',
    askedAtMs: 900,
    startMs,
    endMs,
    startupMs: 50,
    makespanMs: endMs - startMs,
    cpuMs: null,
    checksum: 'abc',
    wasCancelled: false,
    reason: null,
    tasks,
    counts: {
      queued: 0,
      running: 0,
      waiting: 0,
      ready: 0,
      done: tasks.length - failed,
      failed,
      cancelled: 0,
    },
    effort: effortOfAll(tasks),
    inFlightMax: 2,
    runningNowMax: 2,
    lanes: lanesFor(asked, options.startupMs ?? 20),
    traceDropped: 0,
    usage: {
      spanMs: 0,
      busyMs: [],
      stealMs: 0,
      dashboardCpuMs: 0,
      probeCpuMs: 0,
      subjectCpuMs: 0,
      throttledMs: null,
    },
    ...options.run,
  };
};

export const machine = (usableCores: number): Machine => ({
  model: 'Example CPU',
  cores: Math.ceil(usableCores),
  usableCores,
  quotaCores: null,
  node: 'v24.21.0',
  os: 'Linux',
  topology: [],
});

export const stateOf = (run: RunState, more: Partial<State> = {}): State => ({
  ...initialState(0),
  machine: machine(2),
  run,
  ...more,
});

/** As it is remembered once the next one begins. */
export const pastOf = (run: RunState): PastRun => ({
  request: run.request,
  makespanMs: run.makespanMs ?? 0,
  checksum: null,
  lagMaxMs: null,
  run,
});

/** So many equal tasks dealt out to the lanes in turn. */
export const dealt = (count: number, lanes: readonly string[], each: Omit<Done, 'lane' | 'from'>): Done[] =>
  Array.from({ length: count }, (_, index) => ({
    ...each,
    lane: lanes[index % lanes.length] as string,
    from: Math.floor(index / lanes.length) * (each.run + (each.wait ?? 0)),
  }));

export const oneByOne = (count: number, each: Omit<Done, 'lane' | 'from'>) => dealt(count, ['main'], each);
export const onTwo = (count: number, each: Omit<Done, 'lane' | 'from'>) => dealt(count, ['w1', 'w2'], each);

export const sequential: RunOptions = { request: { mode: 'sequential' } };
export const concurrent: RunOptions = { request: { mode: 'concurrent' } };

export const verdict = (
  done: readonly Done[],
  options: RunOptions = {},
  more: Partial<State> = {},
): Verdict => {
  const measured = measure(stateOf(finishedRun(done, options), more));
  if (!measured) throw new Error('nothing was measured');
  return verdictOf(measured);
};
