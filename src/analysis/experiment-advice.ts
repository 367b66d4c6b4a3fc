/** Which number a sweep advises, in words: the best median, what of it is noise, and why the advice is not sure. */
import type { SweepFit, SweepPoint } from './fit.ts';
import { percent } from './words.ts';

const bestOf = ({ points }: SweepFit): SweepPoint | undefined =>
  points.toSorted((a, b) => b.speedup - a.speedup)[0];

/** Null where the advice is sure enough, or its reason tells the doubt: the end of the sweep. */
const doubtOf = ({ points, recommended, noise }: SweepFit): string | null => {
  if (noise === null || points.some(({ runs }) => runs < 2)) return 'too few rounds';
  return recommended.workers === points.at(-1)?.x ? null : `single runs vary by ${percent(noise)}`;
};

/** `sure`, `likely`, `not sure: single runs vary by 22 %`. */
const confidenceWords = (fit: SweepFit): string => {
  const { confidence } = fit.recommended;
  if (confidence !== 'unsure') return confidence;
  const doubt = doubtOf(fit);
  return doubt === null ? 'not sure' : `not sure: ${doubt}`;
};

/** `amount`: the number that is advised, with its noun. */
export const adviceText = (fit: SweepFit, amount: string): string => {
  const best = bestOf(fit);
  const { workers, reason } = fit.recommended;
  const take = `take ${amount} (${confidenceWords(fit)})`;
  return best === undefined || best.x === workers
    ? `${take}: ${reason}`
    : `best median ×${best.speedup.toFixed(2)} with ${best.x}, but within the noise: ${take}`;
};

/** The same in a few words, from the longest to the shortest; without the advice where it is the best itself. */
export const adviceNotes = (fit: SweepFit): string[] => {
  const best = bestOf(fit);
  if (best === undefined) return [];
  const { workers, confidence } = fit.recommended;
  const top = `×${best.speedup.toFixed(2)} with ${best.x}`;
  if (best.x === workers) return [`best ${top}`];
  const take = `take ${workers} (${confidence === 'unsure' ? 'not sure' : confidence})`;
  return [`best median ${top}, but within the noise: ${take}`, `best ${top} is noise: ${take}`, take];
};
