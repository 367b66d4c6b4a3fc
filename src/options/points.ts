/** Which of many numbers are tried, where a range is asked for or nothing is said. */

/** Enough to see a curve and its knee; each point costs several whole runs. */
const mostPoints = 8;

/** `count` whole numbers from `from` (1 or more) to `to`, each about the same factor above the one before. */
const geometric = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => Math.round(from * (to / from) ** (index / (count - 1))));

/** All whole numbers from `from` to `to`, or at most eight of them with both ends, denser where they are small. */
export function thinned(from: number, to: number): number[] {
  if (to - from < mostPoints) return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  // 0 has no factor to the next one.
  const points = from === 0 ? [0, ...geometric(1, to, mostPoints - 1)] : geometric(from, to, mostPoints);
  return [...new Set(points)];
}
