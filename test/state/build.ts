/** Short ways to say a run's events. */
import { taskPhases, traceStride } from '../../src/protocol.ts';
import type { LaneInfo, ProbeMessage, RunRequest, TracePhase } from '../../src/protocol.ts';
import type { Event, State, Task } from '../../src/state/state.ts';
import { initialState, update } from '../../src/state/update.ts';

export const request = (more: Partial<RunRequest> = {}): RunRequest => ({
  id: 'r1',
  workloadUrl: 'file:///w.ts',
  workloadId: 'w',
  mode: 'parallel',
  workers: 2,
  tasksPerWorker: 8,
  sliceMs: 10,
  seed: 1,
  scale: 1,
  options: {},
  ...more,
});

export const asked = (more: Partial<RunRequest> = {}, atMs = 900): Event => ({
  type: 'run-asked',
  atMs,
  request: request(more),
  workloadTitle: 'A workload',
});

export const lane = (id: string, more: Partial<LaneInfo> = {}): Event => ({
  type: 'lane-opened',
  lane: { id, kind: 'thread', pid: 10, tid: null, startupMs: 20, openedAtMs: 950, ...more },
});

export const hello = (pid: number, ppid = 1, role = 'lab'): Event => ({
  type: 'hello',
  v: 1,
  pid,
  ppid,
  role,
  title: 'lab',
  node: 'v24.0.0',
  atMs: 920,
  beatMs: 20,
});

export const started = (tasks: number, atMs = 1000, runId = 'r1'): Event => ({
  type: 'run-started',
  runId,
  atMs,
  startupMs: 50,
  tasks: Array.from({ length: tasks }, (_, index) => ({ name: `t${index}`, after: [], priority: 0 })),
});

/** One record: stamp, lane, phase, task, value. */
export type Step = readonly [atMs: number, lane: string, phase: TracePhase, task: number, value?: number];

export const trace = (steps: readonly Step[], dropped = 0): Extract<ProbeMessage, { type: 'trace' }> => {
  const lanes = [...new Set(steps.map(([, id]) => id))];
  const records = steps.flatMap(([atMs, id, phase, task, value = 0]) => [
    atMs,
    lanes.indexOf(id),
    taskPhases.indexOf(phase),
    task,
    value,
  ]);
  if (records.length !== steps.length * traceStride) throw new Error('a record is five numbers');
  return { type: 'trace', lanes, records, dropped };
};

/** `phases`: the final phase of every task. */
export const finished = (
  phases: readonly TracePhase[],
  atMs = 5000,
  more: Partial<Extract<Event, { type: 'run-finished' }>> = {},
): Event => {
  const count = (wanted: TracePhase) => phases.filter(phase => phase === wanted).length;
  return {
    type: 'run-finished',
    runId: 'r1',
    atMs,
    cancelled: false,
    makespanMs: atMs - 1000,
    cpuMs: 1234,
    checksum: 'abc',
    counts: {
      total: phases.length,
      done: count('done'),
      failed: count('failed'),
      cancelled: count('cancelled'),
    },
    phases: phases.map(phase => taskPhases.indexOf(phase)),
    ...more,
  };
};

export const replay = (events: readonly Event[], from: State = initialState(0)): State =>
  events.reduce(update, from);

/** A run of `tasks` tasks on two threads, begun at 1000. */
export const running = (tasks: number, more: Partial<RunRequest> = {}): State =>
  replay([asked(more), hello(10), lane('w1'), lane('w2', { tid: 12 }), started(tasks)]);

export const taskOf = (state: State, index: number): Task => state.run?.tasks.at(index) as Task;
