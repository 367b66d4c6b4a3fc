/** A row of the key table: what a key does, when, and what is said of it. */
import type { ExperimentPhase } from '../state/experiment.ts';
import type { Action, RunPhase, UiState, WatchState } from '../state/state.ts';
import type { KeyHelp } from './panels/index.ts';
import type { Stroke } from './strokes.ts';

/** What a key may depend on. */
export interface Situation {
  readonly ui: UiState;
  /** null: nothing has been run yet. */
  readonly phase: RunPhase | null;
  /** null: nothing is watched. */
  readonly watch: WatchState | null;
  /** null: runs are by themselves. */
  readonly experiment: ExperimentPhase | null;
  /** Of the run; more of them than a screen has rows can be scrolled. */
  readonly lanes: number;
  /** The screen is so small that it shows one panel at a time; absent = it is not. */
  readonly hasOnePanel?: boolean;
}

export interface Binding {
  readonly strokes: readonly Stroke[];
  readonly action: Action;
  /** Key and one or two words; null leaves it to the help. */
  readonly footer: KeyHelp | null;
  /** Keys and a sentence; null where a neighbour's says it too. */
  readonly help: KeyHelp | null;
  /** Whether the key means this now; without it, always. */
  readonly when?: (situation: Situation) => boolean;
  /** Whether the footer shows it, where that is less often than `when`. */
  readonly isOffered?: (situation: Situation) => boolean;
}

export const says = (key: string, help: string): KeyHelp => ({ key, help });
