/** Who wins, in sentences that claim no more than the measurements. */
import type { ExperimentResult } from '../analysis/experiment-result.ts';
import type { RankedVariant, Ranking } from '../analysis/ranking.ts';
import type { ExperimentState } from '../state/experiment.ts';
import { ascii, factor } from './figures.ts';

const listed = (labels: readonly string[]): string => {
  const shown = labels.map(ascii);
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
};

const labelsOf = (ranked: readonly RankedVariant[]): string => listed(ranked.map(({ label }) => label));

const between = ({ comparisons }: Ranking, faster: number, slower: number) =>
  comparisons.find(one => one.faster === faster && one.slower === slower);

/** Who shares the first place: alike, or with too much noise to tell. */
function firstSentence(ranking: Ranking): string {
  const first = ranking.order.filter(({ place }) => place === 1);
  const [fastest, ...others] = first;
  if (!fastest) return 'Nothing was measured.';
  if (ranking.order.length === 1) return `${ascii(fastest.label)} is the only one that came to an end.`;
  if (others.length === 0) return `${ascii(fastest.label)} is the fastest.`;
  return `Between ${labelsOf(first)} there is no difference that this machine can show.`;
}

/** One sentence for each that is really slower than the first. */
function laterSentences(ranking: Ranking): string[] {
  const [first, ...rest] = ranking.order;
  return rest.flatMap(({ variant, label, place }) => {
    const found = first && place > 1 ? between(ranking, first.variant, variant) : undefined;
    if (!first || !found || found.ratio === null || found.interval === null) return [];
    const { low, high } = found.interval;
    const times = `${factor(found.ratio)} times as long as ${ascii(first.label)}`;
    return [`${ascii(label)} takes ${times} (${factor(low)} to ${factor(high)}).`];
  });
}

const missing = ({ plan }: ExperimentState, { order }: Ranking): string[] => {
  const absent = plan.variants.filter((_, index) => order.every(({ variant }) => variant !== index));
  return absent.length === 0 || order.length === 0
    ? []
    : [`Without a run that counts: ${listed(absent.map(({ label }) => label))}.`];
};

export const rankingSentences = (experiment: ExperimentState, { ranking }: ExperimentResult): string[] => [
  firstSentence(ranking),
  ...laterSentences(ranking),
  ...missing(experiment, ranking),
];

/** The answer to the guess that was made; null if there was none. */
export function answerSentence({ plan }: ExperimentState, { guess }: ExperimentResult): string | null {
  if (!guess) return null;
  const { guessed, guessedFactor, winners, isRight, factor: measured } = guess;
  const against = ascii(plan.variants[0]?.label ?? '');
  const said = guessedFactor === null ? '' : `, ${factor(guessedFactor)} times as fast as ${against}`;
  const was = measured === null || guessedFactor === null ? '' : ` It was ${factor(measured)} times as fast.`;
  const verdict = isRight ? 'right' : `no: ${listed(winners)} won`;
  return `You said ${ascii(guessed)}${said}: ${verdict}.${was}`;
}
