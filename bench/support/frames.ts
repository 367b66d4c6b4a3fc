/** Frames that a program draws, counted from outside. */
import { systemClock } from '../../src/clock.ts';
import type { Pty } from '../../test/helpers/pty.ts';

/** Output with a gap of this length before it is a new frame. */
const gapMs = 20;

/** Counts from now on; what it hands back tells how many there were so far. */
export function countFrames(pty: Pty): () => number {
  let frames = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  pty.onOutput(() => {
    const atMs = systemClock.nowMs();
    if (atMs - lastMs > gapMs) frames += 1;
    lastMs = atMs;
  });
  return () => frames;
}
