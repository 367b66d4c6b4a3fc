/**
 * How much was going on at once, worked out from stamps when a run is over.
 *
 * Each process of `processes` drains its own lanes: the batches of two come one after the other, up to a drain's
 * interval apart, and what is counted record by record meanwhile may be one too many or too few.
 */
import type { RunState } from './state.ts';

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** Most spans that overlap at any moment; one that ends just when another starts does not overlap it. */
export const peakOf = (spans: readonly Span[]): number => {
  const starts = Float64Array.from(spans, ({ startMs }) => startMs).sort();
  const ends = Float64Array.from(spans, ({ endMs }) => endMs).sort();
  let ended = 0;
  let peak = 0;
  starts.forEach((startMs, index) => {
    while ((ends[ended] as number) <= startMs && ended < index) ended += 1;
    peak = Math.max(peak, index + 1 - ended);
  });
  return peak;
};

const inFlightSpans = (run: RunState): readonly Span[] =>
  run.tasks.slice().flatMap(task => {
    if (task.state === 'done' || task.state === 'failed') return [task];
    return task.state === 'cancelled' && task.started
      ? [{ startMs: task.started.startMs, endMs: task.endMs }]
      : [];
  });

/** The run with exact peaks, where it had several processes; running now only where no segment was dropped. */
export const withPeaks = (run: RunState): RunState => {
  if (run.request.mode !== 'processes') return run;
  const inFlightMax = peakOf(inFlightSpans(run));
  if (run.lanes.some(({ segmentsDropped }) => segmentsDropped > 0)) return { ...run, inFlightMax };
  const running = run.lanes.flatMap(lane => lane.segments.filter(({ phase }) => phase === 'running'));
  return { ...run, inFlightMax, runningNowMax: peakOf(running) };
};
