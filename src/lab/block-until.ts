/** The one way in which a blocking lane waits. */
import { nowMs } from '../clock.ts';
import { laneHeader } from '../lane-memory.ts';
import { Cancelled } from './job.ts';

/**
 * Blocks until `look` answers something, or until `untilMs`. Whatever rings the lane's bell makes it look again.
 * Throws Cancelled once the run is.
 */
export function blockUntil<Value>(
  header: Int32Array,
  untilMs: number,
  look: () => Value | undefined,
): Value | undefined {
  for (;;) {
    const bell = Atomics.load(header, laneHeader.bell);
    if (Atomics.load(header, laneHeader.cancelled) !== 0) throw new Cancelled();
    const seen = look();
    const leftMs = untilMs - nowMs();
    if (seen !== undefined || leftMs <= 0) return seen;
    Atomics.wait(header, laneHeader.bell, bell, leftMs);
  }
}
