/** What must hold of what the command line asked for, whatever else was run on the screen afterwards. */
import { failuresOfExperiment } from '../analysis/assertions/experiment.ts';
import type { Assertion } from '../analysis/assertions/expression.ts';
import { failuresOfRun } from '../analysis/assertions/run.ts';
import { buildReport } from '../analysis/report.ts';
import type { ExperimentPlan, ExperimentState } from '../state/experiment.ts';
import { isActive } from '../state/selectors.ts';
import type { RunChoice, State } from '../state/state.ts';

/** What the command line asks for, and what must hold of it afterwards. */
export type Initial =
  | { readonly type: 'run'; readonly choice: RunChoice; readonly assertions: readonly Assertion[] }
  | { readonly type: 'experiment'; readonly plan: ExperimentPlan; readonly assertions: readonly Assertion[] };

const isAskedRun = ({ run, experiment }: State, { workloadId, mode, workers }: RunChoice): boolean =>
  run !== null &&
  !isActive(run) &&
  experiment === null &&
  run.request.workloadId === workloadId &&
  run.request.mode === mode &&
  run.request.workers === workers;

export class Promised {
  readonly #initial: Initial | null;
  #ended: State | null = null;
  #experiment: ExperimentState | null = null;

  constructor(initial: Initial | null) {
    this.#initial = initial;
  }

  /** After every event: keeps the newest of what was asked for. */
  heard(state: State): void {
    const { experiment } = state;
    if (this.#initial?.type === 'run' && isAskedRun(state, this.#initial.choice)) this.#ended = state;
    // Again and again it is another plan, of the same variants.
    if (this.#initial?.type === 'experiment' && experiment?.plan.variants === this.#initial.plan.variants) {
      this.#experiment = experiment;
    }
  }

  /** Judged by what was measured until now: what was not, fails. */
  failures(): string[] {
    const initial = this.#initial;
    if (initial === null) return [];
    if (initial.type === 'run') {
      return failuresOfRun(initial.assertions, this.#ended && buildReport(this.#ended));
    }
    return failuresOfExperiment(initial.assertions, this.#experiment ?? { plan: initial.plan, runs: [] });
  }
}
