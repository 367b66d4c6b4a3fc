import { taskPhases, type TraceRecord, traceStride } from '../protocol.ts';

/** The records of a `trace` message, one by one. */
export function* readTrace(message: {
  lanes: readonly string[];
  records: readonly number[];
}): Generator<TraceRecord> {
  const { lanes, records } = message;
  for (let i = 0; i + traceStride <= records.length; i += traceStride) {
    yield {
      atMs: records[i] as number,
      lane: lanes[records[i + 1] as number] ?? '?',
      phase: taskPhases[records[i + 2] as number] ?? 'queued',
      task: records[i + 3] as number,
      value: records[i + 4] as number,
    };
  }
}
