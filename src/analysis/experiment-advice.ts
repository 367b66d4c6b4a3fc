/** Which number a sweep advises, in words: the best median, whether anything shows it to be better, what to do if not. */
import { neverWords } from './comparison-words.ts';
import type { SweepFit, SweepPoint } from './fit.ts';

const bestOf = ({ points }: SweepFit): SweepPoint | undefined =>
  points.toSorted((a, b) => b.speedup - a.speedup)[0];

const top = ({ speedup, x }: SweepPoint): string => `×${speedup.toFixed(2)} with ${x}`;

const openText = (fit: SweepFit, take: string, isOver: boolean): string => {
  const { reason, repeatToTell } = fit.recommended;
  const best = bestOf(fit);
  const head = best ? `cannot tell yet: best median ${top(best)}, but ${reason}` : reason;
  if (!isOver) return head;
  return repeatToTell === null
    ? `${head}, ${neverWords} rounds; ${take} (not sure)`
    : `${head}; \`--repeat ${repeatToTell}\` should tell`;
};

/** `amount`: the number that is advised, with its noun. While it goes on there is nothing to run again. */
export const adviceText = (fit: SweepFit, amount: string, isOver = true): string => {
  const best = bestOf(fit);
  const { workers, reason, confidence } = fit.recommended;
  const take = `take ${amount}`;
  if (confidence === 'unsure') return openText(fit, take, isOver);
  return best === undefined || best.x === workers
    ? `${take} (${confidence}): ${reason}`
    : `best median ${top(best)}, but ${take} (${confidence}): ${reason}`;
};

/** The same in a few words, from the longest to the shortest; without the advice where it is the best itself. */
export const adviceNotes = (fit: SweepFit, isOver = true): string[] => {
  const best = bestOf(fit);
  if (best === undefined) return [];
  const { workers, confidence, repeatToTell } = fit.recommended;
  if (confidence === 'unsure') {
    const how = repeatToTell === null || !isOver ? '' : `: --repeat ${repeatToTell}`;
    return [`best median ${top(best)}, cannot tell yet${how}`, `cannot tell yet${how}`, 'cannot tell yet'];
  }
  if (best.x === workers) return [`best ${top(best)}`];
  return [`best median ${top(best)}, take ${workers} (${confidence})`, `take ${workers} (${confidence})`];
};
