/** What meters without figures show of each core: its share is not drawn anew for every tick of the kernel's counters. */
import type { CoreShares } from './machine.ts';

/**
 * The counters step in 10 ms, which is 5 % of the span between two looks: what moves by no more than two steps may not
 * have moved at all. A step of a meter of one cell is 12 %, and on 256 cores what is less is most of what a line carries.
 */
const leastMove = 0.1;

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= leastMove;

const used = ({ busy, steal }: CoreShares): number => busy + steal;

/** Idle is idle, and full is full, whatever was shown before. */
const isAtEnd = (core: CoreShares): boolean => used(core) === 0 || used(core) > 0.995;

const isAsShown = (shown: CoreShares, core: CoreShares): boolean =>
  shown.id === core.id &&
  isNear(shown.user, core.user) &&
  isNear(shown.busy, core.busy) &&
  isNear(used(shown), used(core));

/** The new shares of those cores that have moved enough or came to an end of the scale; the others stay as shown. */
export const steadied = (shown: readonly CoreShares[], cores: readonly CoreShares[]): readonly CoreShares[] =>
  cores.map((core, position) => {
    const before = shown[position];
    return before !== undefined && !isAtEnd(core) && isAsShown(before, core) ? before : core;
  });
