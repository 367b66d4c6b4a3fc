/** What a comparison found, in sentences, and the answer to the guess. Labels are not trusted. */
import type { Comparison } from '../../analysis/comparison.ts';
import type { RankedVariant, Ranking } from '../../analysis/ranking.ts';
import { listed } from '../../analysis/words.ts';
import type { ExperimentPlan, Guess } from '../../state/experiment.ts';
import { safe } from '../safe.ts';

/** `1.94`, `12.3`, `120`: for columns. */
export const factorWords = (factor: number): string =>
  factor < 9.995 ? factor.toFixed(2) : factor.toFixed(factor < 99.95 ? 1 : 0);

/** `1.9`, `12`, and `1.04` where a single digit would say that there is no difference. */
const roughly = (factor: number): string =>
  factor < 1.15 ? factor.toFixed(2) : factor.toFixed(factor < 9.95 ? 1 : 0);

const labelOf = (ranking: Ranking, variant: number): string =>
  safe(ranking.order.find(one => one.variant === variant)?.label ?? '');

function sentenceOf(ranking: Ranking, { faster, slower, ratio, interval, finding }: Comparison): string {
  const [one, other] = [labelOf(ranking, faster), labelOf(ranking, slower)];
  if (finding === 'alike') return `${one} and ${other} are alike: within 5 % of each other.`;
  if (finding === 'undecided' || ratio === null) {
    return `${one} and ${other}: no difference that this machine can show.`;
  }
  const range = interval && ` (sure: ${roughly(interval.low)} to ${roughly(interval.high)})`;
  return `${one} is ${roughly(ratio)} times as fast as ${other}${range ?? ''}.`;
}

/** The winner against each of the others, the next one first. */
export const rankingSentences = (ranking: Ranking): string[] => {
  const winner = ranking.order[0]?.variant;
  return ranking.order.slice(1).flatMap(({ variant }) => {
    const found = ranking.comparisons.find(({ faster, slower }) => faster === winner && slower === variant);
    return found === undefined ? [] : [sentenceOf(ranking, found)];
  });
};

/** A factor within so much of the measured one counts as right: a class guesses in halves. */
const closeShare = 0.15;

function factorAnswer(guessed: number, first: RankedVariant, own: RankedVariant): string {
  const factor = first.medianMs / own.medianMs;
  const isClose = Math.abs(guessed / factor - 1) <= closeShare;
  return ` You said ×${guessed}: it was ×${factorWords(factor)}${isClose ? ', well guessed!' : '.'}`;
}

function winnerAnswer({ order }: Ranking, own: RankedVariant): string {
  const label = safe(own.label);
  const best = order.filter(({ place }) => place === 1);
  if (own.place > 1) return `You said ${label}: it was ${listed(best.map(one => safe(one.label)))}.`;
  const others = best.filter(({ variant }) => variant !== own.variant).map(one => safe(one.label));
  if (others.length === 0) return `You said ${label}: right!`;
  return `You said ${label}: neither right nor wrong, as no difference to ${listed(others)} can be shown.`;
}

/** Null if nothing was guessed, or what was guessed has no run that counts. */
export function guessAnswer(ranking: Ranking, guess: Guess | null): string | null {
  const own = ranking.order.find(({ variant }) => variant === guess?.variant);
  if (guess === null || own === undefined) return null;
  const first = ranking.order.find(({ variant }) => variant === 0);
  const hasFactor = guess.factor !== null && first !== undefined && own.variant !== 0;
  return winnerAnswer(ranking, own) + (hasFactor ? factorAnswer(guess.factor ?? 1, first, own) : '');
}

/** The guess while the race is on. */
export const guessWords = (guess: Guess | null, plan: ExperimentPlan): string | null => {
  if (guess === null) return null;
  const factor = guess.factor === null ? '' : `, ×${guess.factor}`;
  return `your guess: ${safe(plan.variants[guess.variant]?.label ?? '')}${factor}`;
};
