/** What a comparison of modes says in words: who wins, what bounds it, what would change that, what to try. */
import { modes } from '../modes.ts';
import { compareCommand, runCommand, workOf } from './commands.ts';
import type { Work } from './commands.ts';
import { between } from './comparison.ts';
import { alikeWords, findingWords, neverWords, undecidedBetween } from './comparison-words.ts';
import { changeOf, commonVerdict, isNoisy, joined, reportsOf, unknown } from './experiment-common.ts';
import { leadersOf } from './experiment-guess.ts';
import type { Measured, RankedVariant, Ranking } from './ranking.ts';
import type { Verdict } from './types.ts';
import { duration, listed } from './words.ts';

const simplicity = ({ plan }: Measured, { variant }: RankedVariant): number =>
  modes.findIndex(({ id }) => id === plan.variants[variant]?.choice.mode);

function winnerText(ranking: Ranking, winner: RankedVariant): string {
  const slowest = ranking.order.at(-1);
  if (!slowest || slowest === winner) {
    return `${winner.label} took ${duration(winner.medianMs)}, and nothing else ran`;
  }
  const comparison = between(ranking.comparisons, winner.variant, slowest.variant);
  const finding = comparison ? findingWords(ranking, comparison, true) : '';
  return `${winner.label} is fastest with ${duration(winner.medianMs)}: ${finding}`;
}

/** Whether the first is known to be within a few percent of each other one that shares its place. */
const areAlike = (ranking: Ranking, [first, ...others]: readonly RankedVariant[]): boolean =>
  others.every(
    ({ variant }) => between(ranking.comparisons, first?.variant ?? 0, variant)?.finding === 'alike',
  );

function sharedText(ranking: Ranking, leaders: readonly RankedVariant[]): string {
  const names = leaders.map(({ label }) => label);
  if (areAlike(ranking, leaders)) return `${listed(names)} are ${alikeWords}`;
  const rounds = Math.max(...leaders.map(({ runs }) => runs));
  const [yet, never] = ranking.repeatToTell === null ? ['', `, ${neverWords}`] : ['cannot tell yet: ', ''];
  return `${yet}${undecidedBetween(names, rounds)}${never}`;
}

/** Of a race that noise left open, where its own spread tells no number. */
const againRounds = 10;

const repeatCommand = ({ plan }: Measured, work: Work, repeat: number): string => {
  const lanes = plan.variants.map(({ choice }) => choice);
  const ids = lanes.map(({ mode }) => mode).join(',');
  return compareCommand(work, [
    '--modes',
    ids,
    '--workers',
    String(lanes[0]?.workers ?? 1),
    '--repeat',
    String(repeat),
  ]);
};

function advice(measured: Measured, ranking: Ranking, winner: RankedVariant, isShared: boolean): string[] {
  const choices = measured.plan.variants.map(variant => variant.choice);
  const choice = choices[winner.variant];
  if (!choice) return [];
  const reports = reportsOf(measured, winner.variant);
  const bound = commonVerdict(reports)?.kind ?? 'unknown';
  const work = workOf(choice);
  const repeat = ranking.repeatToTell;
  const isOpen = isShared && !areAlike(ranking, leadersOf(ranking));
  if (isOpen && isNoisy(reportsOf(measured))) {
    return [`to tell, when the machine is quiet: ${repeatCommand(measured, work, repeat ?? againRounds)}`];
  }
  if (isShared && repeat !== null) return [`to tell: ${repeatCommand(measured, work, repeat)}`];
  return [
    isShared ? `take the simplest, ${winner.label}` : '',
    changeOf(
      bound,
      choice.mode,
      choices.map(({ mode }) => mode),
      reports.at(-1)?.options,
    ),
    runCommand(work, choice),
  ];
}

/** Of those that share the first place the simplest. */
const advisedOf = (measured: Measured, leaders: readonly RankedVariant[]): RankedVariant | undefined =>
  leaders.toSorted((a, b) => simplicity(measured, a) - simplicity(measured, b))[0];

/** What bounds the one that is advised; null where no run did all of its work. */
export const boundOfCompare = (measured: Measured, ranking: Ranking): Verdict | null => {
  const advised = advisedOf(measured, leadersOf(ranking));
  return advised ? commonVerdict(reportsOf(measured, advised.variant)) : null;
};

export const verdictOfCompare = (measured: Measured, ranking: Ranking): Verdict => {
  const leaders = leadersOf(ranking);
  const winner = advisedOf(measured, leaders);
  if (!winner) return unknown('no run did all of its work', 'look at the failed tasks in the log');
  const bound = commonVerdict(reportsOf(measured, winner.variant));
  const noisy = isNoisy(reportsOf(measured));
  const isShared = leaders.length > 1;
  return {
    kind: noisy ? 'noisy' : (bound?.kind ?? 'unknown'),
    text: joined([
      isShared ? sharedText(ranking, leaders) : winnerText(ranking, winner),
      bound?.text,
      noisy && 'half of the runs were disturbed',
    ]),
    recommendation: joined(advice(measured, ranking, winner, isShared)),
  };
};
