/** The lane's side of its shared memory: it writes what its tasks do, and reads whether the run is cancelled. */
import { nowMs } from '../clock.ts';
import { laneBufferBytes, laneHeader, laneHeaderBytes, recordFloats } from '../lane-memory.ts';
import { taskPhases } from '../protocol.ts';
import type { LaneInfo, ToProbe, TracePhase } from '../protocol.ts';

/** Records that a ring holds between two drains (50 ms). Powers of two, because the counters wrap at 2^32. */
export const pooledCapacity = 16_384;
export const spawnCapacity = 512;

export interface LaneTrace {
  readonly lane: string;
  readonly buffer: SharedArrayBuffer;
  readonly header: Int32Array;
  /** Writes one step and answers its stamp. Never blocks: a full ring drops the record and counts it. */
  record(phase: TracePhase, task: number, value?: number, atMs?: number): number;
  isCancelled(): boolean;
  /** Whether the probe has taken all that was written. */
  isDrained(): boolean;
  /** Nothing more will be written. */
  close(): void;
}

const phaseCodes = new Map<TracePhase, number>(taskPhases.map((phase, code) => [phase, code]));
export const phaseCode = (phase: TracePhase): number => phaseCodes.get(phase) as number;

/** Shows a new lane to the probe. `post` is the thread's end of the channel. */
export function openTrace(info: LaneInfo, capacity: number, post: (message: ToProbe) => void): LaneTrace {
  const buffer = new SharedArrayBuffer(laneBufferBytes(capacity));
  const header = new Int32Array(buffer, 0, laneHeaderBytes / 4);
  const ring = new Float64Array(buffer, laneHeaderBytes);
  post({ type: 'lane-opened', lane: info, buffer, capacity });
  return {
    lane: info.id,
    buffer,
    header,
    record: (phase, task, value = 0, atMs = nowMs()) => {
      if (hasRoom(header, capacity)) write(header, ring, capacity, [atMs, phaseCode(phase), task, value]);
      return atMs;
    },
    isCancelled: () => Atomics.load(header, laneHeader.cancelled) !== 0,
    isDrained: () => header[laneHeader.written] === Atomics.load(header, laneHeader.read),
    close: () => post({ type: 'lane-closed', lane: info.id }),
  };
}

function hasRoom(header: Int32Array, capacity: number): boolean {
  const unread = (header[laneHeader.written]! - Atomics.load(header, laneHeader.read)) >>> 0;
  if (unread < capacity) return true;
  Atomics.add(header, laneHeader.dropped, 1);
  return false;
}

/** The counter is stored last, and atomically, so that the probe never sees a half-written record. */
function write(
  header: Int32Array,
  ring: Float64Array,
  capacity: number,
  record: readonly [number, number, number, number],
): void {
  const written = header[laneHeader.written]!;
  const at = ((written >>> 0) % capacity) * recordFloats;
  ring[at] = record[0];
  ring[at + 1] = record[1];
  ring[at + 2] = record[2];
  ring[at + 3] = record[3];
  Atomics.store(header, laneHeader.written, (written + 1) | 0);
}
