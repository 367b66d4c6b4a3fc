/** What is left of the older pieces of a lane: how much of each stretch of time it spent in each phase, not on what. */
import type { Outline, Segment } from './state.ts';

/** Some columns more than the widest screen has. */
const bucketCount = 512;
/** One millisecond to begin with: the length doubles as the run goes on. */
const firstBucketMs = 1;

const phases = ['running', 'ready', 'waiting'] as const;

interface Draft {
  readonly fromMs: number;
  bucketMs: number;
  readonly running: number[];
  readonly ready: number[];
  readonly waiting: number[];
}

const zeros = (): number[] => Array<number>(bucketCount).fill(0);

const draftOf = (outline: Outline | undefined, fromMs: number): Draft => ({
  fromMs: outline?.fromMs ?? fromMs,
  bucketMs: outline?.bucketMs ?? firstBucketMs,
  running: outline?.running.slice() ?? zeros(),
  ready: outline?.ready.slice() ?? zeros(),
  waiting: outline?.waiting.slice() ?? zeros(),
});

/** Two buckets become one of twice the length. */
const halve = (sums: number[]): void => {
  for (let index = 0; index < bucketCount; index += 1) {
    sums[index] = (sums[index * 2] ?? 0) + (sums[index * 2 + 1] ?? 0);
  }
};

const reach = (draft: Draft, endMs: number): void => {
  while (endMs > draft.fromMs + draft.bucketMs * bucketCount) {
    for (const phase of phases) halve(draft[phase]);
    draft.bucketMs *= 2;
  }
};

const add = (draft: Draft, { phase, startMs, endMs }: Segment): void => {
  reach(draft, endMs);
  const sums = draft[phase];
  const from = Math.max(0, startMs - draft.fromMs);
  const to = endMs - draft.fromMs;
  for (let index = Math.floor(from / draft.bucketMs); index * draft.bucketMs < to; index += 1) {
    const begin = index * draft.bucketMs;
    sums[index] = (sums[index] ?? 0) + Math.min(to, begin + draft.bucketMs) - Math.max(from, begin);
  }
};

/** The outline with these pieces in it, in the order in which they ended; a piece that began before all others is cut. */
export const outlined = (outline: Outline | undefined, pieces: readonly Segment[]): Outline | undefined => {
  const [first] = pieces;
  if (first === undefined) return outline;
  const draft = draftOf(outline, first.startMs);
  for (const piece of pieces) add(draft, piece);
  return draft;
};
