/** What a comparison found, in sentences, and the answer to the guess. Labels are not trusted. */
import type { Comparison } from '../../analysis/comparison.ts';
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

/** `1.9`, `12`, and `1.04` where a single digit would say that there is no difference. */
const roughly = (factor: number): string =>
  factor < 1.15 ? factor.toFixed(2) : factor.toFixed(factor < 9.95 ? 1 : 0);

const labelOf = (ranking: Ranking, variant: number): string =>
  safe(ranking.order.find(one => one.variant === variant)?.label ?? '');

/** `1.43 to 2.83 s`, `812 ms to 1.20 s`. */
export function rangeWords({ low, high }: Interval, shown: (ms: number) => string): string {
  const [from, to] = [shown(low), shown(high)];
  const [figure, unit] = from.split(' ');
  return unit !== undefined && to.endsWith(` ${unit}`) ? `${figure} to ${to}` : `${from} to ${to}`;
}

/** What the intervals of a ranking are is said once, at the first of them. */
const levelWords = ', at 99 % for all comparisons together';

function sentenceOf(ranking: Ranking, comparison: Comparison, isFirst: boolean): string {
  const { faster, slower, ratio, finding } = comparison;
  const interval = toldInterval(comparison.interval);
  const [one, other] = [labelOf(ranking, faster), labelOf(ranking, slower)];
  if (finding === 'alike') return `${one} and ${other} are alike: within 5 % of each other.`;
  if (finding === 'undecided' || ratio === null) {
    const why = interval === null ? ' (too few rounds)' : '';
    return `${one} and ${other}: no difference that this machine can show${why}.`;
  }
  const range =
    interval === null
      ? 'too few rounds for an interval'
      : `${roughly(interval.low)} to ${roughly(interval.high)}${isFirst ? levelWords : ''}`;
  return `${one} is ${roughly(ratio)} times as fast as ${other} (${range}).`;
}

/** The winner against each of the others, the next one first. */
export const rankingSentences = (ranking: Ranking): string[] => {
  const winner = ranking.order[0]?.variant;
  const found = ranking.order
    .slice(1)
    .flatMap(
      ({ variant }) =>
        ranking.comparisons.find(({ faster, slower }) => faster === winner && slower === variant) ?? [],
    );
  const first = found.find(
    ({ finding, interval }) => finding === 'different' && toldInterval(interval) !== null,
  );
  return found.map(one => sentenceOf(ranking, one, one === first));
};

/** A factor within so much of the measured one counts as right: a class guesses in halves. */
const closeShare = 0.15;

const isUndecided = ({ comparisons }: Ranking, one: number, other: number): boolean =>
  comparisons.some(
    ({ faster, slower, finding }) =>
      finding === 'undecided' && [faster, slower].includes(one) && [faster, slower].includes(other),
  );

function factorAnswer(guessed: number, first: RankedVariant, own: RankedVariant, ranking: Ranking): string {
  const factor = first.medianMs / own.medianMs;
  const measured = ` You said ×${guessed}: it was ×${factorWords(factor)}`;
  if (isUndecided(ranking, first.variant, own.variant)) {
    return `${measured} by the medians, but no difference to ${safe(first.label)} can be shown.`;
  }
  return `${measured}${Math.abs(guessed / factor - 1) <= closeShare ? ', well guessed!' : '.'}`;
}

/** What a guess that is neither right nor wrong is not told apart from. */
function openWords(ranking: Ranking, own: RankedVariant, leaders: readonly RankedVariant[]): string {
  const label = safe(own.label);
  const others = leaders.filter(({ variant }) => variant !== own.variant).map(one => safe(one.label));
  if (others.length === 0) return 'there is nothing to compare it with';
  return ranking.order[0]?.variant === own.variant
    ? `this machine cannot tell ${label} from ${listed(others)}`
    : `this machine cannot tell ${label} from the fastest, ${safe(leaders[0]?.label ?? '')}`;
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
