/** Layout of the memory that the main thread's heartbeat shares with the probe thread. */
import { bucketCount } from './histogram.ts';

export const beatMs = 20;

/** Int32 words; read and written with Atomics. */
export const word = {
  /** Late beats written so far. */
  lateWritten: 0,
  /** Garbage collections written so far. */
  gcWritten: 1,
  /** 1 once the probe thread listens to its channel. */
  isThreadReady: 2,
  /** 1 asks the main thread to stop beating: nobody watches any more. */
  isStopped: 3,
  /** Counted up and notified by every beat. */
  beats: 4,
  /** 1 while the main thread's timer runs. */
  isBeating: 5,
  /** 1 once the connection is over, or never came about: nobody listens to this probe any more. */
  isOver: 6,
  /** Not 0 while the loop rests: no beats, since nothing runs; the end of the rest counts as a beat. See `rest`. */
  isResting: 7,
  /** 1 once the probe thread has told all that there was to tell of a process that ends. */
  isHandedOver: 8,
  /** 1 where the probe thread can tell from outside whether the main thread runs. */
  isSeen: 9,
  /** Counted up and notified by the main thread for what the probe thread should not sleep through. */
  calls: 10,
} as const;

/** Values of `isResting`. */
export const rest = {
  none: 0,
  /** What ends it rings before it runs. */
  heard: 1,
  /** What ends it may block for long before it rings: the probe thread has to watch the main thread from outside. */
  watched: 2,
} as const;

/** Float64 numbers. */
export const stamp = {
  lastBeatMs: 0,
  /** When the heartbeat was primed; stands for a beat. */
  primedMs: 1,
  /** Time that the loop spent waiting for events, since it began, as of the last beat. */
  idleMs: 2,
  /** The same as of the priming: a process that is attached to has idled before. */
  primedIdleMs: 3,
  /** As of the last second; 0 = not told. */
  heapUsedBytes: 4,
  /** When the next beat is due; at once where a rest has just ended, since the loop is busy from then on. */
  dueMs: 5,
  /** Since when the main thread has run in a rest that is watched; 0 = it has not. The probe thread writes it. */
  stirredMs: 6,
} as const;

/**
 * endMs, lagMs, and since the beat before: idleMs, loop turns (-1: the engine does not tell); the thread's time on a core
 * and in line for one (0: the kernel does not tell), and in how many milliseconds that was, with the loop idle for how
 * many of them: since the beat before, or some beats more.
 */
export const lateFloats = 8;
/** Three beats fit between two looks of the probe thread; the rest is for a probe thread that gets no core. */
const lateCapacity = 64;
/** startMs, durationMs, kind (V8's GCType, or `gcGapKind`). */
export const gcFloats = 3;
/** Not a collection: none was observed in that time. Newer than all collections before it, older than those after. */
export const gcGapKind = -1;
/** They arrive in one go after a long block, at some hundred a second. */
const gcCapacity = 1024;

export interface BeatMemory {
  readonly buffer: SharedArrayBuffer;
  readonly words: Int32Array;
  readonly stamps: Float64Array;
  readonly lags: Uint32Array;
  readonly late: Float64Array;
  readonly gc: Float64Array;
}

const wordBytes = 64;
const stampBytes = 64;
const lagBytes = bucketCount * 4;
const lateBytes = lateCapacity * lateFloats * 8;
const gcBytes = gcCapacity * gcFloats * 8;

export const openBeatMemory = (buffer: SharedArrayBuffer): BeatMemory => {
  const lateAt = wordBytes + stampBytes + lagBytes;
  return {
    buffer,
    words: new Int32Array(buffer, 0, wordBytes / 4),
    stamps: new Float64Array(buffer, wordBytes, stampBytes / 8),
    lags: new Uint32Array(buffer, wordBytes + stampBytes, bucketCount),
    late: new Float64Array(buffer, lateAt, lateCapacity * lateFloats),
    gc: new Float64Array(buffer, lateAt + lateBytes, gcCapacity * gcFloats),
  };
};

export const makeBeatMemory = (): BeatMemory =>
  openBeatMemory(new SharedArrayBuffer(wordBytes + stampBytes + lagBytes + lateBytes + gcBytes));

/** On the main thread: there is something for the probe thread now. */
export const callProbe = ({ words }: BeatMemory): void => {
  Atomics.add(words, word.calls, 1);
  Atomics.notify(words, word.calls);
};

/** Puts a record into a ring of the main thread and counts it, oldest overwritten. */
export const pushRecord = (
  ring: Float64Array,
  words: Int32Array,
  counter: number,
  record: readonly number[],
): void => {
  const written = Atomics.load(words, counter);
  const capacity = ring.length / record.length;
  ring.set(record, ((written >>> 0) % capacity) * record.length);
  Atomics.store(words, counter, (written + 1) | 0);
};

/**
 * The records written since `read`, oldest first, and how many of them were overwritten before they could be read.
 * `read` and the counter are modulo 2^32.
 */
export const readRecords = (
  ring: Float64Array,
  floats: number,
  written: number,
  read: number,
): { records: Float64Array[]; lost: number } => {
  const capacity = ring.length / floats;
  const news = (written - read) >>> 0;
  if (news === 0) return { records: [], lost: 0 };
  const kept = Math.min(news, capacity);
  const records = Array.from({ length: kept }, (_, i) => {
    const at = ((written - kept + i) >>> 0) % capacity;
    return ring.slice(at * floats, (at + 1) * floats);
  });
  return { records, lost: news - kept };
};
