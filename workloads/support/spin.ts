import type { TaskContext } from '../../src/lab/workload.ts';
import { inSteps } from './steps.ts';

/** About one second of work on the 2-core machine that the sizes were chosen on; a fixed amount, never timed. */
export const roundsPerSecond = 640_000_000;

/** About 0.8 ms. */
export const roundsPerStep = 500_000;

/** Marsaglia's 32-bit xorshift, `rounds` times: arithmetic alone, no memory, nothing that can be skipped. */
export function mix(state: number, rounds: number): number {
  let mixed = state;
  for (let i = 0; i < rounds; i++) {
    mixed ^= mixed << 13;
    mixed ^= mixed >>> 17;
    mixed ^= mixed << 5;
  }
  return mixed;
}

/** Keeps the thread busy for a fixed amount of real arithmetic; gives the number that comes out. */
export async function spin(
  rounds: number,
  context: TaskContext,
  progress: readonly [number, number] = [0, 1],
): Promise<number> {
  let state = 1;
  await inSteps(
    rounds,
    roundsPerStep,
    context,
    (from, to) => {
      state = mix(state, to - from);
    },
    progress,
  );
  return state;
}
