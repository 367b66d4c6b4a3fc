/** What else the machine did during a run, from the sums of the dashboard's samples. */
import type { RunState } from '../state/state.ts';
import { sumOf } from './sums.ts';

/** The kernel counts a core's time in steps of 10 ms, and a first sample may lie mostly before the start. */
const leastSpanMs = 400;

/** Shares of all cores' time (0 to 1), null where not measured. */
export interface Noise {
  /** Busy, but neither with the subject nor with the dashboard. */
  readonly otherShare: number | null;
  readonly stealShare: number | null;
  readonly throttledMs: number | null;
  /** Throttled time in the time that was looked at. */
  readonly throttledShare: number | null;
  /** How far the clock of the cores that worked lay, on the average, below the highest that it had in the run. */
  readonly clockDrop: number | null;
}

/** The subject's CPU within the sampled span: by the kernel's count for the whole run, else by its threads' readings. */
const subjectMs = ({ cpuMs, makespanMs, usage }: RunState): number | null => {
  if (cpuMs !== null && makespanMs !== null && makespanMs > 0) return (cpuMs / makespanMs) * usage.spanMs;
  return usage.subjectCpuMs > 0 ? usage.subjectCpuMs : null;
};

const clockDropOf = ({ usage: { clock } }: RunState): number | null =>
  clock ? 1 - clock.shareMs / clock.spanMs / clock.highestShare : null;

export const noiseOf = (run: RunState): Noise => {
  const { usage } = run;
  const coresMs = usage.spanMs * usage.busyMs.length;
  if (usage.spanMs < leastSpanMs || coresMs === 0) {
    const { throttledMs } = usage;
    return { otherShare: null, stealShare: null, throttledMs, throttledShare: null, clockDrop: null };
  }
  const ownMs = subjectMs(run);
  const otherMs = ownMs === null ? null : sumOf(usage.busyMs) - ownMs - usage.dashboardCpuMs;
  return {
    otherShare: otherMs === null ? null : Math.max(0, otherMs) / coresMs,
    stealShare: usage.stealMs / coresMs,
    throttledMs: usage.throttledMs,
    throttledShare: usage.throttledMs === null ? null : usage.throttledMs / usage.spanMs,
    clockDrop: clockDropOf(run),
  };
};
