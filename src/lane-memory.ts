/**
 * The memory that a lane shares with its probe: a header of words, and a ring of records. Imports nothing, as the
 * protocol does, so that the probe may use it.
 */

/** Int32 header of a lane's buffer. All are read and written with Atomics. */
export const laneHeader = {
  /** 1 once the run is cancelled; checked by every checkpoint and blocking wait. */
  cancelled: 0,
  /** Blocking waits sleep on this word; it is counted up and notified to wake them. */
  bell: 1,
  /** Records written by the lane so far, modulo 2^32 (only the lane writes it). */
  written: 2,
  /** Records read by the probe so far, modulo 2^32 (only the probe writes it). */
  read: 3,
  /** Records that found the ring full and were not written. */
  dropped: 4,
  /** The task on the lane's hands, plus one; 0: none. Outlives the lane's thread, as the next one does. */
  running: 5,
  /** The task whose code ended the thread, plus one, where the thread could still tell; 0: it could not. */
  culprit: 6,
} as const;
export const laneHeaderBytes = 64;

/** A record is four Float64: atMs, phase code, task index, value (see TraceRecord.value). */
export const recordFloats = 4;
const recordBytes = recordFloats * 8;

export const laneBufferBytes = (capacity: number): number => laneHeaderBytes + capacity * recordBytes;

/**
 * What a task on the thread's hands is at, where that matters to what other modes would make of it. `pool-work`: does
 * itself what an async lane leaves to the libuv pool. Lock marks tell the moment; `lock` tells locks from each other.
 */
const workMarks = ['plain', 'pool-work', 'lock-taken', 'lock-left'] as const;
export type WorkMark = (typeof workMarks)[number];

/** A mark as the value of a `running` record: the plain one is 0. */
export const markValue = (mark: WorkMark, lock = 0): number =>
  workMarks.indexOf(mark) + workMarks.length * lock;

export const readMark = (value: number): { readonly mark: WorkMark; readonly lock: number } => ({
  mark: workMarks[value % workMarks.length] ?? 'plain',
  lock: Math.floor(value / workMarks.length),
});
