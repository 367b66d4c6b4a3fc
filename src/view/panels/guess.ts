/** The question before a race, large and plain, for a class that looks at a projector. */
import type { ExperimentPlan } from '../../state/experiment.ts';
import type { GuessState } from '../guess-state.ts';
import { safe } from '../safe.ts';
import { padEnd, span, wrap } from '../text.ts';
import type { Line, Size } from '../text.ts';
import type { Theme } from '../theme.ts';
import type { PanelRow } from './row.ts';
import { frame, innerSize, titled } from './frame.ts';
import type { KeyHelp } from './keys.ts';

const margin = '  ';

const question = (text: string, width: number): Line[] =>
  wrap(text, width).map(line => [span(margin), span(line, 'title')]);

/** Wide letters for a wide screen. */
const headline = ({ kind }: ExperimentPlan, width: number): string => {
  if (kind === 'sweep') return width >= 70 ? 'W H I C H   I S   B E S T ?' : 'Which is best?';
  return width >= 70 ? 'W H O   W I N S ?' : 'Who wins?';
};

/** `▸ 2  parallel ×2`; the chosen one stands out in words and in colour. */
function variantLine(plan: ExperimentPlan, index: number, state: GuessState, width: number): Line {
  const isChosen = index === state.variant;
  const words = ` ${isChosen ? '▸' : ' '} ${index + 1}  ${safe(plan.variants[index]?.label ?? '')}`;
  const widest = Math.max(...plan.variants.map(({ label }) => label.length)) + 12;
  return [span(margin), span(padEnd(words, Math.min(width - 2, widest)), isChosen ? 'selected' : 'plain')];
}

/** All of them, or those around the chosen one where there is less room. */
function variantLines(plan: ExperimentPlan, state: GuessState, inner: Size, room: number): Line[] {
  const count = plan.variants.length;
  const isAiry = room >= count * 2;
  const shown = Math.max(1, Math.min(count, isAiry ? count : room));
  const from = Math.max(0, Math.min(count - shown, state.variant - Math.floor(shown / 2)));
  return Array.from({ length: shown }, (_, at) => variantLine(plan, from + at, state, inner.width)).flatMap(
    line => (isAiry ? [line, []] : [line]),
  );
}

function factorLines({ step, typed }: GuessState, plan: ExperimentPlan, width: number): Line[] {
  if (step === 'winner') return [];
  const value: Line = [
    span(`${margin} ← `, 'dim'),
    span(` × ${typed === '' ? '?' : typed}_ `, 'selected'),
    span(' →', 'dim'),
  ];
  const words = '   type a number, or enter without one';
  const hint = typed === '' && width >= words.length + 20 ? words : '';
  const baseline = safe(plan.variants[0]?.label ?? '');
  return [...question(`How many times as fast as ${baseline}?`, width), [...value, span(hint, 'dim')]];
}

/** Story and question above, the variants in the middle, the factor below once the winner is chosen. */
function body(plan: ExperimentPlan, state: GuessState, story: string | null, inner: Size): Line[] {
  const width = Math.max(10, inner.width - margin.length * 2);
  const factor = factorLines(state, plan, width);
  const told = story === null ? [] : wrap(safe(story), width);
  const least = plan.variants.length + 1 + factor.length;
  const storyRoom = Math.max(0, Math.min(told.length, inner.height - least - 3));
  const shown = told.slice(0, storyRoom);
  if (storyRoom > 0 && storyRoom < told.length) shown[storyRoom - 1] = `${shown[storyRoom - 1]} …`;
  const top = shown.map((line): Line => [span(margin), span(line, 'dim')]);
  const isAiry = inner.height >= least + top.length + 4;
  const gap: Line[] = isAiry ? [[]] : [];
  const head = [
    ...gap,
    ...top,
    ...(top.length > 0 ? gap : []),
    ...question(headline(plan, width), width),
    ...gap,
  ];
  const tail = factor.length > 0 ? [...gap, ...factor] : [];
  const room = inner.height - head.length - tail.length;
  return [...head, ...variantLines(plan, state, inner, room), ...tail];
}

/** `story` comes from the workload and is not trusted; null where it is not known (a file of the user's own). */
export function guess(
  plan: ExperimentPlan,
  state: GuessState,
  story: string | null,
  size: Size,
  theme: Theme,
): PanelRow[] {
  const title: Line = [...titled('your guess: '), span(safe(plan.workloadTitle))];
  return frame(title, body(plan, state, story, innerSize(size)), size, theme);
}

export const guessKeys = (state: GuessState): readonly KeyHelp[] =>
  state.step === 'winner'
    ? [
        { key: '↑↓', help: 'choose' },
        { key: 'enter', help: 'take' },
        { key: 's', help: 'skip' },
        { key: 'q', help: 'quit' },
      ]
    : [
        { key: '←→', help: 'change' },
        { key: 'enter', help: 'start' },
        { key: '↑', help: 'back' },
        { key: 's', help: 'skip' },
        { key: 'q', help: 'quit' },
      ];
