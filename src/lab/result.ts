/** What a run came to, from how its tasks ended. */
import { nowMs } from '../clock.ts';
import type { LabMessage } from '../protocol.ts';
import { checksum } from './checksum.ts';
import type { Outcome } from './job.ts';
import { phaseCode } from './trace.ts';

/** User and system CPU of this process with all its threads, so far. */
export function processCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** First start to last finish, by the lanes' own stamps; 0 if nothing started. */
function makespanMs(outcomes: readonly Outcome[]): number {
  let first = Infinity;
  let last = -Infinity;
  for (const { startMs, endMs } of outcomes) {
    if (startMs !== null && startMs < first) first = startMs;
    if (endMs !== null && endMs > last) last = endMs;
  }
  return Math.max(0, last - first) || 0;
}

/** The closing message. `cpuMs` is null where it could not be told. */
export function finishedRun(
  runId: string,
  outcomes: readonly Outcome[],
  isCancelled: boolean,
  cpuMs: number | null,
): LabMessage {
  const count = (phase: Outcome['phase']): number =>
    outcomes.filter(outcome => outcome.phase === phase).length;
  return {
    type: 'run-finished',
    runId,
    atMs: nowMs(),
    cancelled: isCancelled,
    makespanMs: makespanMs(outcomes),
    cpuMs,
    checksum: checksum(outcomes.map(({ phase, text }) => (phase === 'done' ? text : null))),
    counts: {
      total: outcomes.length,
      done: count('done'),
      failed: count('failed'),
      cancelled: count('cancelled'),
    },
    phases: outcomes.map(outcome => phaseCode(outcome.phase)),
  };
}
