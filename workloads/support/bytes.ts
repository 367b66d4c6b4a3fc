import type { TaskContext } from '../../src/lab/workload.ts';
import { seededRandom } from './random.ts';
import { mix, roundsPerStep } from './spin.ts';
import { inSteps } from './steps.ts';

/** The same bytes for the same seed. */
export function bytesFrom(seed: number, sizeBytes: number): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length: sizeBytes }, () => Math.floor(random() * 256));
}

/**
 * A fingerprint of all the bytes, each stirred in with `roundsPerByte` rounds. Long runs of arithmetic on one byte:
 * a plain loop over an array runs up to five times slower where V8 stays in its middle compiler (seen in Node 24).
 */
export async function fingerprint(
  bytes: Uint8Array,
  roundsPerByte: number,
  context: TaskContext,
  progress: readonly [number, number],
): Promise<number> {
  let state = 1;
  await inSteps(
    bytes.length,
    Math.max(1, Math.floor(roundsPerStep / roundsPerByte)),
    context,
    (from, to) => {
      for (let i = from; i < to; i++) state = mix(state ^ (bytes[i] as number), roundsPerByte);
    },
    progress,
  );
  return state;
}
