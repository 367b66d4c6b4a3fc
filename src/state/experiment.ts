/** Several runs that belong together: modes that race each other, or one mode with a number that is swept. */
import type { RunReport } from '../analysis/types.ts';
import type { LaneState, RunChoice } from './run-state.ts';

export type SweptName = 'workers' | 'slice' | 'tasks-per-worker' | 'uv-threads';

/** One of the things that are compared. */
export interface Variant {
  /** As shown: `parallel ×2`, `workers 4`. Two variants may be the same but for their label. */
  readonly label: string;
  readonly choice: RunChoice;
  /** The swept value; null in a comparison of modes. */
  readonly x: number | null;
}

/** What is to be run, settled before it starts. */
export interface ExperimentPlan {
  readonly id: string;
  readonly kind: 'compare' | 'sweep';
  readonly workloadTitle: string;
  readonly variants: readonly Variant[];
  readonly swept: SweptName | null;
  /** Measured rounds; one warm-up round (round 0) goes before them. Every round runs each variant once, in order. */
  readonly leastRounds: number;
  readonly mostRounds: number;
  /** Ask who will win before it starts. */
  readonly asksGuess: boolean;
  /** What was guessed without being asked; null = nothing. */
  readonly guess: Guess | null;
}

export interface Guess {
  /** Index of the variant that should win. */
  readonly variant: number;
  /** How many times faster than the first variant; null = not guessed. */
  readonly factor: number | null;
}

/** One run that is over. */
export interface ExperimentRun {
  readonly variant: number;
  /** 0 = warm-up, shown as such and not counted. */
  readonly round: number;
  readonly report: RunReport;
  /** Start of the run, to lay its lanes on the common clock of the race. */
  readonly startMs: number;
  /** For the newest measured run of each variant only; older ones give theirs up. */
  readonly lanes: readonly LaneState[];
}

export type ExperimentPhase = 'guessing' | 'running' | 'finished' | 'cancelled';

export interface ExperimentState {
  readonly plan: ExperimentPlan;
  readonly phase: ExperimentPhase;
  readonly guess: Guess | null;
  /** What runs now: its live lanes are those of `State.run`. */
  readonly current: { readonly variant: number; readonly round: number } | null;
  readonly runs: readonly ExperimentRun[];
  /** Why no more rounds were run: sure enough, the cap, or the user. */
  readonly endReason: string | null;
}
