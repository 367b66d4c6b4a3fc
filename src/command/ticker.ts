/** The dashboard's heartbeat: reads the machine and moves the present on, whatever the subject does. */
import type { Clock } from '../clock.ts';
import type { Sampler } from '../sample/sampler.ts';
import type { Event } from '../state/state.ts';

/** Kernel CPU counters step in 10 ms: looks closer than this say little more. */
const leastSampleSpanMs = 200;

/** A second of silence would be taken for a gap. */
const mostNewsMs = 500;

/** How often who draws so many pictures a second needs news of a subject: twice a picture, so that none is old. */
export const newsEveryMs = (fps: number): number => Math.min(mostNewsMs, 500 / fps);

export interface Ticker {
  stop(): void;
}

/** Calls `afterTick` at `fps` a second, after the events of that tick. */
export function startTicker(
  fps: number,
  clock: Clock,
  sampler: Sampler,
  dispatch: (event: Event) => void,
  afterTick: () => void,
): Ticker {
  let lastSampleMs = Number.NEGATIVE_INFINITY;
  const tick = (): void => {
    const atMs = clock.nowMs();
    if (atMs - lastSampleMs >= leastSampleSpanMs) {
      lastSampleMs = atMs;
      dispatch({ type: 'machine-sample', sample: sampler.sample() });
    }
    dispatch({ type: 'tick', atMs });
    afterTick();
  };
  const timer = setInterval(tick, 1000 / fps);
  return { stop: () => clearInterval(timer) };
}
