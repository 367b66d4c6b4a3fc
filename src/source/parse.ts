/** A line from a subject -> a message, checked. Subjects run other people's code, so nothing is taken on trust. */
import type { SubjectMessage } from '../protocol.ts';

type Kind = 'number' | 'string' | 'boolean' | 'array' | 'object' | 'number?';

/** What each message must carry for the state to be able to take it in; `?` allows null. */
const shapes: Readonly<Record<SubjectMessage['type'], Readonly<Record<string, Kind>>>> = {
  hello: { v: 'number', pid: 'number', ppid: 'number', role: 'string', title: 'string', node: 'string' },
  loop: { pid: 'number', atMs: 'number', lagMs: 'number', blockedSinceMs: 'number?' },
  'blocked-at': { pid: 'number', sinceMs: 'number', atMs: 'number', frames: 'array' },
  stall: { pid: 'number', startMs: 'number', durationMs: 'number', frames: 'array' },
  starved: { pid: 'number', startMs: 'number', durationMs: 'number' },
  stopped: { pid: 'number', startMs: 'number', durationMs: 'number' },
  threads: { pid: 'number', atMs: 'number', threads: 'array' },
  gc: { pid: 'number', startMs: 'number', durationMs: 'number', kind: 'string' },
  'gc-gap': { pid: 'number', startMs: 'number', durationMs: 'number', count: 'number', pauseMs: 'number' },
  memory: { pid: 'number', atMs: 'number', rssBytes: 'number' },
  resources: { pid: 'number', atMs: 'number', counts: 'object' },
  'lane-opened': { lane: 'object' },
  'lane-closed': { lane: 'string', atMs: 'number' },
  trace: { lanes: 'array', records: 'array', dropped: 'number' },
  dropped: { pid: 'number', messages: 'number' },
  'run-started': { runId: 'string', atMs: 'number', tasks: 'array', startupMs: 'number' },
  'lane-lost': { lane: 'string', atMs: 'number', reason: 'string' },
  'task-text': { lane: 'string', task: 'number', atMs: 'number', kind: 'string', text: 'string' },
  'run-finished': {
    runId: 'string',
    atMs: 'number',
    makespanMs: 'number',
    counts: 'object',
    phases: 'array',
  },
  'run-refused': { runId: 'string', code: 'string', message: 'string' },
};

type Shape = readonly (readonly [name: string, kind: Kind])[];

/** As lists: they are gone through for every line. */
const fieldsOf: ReadonlyMap<string, Shape> = new Map(
  Object.entries(shapes).map(([type, shape]) => [type, Object.entries(shape)]),
);

const isKind = (value: unknown, kind: Kind): boolean => {
  if (kind === 'array') return Array.isArray(value);
  if (kind === 'object') return typeof value === 'object' && value !== null;
  if (kind === 'number?') return value === null || typeof value === 'number';
  return typeof value === kind;
};

/** Null for anything that is not a message of the protocol. */
export const parseMessage = (line: string): SubjectMessage | null => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('type' in value)) return null;
  const { type } = value;
  const shape = typeof type === 'string' ? fieldsOf.get(type) : undefined;
  if (shape === undefined) return null;
  const fields = value as Record<string, unknown>;
  const isComplete = shape.every(([name, kind]) => isKind(fields[name], kind));
  return isComplete ? (value as SubjectMessage) : null;
};
