import { expect, test } from 'vitest';
import { Lanes } from '../../src/probe/lanes.ts';
import { laneBufferBytes, laneHeader, laneHeaderBytes, recordFloats } from '../../src/lane-memory.ts';
import type { LaneInfo } from '../../src/protocol.ts';
import { readTrace } from '../../src/state/read-trace.ts';

type Record = readonly [atMs: number, phase: number, task: number, value: number];

const info = (id: string): LaneInfo => ({
  id,
  kind: 'thread',
  pid: 1,
  tid: null,
  startupMs: null,
  openedAtMs: 0,
});

/** A lane as its owner sees it. `before`: records written and read in its earlier life. */
const openLane = (lanes: Lanes, id: string, capacity = 8, before = 0) => {
  const buffer = new SharedArrayBuffer(laneBufferBytes(capacity));
  const header = new Int32Array(buffer, 0, laneHeaderBytes / 4);
  const ring = new Float64Array(buffer, laneHeaderBytes);
  header[laneHeader.written] = header[laneHeader.read] = before | 0;
  lanes.open(info(id), buffer, capacity);
  const write = (...records: Record[]): void => {
    for (const record of records) {
      const written = Atomics.load(header, laneHeader.written);
      ring.set(record, ((written >>> 0) % capacity) * recordFloats);
      Atomics.store(header, laneHeader.written, (written + 1) | 0);
    }
  };
  return { header, write };
};

const stampsOf = (messages: ReturnType<Lanes['drain']>): string[] =>
  messages.flatMap(message => [...readTrace(message)].map(({ lane, atMs }) => `${lane}${atMs}`));

test('three rings are merged by time, each in its own order', () => {
  const lanes = new Lanes();
  const [a, b, c] = ['a', 'b', 'c'].map(id => openLane(lanes, id));
  a!.write([1, 1, 0, 0], [5, 2, 0, 0], [9, 4, 0, 0]);
  b!.write([2, 1, 1, 0], [6, 4, 1, 0]);
  c!.write([3, 1, 2, 0]);
  expect(stampsOf(lanes.drain(100))).toEqual(['a1', 'b2', 'c3', 'a5', 'b6', 'a9']);
  expect(lanes.drain(100)).toEqual([]);
});

test('a past stamp stays behind what its lane wrote before, also across drains', () => {
  const lanes = new Lanes();
  const a = openLane(lanes, 'a');
  const b = openLane(lanes, 'b');
  a.write([10, 2, 0, 1]);
  expect(stampsOf(lanes.drain(100))).toEqual(['a10']);
  a.write([4, 3, 0, 0]);
  b.write([8, 1, 1, 0], [12, 4, 1, 0]);
  expect(stampsOf(lanes.drain(100))).toEqual(['b8', 'a4', 'b12']);
});

test('what was written after the drain began waits for the next one', () => {
  const lanes = new Lanes();
  const a = openLane(lanes, 'a');
  const b = openLane(lanes, 'b');
  a.write([10, 1, 0, 0], [21, 4, 0, 0]);
  b.write([22, 1, 1, 0]);
  expect(stampsOf(lanes.drain(20))).toEqual(['a10']);
  b.write([23, 4, 1, 0]);
  expect(stampsOf(lanes.drain(30))).toEqual(['a21', 'b22', 'b23']);
});

test('of progress only the newest in each drain is told', () => {
  const lanes = new Lanes();
  const a = openLane(lanes, 'a');
  const b = openLane(lanes, 'b');
  a.write([1, 7, 0, 0.1], [3, 7, 0, 0.2], [5, 7, 0, 0.3], [6, 4, 0, 0], [7, 1, 2, 0], [21, 7, 2, 0.4]);
  b.write([2, 7, 1, 0.1], [4, 7, 3, 0.1], [8, 7, 3, 0.2], [22, 7, 3, 0.3]);
  expect(stampsOf(lanes.drain(20))).toEqual(['b2', 'a5', 'a6', 'a7', 'b8']);
  expect(stampsOf(lanes.drain(30))).toEqual(['a21', 'b22']);
});

test('dropped records are told once, also when no record came', () => {
  const lanes = new Lanes();
  const { header } = openLane(lanes, 'a');
  Atomics.add(header, laneHeader.dropped, 3);
  expect(lanes.drain(1)).toEqual([{ type: 'trace', lanes: ['a'], records: [], dropped: 3 }]);
  expect(lanes.drain(1)).toEqual([]);
});

test('counters wrap at 2^32', () => {
  const lanes = new Lanes();
  const a = openLane(lanes, 'a', 8, 2 ** 32 - 1);
  a.write([1, 1, 0, 0], [2, 2, 0, 0], [3, 4, 0, 0]);
  expect(stampsOf(lanes.drain(9))).toEqual(['a1', 'a2', 'a3']);
  expect(a.header[laneHeader.read]).toBe(2);
});

test('much is sent in pieces', () => {
  const lanes = new Lanes();
  const a = openLane(lanes, 'a', 16_384);
  a.write(...Array.from({ length: 10_000 }, (_, i): Record => [i, 7, i, 0.5]));
  const messages = lanes.drain(10_000);
  expect(messages.map(({ records }) => records.length / 5)).toEqual([4096, 4096, 1808]);
  expect(stampsOf(messages)).toEqual(Array.from({ length: 10_000 }, (_, i) => `a${i}`));
});

test('cancel reaches the lanes that are open and those that open later; a new run takes it back', () => {
  const lanes = new Lanes();
  const early = openLane(lanes, 'a');
  lanes.cancel();
  const late = openLane(lanes, 'b');
  lanes.uncancel();
  const next = openLane(lanes, 'c');
  const cancelled = [early, late, next].map(({ header }) => header[laneHeader.cancelled]);
  const bells = [early, late, next].map(({ header }) => header[laneHeader.bell]);
  expect([cancelled, bells]).toEqual([
    [1, 1, 0],
    [1, 1, 0],
  ]);
});
