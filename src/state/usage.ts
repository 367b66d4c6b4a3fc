/** What the machine did while a run went on: sums over the dashboard's samples. */
import type { MachineSample, RunState, State, UsageTotals } from './state.ts';
import { appended } from './series.ts';
import { steadied } from './steady.ts';
import { partWithin } from './threads.ts';

/** One sample a column of the widest panel, and some room. */
const historyMax = 240;

export const noUsage: UsageTotals = {
  spanMs: 0,
  busyMs: [],
  stealMs: 0,
  dashboardCpuMs: 0,
  probeCpuMs: 0,
  subjectCpuMs: 0,
  throttledMs: null,
};

const withClock = (
  clock: UsageTotals['clock'],
  share: number | null,
  spanMs: number,
): Pick<UsageTotals, 'clock'> => {
  if (share === null) return clock ? { clock } : {};
  const before = clock ?? { spanMs: 0, shareMs: 0, highestShare: 0 };
  return {
    clock: {
      spanMs: before.spanMs + spanMs,
      shareMs: before.shareMs + share * spanMs,
      highestShare: Math.max(before.highestShare, share),
    },
  };
};

/** Adds the part of the sample's span that lies within the run, so that a sample across its start counts in part. */
const withUsage = (run: RunState, sample: MachineSample): RunState => {
  const spanMs = sample.spanMs * partWithin(run, sample.atMs, sample.spanMs);
  if (spanMs === 0) return run;
  const { usage } = run;
  const busyMs = usage.busyMs.slice();
  // No holes where cores are switched off: ids go upwards.
  while (busyMs.length <= (sample.cores.at(-1)?.id ?? -1)) busyMs.push(0);
  sample.cores.forEach(({ id, busy }) => {
    busyMs[id] = (busyMs[id] ?? 0) + busy * spanMs;
  });
  const stealShare = sample.cores.reduce((sum, core) => sum + core.steal, 0);
  const throttledMs = sample.throttledMs === null ? 0 : (sample.throttledMs * spanMs) / sample.spanMs;
  return {
    ...run,
    usage: {
      ...usage,
      spanMs: usage.spanMs + spanMs,
      busyMs,
      stealMs: usage.stealMs + stealShare * spanMs,
      dashboardCpuMs: usage.dashboardCpuMs + sample.dashboardCpu * spanMs,
      throttledMs:
        sample.throttledMs === null && usage.throttledMs === null
          ? null
          : (usage.throttledMs ?? 0) + throttledMs,
      ...withClock(usage.clock, sample.clockShare, spanMs),
    },
  };
};

export const withSample = (state: State, sample: MachineSample): State => ({
  ...state,
  sample,
  // A list for each sample, not for each core: 256 of those would be copied at every sample.
  coreHistory: appended(
    state.coreHistory,
    sample.cores.map(({ busy }) => busy),
    historyMax,
  ),
  steadyCores: steadied(state.steadyCores, sample.cores),
  run: state.run && withUsage(state.run, sample),
});
