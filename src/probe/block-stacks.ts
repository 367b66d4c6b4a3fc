/** The stacks that were taken of a block, and which of them stands for most of it. */
import type { CapturedStack } from './stack.ts';

/** A long block has one every half second; of longer ones every other is let go, so that they stay evenly spread. */
const mostStacks = 40;

interface Weighed {
  readonly stack: CapturedStack;
  readonly spanMs: number;
}

/**
 * How long each stood for: from when it was asked for until it came, and on both sides to the middle of the time to its
 * neighbours, the first and the last to the block's ends.
 */
const weighed = (stacks: readonly CapturedStack[], startMs: number, endMs: number): readonly Weighed[] => {
  const bounds = stacks.slice(1).map((stack, i) => ((stacks[i]?.atMs ?? startMs) + stack.askedAtMs) / 2);
  const froms = [startMs, ...bounds];
  return stacks.map((stack, i) => ({ stack, spanMs: (bounds[i] ?? endMs) - (froms[i] ?? startMs) }));
};

/** The function so many calls below the outermost one; where the stack ends, whether that is all that is known. */
const placeAt = ({ frames, isLate = false }: CapturedStack, depth: number): string => {
  const frame = frames[frames.length - 1 - depth];
  return frame ? JSON.stringify([frame.functionName, frame.file]) : String(isLate);
};

const spanOf = (stacks: readonly Weighed[]): number => stacks.reduce((sum, { spanMs }) => sum + spanMs, 0);

/** Follows the calls from the outermost inwards, each time to where most of the time went; the newest that is left. */
const heaviest = (stacks: readonly Weighed[], depth = 0): CapturedStack | null => {
  const groups = new Map<string, Weighed[]>();
  for (const each of stacks) {
    const place = placeAt(each.stack, depth);
    groups.set(place, [...(groups.get(place) ?? []), each]);
  }
  const [group = []] = [...groups.values()].sort((a, b) => spanOf(b) - spanOf(a));
  const newest = group[group.length - 1]?.stack;
  if (!newest || newest.frames.length <= depth) return newest ?? null;
  return heaviest(group, depth + 1);
};

export class BlockStacks {
  #stacks: CapturedStack[] = [];

  add(stack: CapturedStack): void {
    this.#stacks.push(stack);
    if (this.#stacks.length > mostStacks) this.#stacks = this.#stacks.filter((_, i) => i % 2 === 0);
  }

  /** The newest at the place that took the greatest part of the block; null if none was taken within it. */
  of(startMs: number, endMs: number): CapturedStack | null {
    const stacks = this.#stacks.filter(({ atMs }) => atMs >= startMs && atMs <= endMs);
    return heaviest(weighed(stacks, startMs, endMs));
  }

  forgetUntil(endMs: number): void {
    this.#stacks = this.#stacks.filter(({ atMs }) => atMs > endMs);
  }
}
