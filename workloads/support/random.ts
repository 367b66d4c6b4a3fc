/**
 * Mulberry32, a small generator in the public domain: the same seed gives the same numbers, 0 <= x < 1. The lab has it,
 * too, and keeps it to itself: a workload's file takes nothing but types from the program, as a user's own one does.
 */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
