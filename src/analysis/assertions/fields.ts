/** The fields of a run's document that an assertion may name. */
import type { RunReport } from '../types.ts';

/** `value`: a number, text or truth; `any`: whatever names the workload gives; a list has the shape of its entries. */
export type Shape = 'value' | 'any' | readonly [Shape] | { readonly [name: string]: Shape };

type ShapeOf<Type> = [Type] extends [string | number | boolean]
  ? 'value'
  : Type extends readonly (infer Entry)[]
    ? readonly [ShapeOf<NonNullable<Entry>>]
    : string extends keyof Type
      ? 'any'
      : { readonly [Name in keyof Type]: ShapeOf<NonNullable<Type[Name]>> };

const tasks = { total: 'value', done: 'value', failed: 'value', cancelled: 'value' } as const;
const frame = { functionName: 'value', file: 'value', line: 'value', column: 'value' } as const;
const stall = { startMs: 'value', durationMs: 'value', stack: [frame] } as const;
const switches = { voluntary: 'value', involuntary: 'value' } as const;

/** Complete: the compiler refuses it as soon as every report has a field that is missing here. */
export const reportShape: ShapeOf<RunReport> = {
  schema: 'value',
  workload: 'value',
  options: 'any',
  scale: 'value',
  seed: 'value',
  mode: 'value',
  workers: 'value',
  tasksPerWorker: 'value',
  tasks,
  makespanMs: 'value',
  cpuMs: 'value',
  checksum: 'value',
  startupMs: 'value',
  predicted: { makespanMs: 'value', reason: 'value', calibratedBy: 'value' },
  gap: {
    ms: 'value',
    percent: 'value',
    parts: [{ cause: 'value', ms: 'value', evidence: 'value' }],
    unexplainedMs: 'value',
  },
  speedup: { factor: 'value', against: 'value', sequentialMs: 'value' },
  inFlight: { max: 'value' },
  runningNow: { max: 'value' },
  loop: { lagP50Ms: 'value', lagP99Ms: 'value', lagMaxMs: 'value', utilization: 'value', stalls: [stall] },
  lanes: [
    {
      id: 'value',
      kind: 'value',
      tid: 'value',
      pid: 'value',
      tasks: 'value',
      busyMs: 'value',
      waitMs: 'value',
      startupMs: 'value',
      runQueueMs: 'value',
      switches,
      cores: ['value'],
    },
  ],
  cores: [{ id: 'value', busyPercent: 'value' }],
  taskTimes: [
    {
      id: 'value',
      name: 'value',
      state: 'value',
      lane: 'value',
      queuedMs: 'value',
      startMs: 'value',
      endMs: 'value',
      runMs: 'value',
      waitMs: 'value',
      readyMs: 'value',
      cpuMs: 'value',
      error: 'value',
    },
  ],
  costs: {
    computeMs: 'value',
    waitMs: 'value',
    readyMs: 'value',
    readyOnlyMs: 'value',
    idleMs: 'value',
    startupMs: 'value',
  },
  machine: {
    model: 'value',
    cores: 'value',
    usableCores: 'value',
    quota: 'value',
    node: 'value',
    os: 'value',
  },
  memory: { rssBytes: 'value' },
  noise: { otherCpuPercent: 'value', steal: 'value', throttledMs: 'value', clockDropPercent: 'value' },
  overhead: { dashboardCpuPercent: 'value', probeCpuPercent: 'value' },
  dropped: { traceRecords: 'value', messages: 'value', taskTimes: 'value', stalls: 'value' },
  verdict: { kind: 'value', text: 'value', recommendation: 'value' },
  ended: 'value',
  reason: 'value',
};

const stepInto = (shape: Shape, step: string | number): Shape | null => {
  if (shape === 'any') return 'value';
  if (shape === 'value') return null;
  if (Array.isArray(shape)) {
    if (step === 'length') return 'value';
    return typeof step === 'number' ? (shape[0] ?? null) : null;
  }
  return Object.hasOwn(shape, step) ? ((shape as Readonly<Record<string, Shape>>)[step] ?? null) : null;
};

const namesIn = (shape: Shape): string => {
  if (shape === 'value') return 'it has no fields';
  if (Array.isArray(shape)) return 'it is a list: give a place, such as [0], or `length`';
  return `expected one of ${Object.keys(shape).join(', ')}`;
};

/** Why there is no such value in this shape, in words; null if there is. */
export function unknownField(shape: Shape, path: readonly (string | number)[]): string | null {
  let here: Shape = shape;
  for (const step of path) {
    const next = stepInto(here, step);
    if (next === null) return `no field \`${step}\`: ${namesIn(here)}`;
    here = next;
  }
  return here === 'value' ? null : `is no single value: ${namesIn(here)}`;
}

/** The value at a known path; null where it was not measured, or a list is shorter. Own properties only. */
export function valueAt(document: unknown, path: readonly (string | number)[]): unknown {
  let here: unknown = document;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return null;
    here = (here as Readonly<Record<string | number, unknown>>)[step];
  }
  return here ?? null;
}
