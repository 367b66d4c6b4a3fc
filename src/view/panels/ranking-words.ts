/** What a comparison found, in sentences, and the answer to the guess. Labels are not trusted. */
import { between } from '../../analysis/comparison.ts';
import {
  alikeWords,
  findingWords,
  repeatWords,
  tellingComparisons,
  undecidedWords,
} from '../../analysis/comparison-words.ts';
import { isGuessRight, leadersOf } from '../../analysis/experiment-guess.ts';
import { toldInterval } from '../../analysis/experiment-interval.ts';
import type { RankedVariant, Ranking } from '../../analysis/ranking.ts';
import type { Interval } from '../../analysis/statistics.ts';
import { listed } from '../../analysis/words.ts';
import type { ExperimentPlan, Guess } from '../../state/experiment.ts';
import { safe } from '../safe.ts';

/** `1.94`, `12.3`, `120`: for columns. */
export const factorWords = (factor: number): string =>
  factor < 9.995 ? factor.toFixed(2) : factor.toFixed(factor < 99.95 ? 1 : 0);

/** `1.43 to 2.83 s`, `812 ms to 1.20 s`. */
export function rangeWords({ low, high }: Interval, shown: (ms: number) => string): string {
  const [from, to] = [shown(low), shown(high)];
  const [figure, unit] = from.split(' ');
  return unit !== undefined && to.endsWith(` ${unit}`) ? `${figure} to ${to}` : `${from} to ${to}`;
}

/** The winner against each of the others, the next one first; then what to do where the winner is open. */
export const rankingSentences = (ranking: Ranking): string[] => {
  const found = tellingComparisons(ranking);
  const first = found.find(
    ({ finding, interval }) =>
      finding === 'different' || (finding === 'undecided' && toldInterval(interval) !== null),
  );
  const sentences = found.map(one => safe(`${findingWords(ranking, one, one === first)}.`));
  const repeat = repeatWords(ranking);
  return repeat === '' ? sentences : [...sentences, `Cannot tell yet who is first: ${repeat}.`];
};

/** A factor within so much of the measured one counts as right: a class guesses in halves. */
const closeShare = 0.15;

function factorAnswer(guessed: number, first: RankedVariant, own: RankedVariant, ranking: Ranking): string {
  const factor = first.medianMs / own.medianMs;
  const measured = ` You said ×${guessed}: it was ×${factorWords(factor)}`;
  if (between(ranking.comparisons, first.variant, own.variant)?.finding === 'undecided') {
    return `${measured} by the medians, but ${undecidedWords} between it and ${safe(first.label)}.`;
  }
  return `${measured}${Math.abs(guessed / factor - 1) <= closeShare ? ', well guessed!' : '.'}`;
}

/** What a guess that is neither right nor wrong is not told apart from. */
function openWords(ranking: Ranking, own: RankedVariant, leaders: readonly RankedVariant[]): string {
  const others = leaders.filter(({ variant }) => variant !== own.variant);
  if (others.length === 0) return 'there is nothing to compare it with';
  const names = listed(others.map(({ label }) => safe(label)));
  const isAlike = others.every(
    ({ variant }) => between(ranking.comparisons, own.variant, variant)?.finding === 'alike',
  );
  if (isAlike) return `${safe(own.label)} and ${names} are ${alikeWords}`;
  const repeat = repeatWords(ranking);
  return `${undecidedWords} between it and ${names}${repeat === '' ? '' : `; ${repeat}`}`;
}

function winnerAnswer(ranking: Ranking, own: RankedVariant): string {
  const said = `You said ${safe(own.label)}`;
  const leaders = leadersOf(ranking);
  const isRight = isGuessRight(ranking, own.variant);
  if (isRight === null) return `${said}; open: ${openWords(ranking, own, leaders)}.`;
  return isRight ? `${said}: right!` : `${said}: it was ${listed(leaders.map(({ label }) => safe(label)))}.`;
}

/** Null if nothing was guessed, or what was guessed has no run that counts. */
export function guessAnswer(ranking: Ranking, guess: Guess | null): string | null {
  const own = ranking.order.find(({ variant }) => variant === guess?.variant);
  if (guess === null || own === undefined) return null;
  const first = ranking.order.find(({ variant }) => variant === 0);
  const hasFactor = guess.factor !== null && first !== undefined && own.variant !== 0;
  return winnerAnswer(ranking, own) + (hasFactor ? factorAnswer(guess.factor ?? 1, first, own, ranking) : '');
}

/** The guess while the race is on. */
export const guessWords = (guess: Guess | null, plan: ExperimentPlan): string | null => {
  if (guess === null) return null;
  const factor = guess.factor === null ? '' : `, ×${guess.factor}`;
  return `your guess: ${safe(plan.variants[guess.variant]?.label ?? '')}${factor}`;
};
