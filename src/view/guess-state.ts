/** Guessing before a race: who wins, and how many times as fast as the first. Pure. */
import type { ExperimentPlan, Guess } from '../state/experiment.ts';
import type { Stroke } from './strokes.ts';

export interface GuessState {
  readonly step: 'winner' | 'factor';
  /** The highlighted variant. */
  readonly variant: number;
  /** Typed or stepped to; '' = no factor. */
  readonly typed: string;
}

/** What a stroke leads to: another state, or the end of the dialog with the guess (null = skipped). */
export type GuessStep = { readonly state: GuessState } | { readonly guess: Guess | null };

export const initialGuess: GuessState = { step: 'winner', variant: 0, typed: '' };

const longestTyped = 5;
/** A class guesses in halves. */
const factorStep = 0.5;
const mostFactor = 1000;

const moved = (state: GuessState, by: number, count: number): GuessState => ({
  ...state,
  variant: (state.variant + by + count) % count,
});

/** The typed factor, or null where there is none. */
const factorOf = ({ typed }: GuessState): number | null => {
  const factor = Number(typed);
  return typed === '' || !Number.isFinite(factor) || factor <= 0 ? null : Math.min(mostFactor, factor);
};

const stepped = (state: GuessState, direction: 1 | -1): GuessState => {
  const next = (factorOf(state) ?? 1) + direction * factorStep;
  return { ...state, typed: String(Math.min(mostFactor, Math.max(factorStep, next))) };
};

const typedOn = (state: GuessState, stroke: Stroke): GuessState => {
  if (stroke === 'backspace') return { ...state, typed: state.typed.slice(0, -1) };
  const isPoint = stroke === '.' || stroke === ',';
  if (!/^[\d.,]$/.test(stroke) || state.typed.length >= longestTyped) return state;
  if (isPoint && state.typed.includes('.')) return state;
  return { ...state, typed: state.typed + (isPoint ? '.' : stroke) };
};

const atWinner = (state: GuessState, stroke: Stroke, count: number): GuessStep => {
  if (stroke === 'up' || stroke === 'k') return { state: moved(state, -1, count) };
  if (stroke === 'down' || stroke === 'j' || stroke === 'tab') return { state: moved(state, 1, count) };
  if (/^[1-9]$/.test(stroke) && Number(stroke) <= count) {
    return { state: { ...state, variant: Number(stroke) - 1 } };
  }
  if (stroke !== 'enter') return { state };
  // The first one is what factors count from.
  return state.variant === 0
    ? { guess: { variant: 0, factor: null } }
    : { state: { ...state, step: 'factor' } };
};

const atFactor = (state: GuessState, stroke: Stroke): GuessStep => {
  if (stroke === 'enter') return { guess: { variant: state.variant, factor: factorOf(state) } };
  if (stroke === 'up' || (stroke === 'backspace' && state.typed === '')) {
    return { state: { ...state, step: 'winner', typed: '' } };
  }
  if (stroke === 'right' || stroke === '+') return { state: stepped(state, 1) };
  if (stroke === 'left' || stroke === '-') return { state: stepped(state, -1) };
  return { state: typedOn(state, stroke) };
};

/** What a stroke does. `s` or Escape skips the question altogether. */
export const guessStroke = (state: GuessState, plan: ExperimentPlan, stroke: Stroke): GuessStep => {
  if (stroke === 'escape' || stroke === 's') return { guess: null };
  return state.step === 'winner' ? atWinner(state, stroke, plan.variants.length) : atFactor(state, stroke);
};
