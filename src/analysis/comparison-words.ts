/** What a comparison found, in the words that ranking, verdict, advice and the answer to a guess share. */
import type { Comparison } from './comparison.ts';
import { alikeRatio, mostRepeatsWord, shownLevel } from './comparison.ts';
import { toldInterval } from './experiment-interval.ts';
import type { Ranking } from './ranking.ts';
import type { Interval } from './statistics.ts';
import { counted, listed, percent } from './words.ts';

/** `1.9`, `12`, and `1.04` where a single digit would say that there is no difference. */
const roughly = (factor: number): string =>
  factor < 1.15 ? factor.toFixed(2) : factor.toFixed(factor < 9.95 ? 1 : 0);

/** What the intervals are is said once, at the first of them. */
const levelWords = `at ${Math.round(100 * shownLevel)} % for all comparisons together`;

export const undecidedWords = 'no difference that this machine can show';

/** `no difference that this machine can show between 2 and 1 in 3 rounds`. */
export const undecidedBetween = (names: readonly string[], rounds: number): string =>
  `${undecidedWords} between ${listed(names)} in ${counted(rounds, 'round')}`;

/** Of what no number of rounds that is worth advising would tell. */
export const neverWords = `nor would ${mostRepeatsWord}`;

export const alikeShare = percent(alikeRatio - 1);

export const alikeWords = `alike: within ${alikeShare} of each other`;

/** `1.7 to 2.0`, and of which level it is where `isFirst`; of an interval that is too wide to tell only its lower end. */
export function intervalWords(interval: Interval | null, isFirst: boolean): string {
  const told = toldInterval(interval);
  const level = isFirst ? `, ${levelWords}` : '';
  if (told !== null) return `${roughly(told.low)} to ${roughly(told.high)}${level}`;
  return interval === null ? 'too few rounds for an interval' : `at least ${roughly(interval.low)}${level}`;
}

const labelIn = ({ order }: Ranking, variant: number): string =>
  order.find(one => one.variant === variant)?.label ?? '';

/** Without a full stop. `isFirst`: of those with an interval. */
export function findingWords(ranking: Ranking, comparison: Comparison, isFirst: boolean): string {
  const { faster, slower, ratio, interval, finding, rounds } = comparison;
  const [one, other] = [labelIn(ranking, faster), labelIn(ranking, slower)];
  if (finding === 'alike') return `${one} and ${other} are ${alikeWords}`;
  if (finding === 'undecided' || ratio === null) {
    const told = toldInterval(interval);
    const range = told === null ? '' : ` (${intervalWords(told, isFirst)})`;
    return `${one} and ${other}: ${undecidedWords} in ${counted(rounds, 'round')}${range}`;
  }
  return `${one} is ${roughly(ratio)} times as fast as ${other} (${intervalWords(interval, isFirst)})`;
}

/** Against the one with the smallest median; of those that others beat, but not that one, against these. */
export const tellingComparisons = ({ order, comparisons }: Ranking): Comparison[] => {
  const first = order[0]?.variant;
  return order.slice(1).flatMap(({ variant, place }) => {
    const own = comparisons.filter(({ slower }) => slower === variant);
    const byFirst = own.find(({ faster }) => faster === first);
    const isBeatenElsewhere = byFirst?.finding !== 'different' && place > 1;
    const beating = isBeatenElsewhere ? own.find(({ finding }) => finding === 'different') : undefined;
    return [byFirst, beating].filter(one => one !== undefined);
  });
};

/** What to do where it is open who is the first; '' where it is not. */
export const repeatWords = ({ repeatToTell }: Ranking): string =>
  repeatToTell === null ? '' : `\`--repeat ${repeatToTell}\` should tell`;
