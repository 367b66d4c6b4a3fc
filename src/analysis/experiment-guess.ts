/** Who may be called the fastest, and whether a guess was right: by the differences that are real, not by the medians. */
import type { RankedVariant, Ranking } from './ranking.ts';

/** The smallest median, then all that nothing shows to be slower than it. */
export const leadersOf = ({ order, comparisons }: Ranking): RankedVariant[] => {
  const fastest = order[0]?.variant;
  const isSlower = (variant: number): boolean =>
    comparisons.some(
      ({ faster, slower, finding }) => faster === fastest && slower === variant && finding === 'different',
    );
  return order.filter(({ variant }) => !isSlower(variant));
};

/** Null while it is open: nothing parts the guessed variant from the fastest, or it has no rival or no run that counts. */
export const isGuessRight = (ranking: Ranking, variant: number): boolean | null => {
  const { order } = ranking;
  if (order.length < 2 || order.every(one => one.variant !== variant)) return null;
  const leaders = leadersOf(ranking);
  if (leaders.every(one => one.variant !== variant)) return false;
  return leaders.length === 1 ? true : null;
};
