/** What is kept of earlier runs. */
import { cpuOfTask } from './effort.ts';
import { mainLoop } from './selectors.ts';
import type { PastRun, RunState, State, Task } from './state.ts';

/** As many as a summary could ever list; older ones are of other settings anyway. */
const pastMax = 20;

const cpuOf = (task: Task): number | null =>
  'cpuMs' in task && task.cpuMs !== null ? cpuOfTask(task) : null;

/** CPU of all tasks together; null if it was not measured for every one. */
export const taskCpuMs = (run: RunState): number | null => {
  let sum = 0;
  for (const task of run.tasks.slice()) {
    const cpuMs = cpuOf(task);
    if (cpuMs === null) return null;
    sum += cpuMs;
  }
  return run.tasks.length > 0 ? sum : null;
};

/** Some 100 bytes each: with twenty runs, a few megabytes at most. */
const tasksKept = 2_000;
const segmentsKept = 4_000;

const isSmall = ({ tasks, lanes }: RunState): boolean =>
  tasks.length <= tasksKept && lanes.reduce((sum, lane) => sum + lane.segments.length, 0) <= segmentsKept;

/** Only a run that did all of its work is a reference for another. */
const isComplete = (run: RunState): run is RunState & { makespanMs: number } =>
  run.phase === 'finished' &&
  run.makespanMs !== null &&
  run.tasks.length > 0 &&
  run.counts.done === run.tasks.length;

/** The earlier runs with the one of this state, if that is complete. */
export const pastWith = (state: State): readonly PastRun[] => {
  const { run, past } = state;
  if (!run || !isComplete(run)) return past;
  const cpuMs = taskCpuMs(run);
  const { request, makespanMs, checksum } = run;
  const loop = mainLoop(state);
  const utilization = loop?.utilizationTotal ?? null;
  const figures = {
    request,
    makespanMs,
    checksum,
    lagMaxMs: loop?.maxMs ?? null,
    ...(utilization === null ? {} : { loopUtilization: utilization }),
    ...(isSmall(run) ? { run } : {}),
  };
  return [...past, cpuMs === null ? figures : { ...figures, taskCpuMs: cpuMs }].slice(-pastMax);
};
