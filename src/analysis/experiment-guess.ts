/** Who may be called the fastest, and whether a guess was right: by the places, that is by differences that are real. */
import type { RankedVariant, Ranking } from './ranking.ts';

/** All that nothing shows to be slower than another: those that may have the first place. */
export const leadersOf = ({ order }: Ranking): RankedVariant[] => order.filter(({ place }) => place === 1);

/** Null while it is open: others may be first as well, or it has no rival or no run that counts. */
export const isGuessRight = (ranking: Ranking, variant: number): boolean | null => {
  const { order } = ranking;
  if (order.length < 2 || order.every(one => one.variant !== variant)) return null;
  const leaders = leadersOf(ranking);
  if (leaders.every(one => one.variant !== variant)) return false;
  return leaders.length === 1 ? true : null;
};
