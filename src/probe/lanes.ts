/** The lanes of one process as the probe thread sees them: their rings are drained, their bells are rung. */
import { laneHeader, laneHeaderBytes, recordFloats } from '../lane-memory.ts';
import { type LaneInfo, type ProbeMessage, taskPhases } from '../protocol.ts';

type TraceMessage = Extract<ProbeMessage, { type: 'trace' }>;

interface Lane {
  readonly info: LaneInfo;
  readonly header: Int32Array;
  readonly records: Float64Array;
  readonly capacity: number;
  /** Dropped records already told. */
  droppedBefore: number;
  /** Newest stamp drained: `ready` records carry past ones and are kept behind it. */
  lastSeenMs: number;
}

/** One lane's part of a drain. */
interface Cursor {
  readonly lane: Lane;
  readonly end: number;
  at: number;
  keyMs: number;
}

/** Keeps a message near 200 kB, so that lines stay bounded. */
const recordsPerMessage = 4096;

const offsetOf = ({ lane, at }: Pick<Cursor, 'lane' | 'at'>): number =>
  ((at >>> 0) % lane.capacity) * recordFloats;

/** The cursor's order: its record's stamp, never before the lane's own earlier ones. */
const readKey = (cursor: Cursor): void => {
  if (cursor.at === cursor.end) cursor.keyMs = Infinity;
  else cursor.keyMs = Math.max(cursor.lane.lastSeenMs, cursor.lane.records[offsetOf(cursor)] as number);
};

const cursorOf = (lane: Lane): Cursor => {
  const read = Atomics.load(lane.header, laneHeader.read) >>> 0;
  const count = (Atomics.load(lane.header, laneHeader.written) - read) >>> 0;
  const cursor = { lane, at: read, end: read + Math.min(count, lane.capacity), keyMs: 0 };
  readKey(cursor);
  return cursor;
};

/** Linear: a process has few lanes. Ties go to the lane that was opened first. */
const earliest = (cursors: readonly Cursor[]): Cursor | undefined => {
  let first = cursors[0];
  for (const cursor of cursors) if (first && cursor.keyMs < first.keyMs) first = cursor;
  return first;
};

const roundTo = (value: number, digits: number): number => Math.round(value * digits) / digits;

const progress = taskPhases.indexOf('progress');

/** Progress that the lane's next record, one of this drain too, tells anew: only the newest is of use. */
const isOutdated = ({ lane, at, end }: Cursor, cutoffMs: number): boolean => {
  if (at + 1 === end) return false;
  const { records } = lane;
  const [own, next] = [offsetOf({ lane, at }), offsetOf({ lane, at: at + 1 })];
  const areBoth = records[own + 1] === progress && records[next + 1] === progress;
  return areBoth && records[own + 2] === records[next + 2] && (records[next] as number) <= cutoffMs;
};

const putRecord = (cursor: Cursor, laneNumber: number, out: number[]): void => {
  const i = offsetOf(cursor);
  const [atMs = 0, phase = 0, task = 0, value = 0] = cursor.lane.records.subarray(i, i + recordFloats);
  out.push(roundTo(atMs, 1e3), laneNumber, phase, task, roundTo(value, 1e4));
};

const goOn = (cursor: Cursor): void => {
  cursor.lane.lastSeenMs = cursor.keyMs;
  cursor.at += 1;
  readKey(cursor);
};

const takeDropped = (lane: Lane): number => {
  const dropped = Atomics.load(lane.header, laneHeader.dropped);
  const news = (dropped - lane.droppedBefore) >>> 0;
  lane.droppedBefore = dropped;
  return news;
};

export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  #isCancelled = false;

  get size(): number {
    return this.#lanes.size;
  }

  /** True if a ring may be full before long. */
  get isFilling(): boolean {
    if (this.#lanes.size === 0) return false;
    return [...this.#lanes.values()].some(({ header, capacity }) => {
      const held = (Atomics.load(header, laneHeader.written) - Atomics.load(header, laneHeader.read)) >>> 0;
      return held > capacity / 4;
    });
  }

  open(info: LaneInfo, buffer: SharedArrayBuffer, capacity: number): void {
    const lane: Lane = {
      info,
      header: new Int32Array(buffer, 0, laneHeaderBytes / 4),
      records: new Float64Array(buffer, laneHeaderBytes, capacity * recordFloats),
      capacity,
      droppedBefore: 0,
      lastSeenMs: -Infinity,
    };
    this.#lanes.set(info.id, lane);
    if (this.#isCancelled) wake(lane);
  }

  close(id: string): void {
    this.#lanes.delete(id);
  }

  /** Cancels the lanes that are open, and those that will be until `uncancel`. Wakes their blocking waits. */
  cancel(): void {
    this.#isCancelled = true;
    for (const lane of this.#lanes.values()) wake(lane);
  }

  uncancel(): void {
    this.#isCancelled = false;
  }

  /**
   * Takes all records up to `cutoffMs` (the moment at which the drain began) in time order, each lane's own order
   * kept. Later ones stay for the next drain, so that the next one begins where this one ended.
   */
  drain(cutoffMs: number): TraceMessage[] {
    if (this.#lanes.size === 0) return [];
    const cursors = Array.from(this.#lanes.values(), cursorOf);
    const lanes = cursors.map(cursor => cursor.lane.info.id);
    const messages: TraceMessage[] = [];
    let records: number[] = [];
    const flush = (dropped: number): void => {
      if (records.length > 0 || dropped > 0) messages.push({ type: 'trace', lanes, records, dropped });
      records = [];
    };
    for (let next = earliest(cursors); next && next.keyMs <= cutoffMs; next = earliest(cursors)) {
      if (!isOutdated(next, cutoffMs)) putRecord(next, cursors.indexOf(next), records);
      goOn(next);
      if (records.length >= recordsPerMessage * 5) flush(0);
    }
    for (const { lane, at } of cursors) Atomics.store(lane.header, laneHeader.read, at | 0);
    let dropped = 0;
    for (const { lane } of cursors) dropped += takeDropped(lane);
    flush(dropped);
    return messages;
  }
}

const wake = ({ header }: Lane): void => {
  Atomics.store(header, laneHeader.cancelled, 1);
  Atomics.add(header, laneHeader.bell, 1);
  Atomics.notify(header, laneHeader.bell);
};
