/** Who wins, and the answer to the guess: the sentences of the screens, as plain text. */
import type { ExperimentResult } from '../analysis/experiment-result.ts';
import type { Ranking } from '../analysis/ranking.ts';
import { listed } from '../analysis/words.ts';
import type { ExperimentState } from '../state/experiment.ts';
import { guessAnswer, rankingSentences } from '../view/panels/ranking-words.ts';
import { ascii } from './figures.ts';

const withoutRival = ({ order }: Ranking): string[] => {
  const [first, second] = order;
  if (first === undefined) return ['Nothing was measured.'];
  return second === undefined ? [`${first.label} is the only one that came to an end.`] : [];
};

const missing = ({ plan }: ExperimentState, { order }: Ranking): string[] => {
  const absent = plan.variants.filter((_, index) => order.every(({ variant }) => variant !== index));
  return absent.length === 0 || order.length === 0
    ? []
    : [`Without a run that counts: ${listed(absent.map(({ label }) => label))}.`];
};

/** The winner against each of the others; then those that cannot be ranked. */
export const rankingText = (experiment: ExperimentState, { ranking }: ExperimentResult): string =>
  ascii([...withoutRival(ranking), ...rankingSentences(ranking), ...missing(experiment, ranking)].join(' '));

/** Null if nothing was guessed, or what was guessed has no run that counts. */
export const guessText = ({ guess }: ExperimentState, { ranking }: ExperimentResult): string | null => {
  const answer = guessAnswer(ranking, guess);
  return answer === null ? null : ascii(answer);
};
