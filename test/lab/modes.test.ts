import { expect, test } from 'vitest';
import { readMark } from '../../src/lane-memory.ts';
import { modeIds } from '../../src/protocol.ts';
import type { ModeId, TraceRecord } from '../../src/protocol.ts';
import { requestFor, runToEnd } from './subject.ts';

/** Most tasks running at once by the trace: in any one lane, and all in all. */
function runningMost(trace: readonly TraceRecord[]): { perLane: number; allInAll: number } {
  const running = new Map<string, Set<number>>();
  let perLane = 0;
  let allInAll = 0;
  for (const { lane, phase, task } of trace) {
    const inLane = running.get(lane) ?? new Set();
    running.set(lane, inLane);
    if (phase === 'running') inLane.add(task);
    else if (phase !== 'progress') inLane.delete(task);
    perLane = Math.max(perLane, inLane.size);
    allInAll = Math.max(
      allInAll,
      [...running.values()].reduce((sum, tasks) => sum + tasks.size, 0),
    );
  }
  return { perLane, allInAll };
}

/** The steps of one task without their stamps, repeats of the same kept. */
const stepsOf = (trace: readonly TraceRecord[], task: number): string[] =>
  trace.filter(record => record.task === task).map(record => record.phase);

const lanesOf: Record<ModeId, string[]> = {
  sequential: ['main'],
  concurrent: ['main'],
  parallel: ['w1', 'w2'],
  hybrid: ['w1', 'w2'],
  processes: ['p1', 'p2'],
  spawn: ['s1', 's2', 's3', 's4', 's5', 's6'],
};

test('every mode runs every task, to the same values, one at a time in each lane', async () => {
  const checksums = new Set<string | null>();
  for (const mode of modeIds) {
    const { finished, subject } = await runToEnd(requestFor('tiny', { mode }));
    expect(finished.counts).toEqual({ total: 6, done: 6, failed: 0, cancelled: 0 });
    expect(finished.phases).toEqual([4, 4, 4, 4, 4, 4]);
    expect(finished.cpuMs).toBeGreaterThan(0);
    expect(subject.texts('emit').sort()).toEqual([0, 1, 2, 3, 4, 5].map(n => `text ${n}`));
    const lanes = subject.ofType('lane-opened').map(message => message.lane);
    expect(lanes.map(lane => lane.id).sort()).toEqual(lanesOf[mode]);
    expect(lanes.map(lane => lane.startupMs === null)).toEqual(lanes.map(lane => lane.kind === 'main'));
    expect(runningMost(subject.trace()).perLane).toBe(1);
    expect(runningMost(subject.trace()).allInAll).toBeLessThanOrEqual(lanes.length);
    checksums.add(finished.checksum);
  }
  expect([...checksums]).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
});

test('a blocking lane goes from waiting to running and back', async () => {
  const { subject } = await runToEnd(requestFor('tiny'));
  const wait = ['waiting', 'running'];
  // pbkdf2 stays running, and is marked; so are both ends of the lock.
  const marked = 'running';
  expect(stepsOf(subject.trace(), 3)).toEqual([
    'running',
    ...wait, // sleep
    ...wait, // fetch
    ...wait, // readFile
    marked,
    marked,
    ...wait, // lock
    marked,
    ...wait, // the sleep inside the lock
    marked,
    'progress',
    'done',
  ]);
  const marks = subject
    .trace()
    .filter(record => record.task === 3 && record.phase === 'running')
    .map(record => readMark(record.value).mark);
  expect(marks.filter(mark => mark !== 'plain')).toEqual(['pool-work', 'lock-taken', 'lock-left']);
});

test('an async lane says since when a task could have gone on', async () => {
  const { subject } = await runToEnd(requestFor('tiny', { mode: 'concurrent' }));
  const trace = subject.trace().filter(record => record.task === 0);
  const reasons = trace.filter(record => record.phase === 'waiting').map(record => record.value);
  // timer, http, file, pool, lock, timer
  expect(reasons).toEqual([1, 2, 3, 5, 4, 1]);
  const slept = trace.find(record => record.phase === 'ready');
  const left = trace.find(record => record.phase === 'waiting');
  // To the moment it was due, however late the lane got to it; the engine's timers may be a millisecond or two early.
  const sleptMs = (slept?.atMs ?? 0) - (left?.atMs ?? 0);
  expect(sleptMs).toBeGreaterThan(8);
  expect(sleptMs).toBeLessThan(10.001);
});

test.for(['concurrent', 'hybrid'] as const)(
  '%s: waits of its own are waits, and hold nobody up',
  async mode => {
    const { finished, subject } = await runToEnd(requestFor('stray', { mode }));
    expect(finished.counts.done).toBe(5);
    expect(runningMost(subject.trace()).perLane).toBe(1);
  },
);

test('sequential never lets the event loop turn', async () => {
  const { subject } = await runToEnd(requestFor('turning'));
  expect(subject.texts('emit')).toEqual(Array.from({ length: 8 }, () => '0'));
});

test('concurrent gives the loop a turn after every slice', async () => {
  const { subject } = await runToEnd(requestFor('turning', { mode: 'concurrent', sliceMs: 10 }));
  const turns = Math.max(...subject.texts('emit').map(Number));
  const yields = subject.trace().filter(record => record.phase === 'ready').length;
  // 320 ms of work in slices of 10 ms; a busy machine may only make it more of both.
  expect(turns).toBeGreaterThanOrEqual(25);
  expect(yields / turns).toBeLessThanOrEqual(1.2);
});

test('hybrid: what gives way to others stands ready, and never waits', async () => {
  const { subject } = await runToEnd(requestFor('turning', { mode: 'hybrid', sliceMs: 10 }));
  const phases = new Set(subject.trace().map(({ phase }) => phase));
  expect(phases).toContain('ready');
  expect(phases).not.toContain('waiting');
});

test('a slice of 0 never yields', async () => {
  const { subject } = await runToEnd(requestFor('turning', { mode: 'concurrent', sliceMs: 0 }));
  expect(subject.texts('emit')).toEqual(Array.from({ length: 8 }, () => '0'));
});

test('tasks start by priority, after those that they need', async () => {
  const { subject } = await runToEnd(requestFor('ordered'));
  expect(subject.texts('emit')).toEqual(['first', 'middle', 'urgent', 'plain', 'last']);
});

test.for(['concurrent', 'parallel', 'processes'] as const)(
  '%s: nothing starts before what it needs is done',
  async mode => {
    const { subject } = await runToEnd(requestFor('ordered', { mode }));
    const trace = subject.trace();
    const stamp = (task: number, phase: string): number =>
      trace.find(record => record.task === task && record.phase === phase)?.atMs ?? Number.NaN;
    for (const [task, before] of [
      [0, 1],
      [0, 2],
      [1, 3],
    ] as const) {
      expect(stamp(task, 'running')).toBeGreaterThanOrEqual(stamp(before, 'done'));
    }
  },
);

test.for(['concurrent', 'parallel', 'hybrid'] as const)('%s: thousands of tiny tasks', async mode => {
  const { finished, subject } = await runToEnd(requestFor('empty', { mode, scale: 5 }));
  expect(finished.counts).toEqual({ total: 5_000, done: 5_000, failed: 0, cancelled: 0 });
  const dropped = subject.ofType('trace').reduce((sum, message) => sum + message.dropped, 0);
  const records = subject.trace().filter(record => record.phase === 'done');
  expect(records.length).toBeGreaterThanOrEqual(5_000 - dropped);
});
