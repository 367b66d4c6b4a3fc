import { expect, test } from 'vitest';
import { canonical, checksum } from '../../src/lab/checksum.ts';
import { LaneTasks } from '../../src/lab/lane.ts';
import { seededRandom } from '../../src/lab/random.ts';
import { openTrace } from '../../src/lab/trace.ts';
import { laneHeader, laneHeaderBytes } from '../../src/lane-memory.ts';
import { taskPhases } from '../../src/protocol.ts';
import type { ToProbe } from '../../src/protocol.ts';

test('values are compared whatever the order of their keys, bytes as bytes', () => {
  expect(canonical({ b: [1, -0, NaN], a: 'x', c: undefined })).toBe('{"a":"x","b":[1,-0,NaN]}');
  expect(canonical(undefined)).toBe('undefined');
  expect(canonical(new Uint8Array([1, 2]))).toBe(canonical(Buffer.from([1, 2])));
  expect(canonical(new Uint8Array([1, 2]))).not.toBe(canonical([1, 2]));
  expect(canonical('x'.repeat(1_000))).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(() => canonical({ f: () => 1 })).toThrow("a task's value must be plain data, got a function");
});

test('the checksum keeps the order, and there is none where a value is missing', () => {
  expect(checksum(['1', '2'])).toBe('49a64717d5d4cb19');
  expect(checksum(['2', '1'])).not.toBe(checksum(['1', '2']));
  expect(checksum(['1', null])).toBeNull();
});

test('random numbers depend on seed and task, and spread', () => {
  const take = (seed: number, task: number, count: number): number[] => {
    const random = seededRandom(seed, task);
    return Array.from({ length: count }, random);
  };
  expect(take(1, 2, 5)).toEqual(take(1, 2, 5));
  expect(take(1, 2, 5)).not.toEqual(take(1, 3, 5));
  expect(take(2, 1, 5)).not.toEqual(take(1, 2, 5));
  const many = take(7, 0, 10_000);
  expect(Math.min(...many)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...many)).toBeLessThan(1);
  expect(many.reduce((sum, x) => sum + x, 0) / many.length).toBeCloseTo(0.5, 1);
});

const info = { id: 'w1', kind: 'thread', pid: 1, tid: null, startupMs: null, openedAtMs: 0 } as const;

/** A lane, and what the probe would read from its memory. */
function openLane(capacity: number) {
  const posted: ToProbe[] = [];
  const trace = openTrace(info, capacity, message => posted.push(message));
  const ring = new Float64Array(trace.buffer, laneHeaderBytes);
  const steps = (): string[] =>
    Array.from({ length: trace.header[laneHeader.written]! }, (_, n) => {
      const [, phase = 0, task] = ring.subarray(n * 4);
      return `${taskPhases[phase]} ${task}`;
    });
  return { trace, posted, steps };
}

test('a ring that is full drops and counts, and takes records again once it is read', () => {
  const { trace, posted } = openLane(2);
  expect(posted).toEqual([{ type: 'lane-opened', lane: info, buffer: trace.buffer, capacity: 2 }]);
  for (const task of [0, 1, 2]) trace.record('running', task, 0, 1);
  expect([trace.header[laneHeader.written], trace.header[laneHeader.dropped]]).toEqual([2, 1]);
  Atomics.store(trace.header, laneHeader.read, 2);
  trace.record('done', 5, 3, 9);
  expect([...new Float64Array(trace.buffer, laneHeaderBytes, 4)]).toEqual([9, 4, 5, 3]);
  expect(trace.isCancelled()).toBe(false);
  Atomics.store(trace.header, laneHeader.cancelled, 1);
  expect(trace.isCancelled()).toBe(true);
});

test('who takes the thread makes one that did not say so wait', () => {
  const { trace, steps } = openLane(64);
  const tasks = new LaneTasks(trace);
  tasks.take(0);
  tasks.take(1);
  tasks.take(1);
  tasks.wait(1, 'timer');
  tasks.end(0, 'done');
  tasks.ready(1, 5);
  tasks.take(1);
  tasks.end(1, 'failed');
  expect(steps()).toEqual([
    'running 0',
    'waiting 0',
    'running 1',
    'waiting 1',
    'running 0',
    'done 0',
    'ready 1',
    'running 1',
    'failed 1',
  ]);
});
