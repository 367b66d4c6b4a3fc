/** A comparison or sweep as it goes on: what is running, and the runs that are over. */
import type { ExperimentRun, ExperimentState } from './experiment.ts';
import type { Event, State } from './state.ts';
import { uiForRun, withSummary } from './ui.ts';

type Of<Type extends Event['type']> = Extract<Event, { type: Type }>;

const withExperiment = (state: State, change: (experiment: ExperimentState) => ExperimentState): State =>
  state.experiment ? { ...state, experiment: change(state.experiment) } : state;

export const withExperimentAsked = (state: State, { plan }: Of<'experiment-asked'>): State => ({
  ...state,
  experiment: {
    plan,
    phase: plan.asksGuess ? 'guessing' : 'running',
    guess: plan.guess,
    current: null,
    runs: [],
    endReason: null,
  },
  // There may be something to ask before the first run.
  ui: uiForRun(state.ui),
});

const singleRuns = new Set(['start', 'change-mode', 'change-workers']);

/** A single run that the user asks for belongs to no experiment. */
export const withoutExperimentAfter = (state: State, { action }: Of<'action'>): State =>
  state.experiment && singleRuns.has(action.type) ? { ...state, experiment: null } : state;

export const withGuess = (state: State, guess: ExperimentState['guess']): State =>
  withExperiment(state, experiment =>
    experiment.phase === 'guessing' ? { ...experiment, phase: 'running', guess } : experiment,
  );

export const withExperimentNext = (state: State, { variant, round }: Of<'experiment-next'>): State =>
  withExperiment(state, experiment => ({ ...experiment, current: { variant, round } }));

/** Lanes are many and large: only the newest run of a variant keeps them for the picture. */
const withoutLanes = (run: ExperimentRun, variant: number): ExperimentRun =>
  run.variant === variant && run.lanes.length > 0 ? { ...run, lanes: [] } : run;

export const withExperimentRunEnded = (state: State, { run }: Of<'experiment-run-ended'>): State =>
  withExperiment(state, experiment => ({
    ...experiment,
    current: null,
    runs: [...experiment.runs.map(older => withoutLanes(older, run.variant)), run],
  }));

/** The result takes the screen. */
export const withExperimentEnded = (state: State, { phase, reason }: Of<'experiment-ended'>): State =>
  withExperiment({ ...state, ui: withSummary(state.ui, true) }, experiment => ({
    ...experiment,
    phase,
    current: null,
    endReason: reason,
  }));
