/**
 * Random numbers that depend on the run's seed and the task only: splitmix32-style mixing for the start, then
 * mulberry32 (both public domain). 0 <= x < 1.
 */
export function seededRandom(seed: number, task: number): () => number {
  let state = mixed(mixed(seed | 0) + task);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

function mixed(value: number): number {
  let x = (value + 0x9e3779b9) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}
