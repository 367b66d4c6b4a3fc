/** A comparison or sweep as it runs: one run after another, round by round, each in a subject of its own. */
import { rank } from '../analysis/ranking.ts';
import { buildReport } from '../analysis/report.ts';
import type { RunReport } from '../analysis/types.ts';
import type { Clock } from '../clock.ts';
import type { JugglersError } from '../errors.ts';
import type { ExperimentPlan, ExperimentState } from '../state/experiment.ts';
import { isActive } from '../state/selectors.ts';
import type { Event, State } from '../state/state.ts';
import { requestFor } from './choice.ts';
import type { Session } from './session.ts';
import { refusalIn } from './session.ts';

export interface ExperimentHost {
  readonly clock: Clock;
  readonly session: Session;
  readonly cwd: string;
  readonly dispatch: (event: Event) => void;
  readonly getState: () => State;
}

interface Ending {
  readonly phase: 'finished' | 'cancelled';
  readonly reason: string;
}

/** Also of a subject that was lost before it could say that it had begun: it is a run that failed. */
function endedReport(state: State): RunReport | null {
  const { run } = state;
  if (run?.phase !== 'lost' || run.startMs !== null) return buildReport(state);
  return buildReport({ ...state, run: { ...run, startMs: run.askedAtMs } });
}

/** Where it has come to; the host tells it of every event (`heard`) once the state has taken it in. */
export class Experiment {
  /** Resolves when the last run is over and its subject is gone: with what made it impossible, or null. */
  readonly ended: Promise<JugglersError | null>;
  readonly #plan: ExperimentPlan;
  readonly #host: ExperimentHost;
  #isCancelled = false;
  #refusal: JugglersError | null = null;
  #wake: () => void = () => {};

  constructor(plan: ExperimentPlan, host: ExperimentHost) {
    this.#plan = plan;
    this.#host = host;
    host.dispatch({ type: 'experiment-asked', atMs: host.clock.nowMs(), plan });
    this.ended = this.#run();
  }

  heard(event: Event): void {
    this.#refusal ??= refusalIn(event);
    this.#wake();
  }

  /** Stops the run that goes on, and begins no other. */
  cancel(): void {
    this.#isCancelled = true;
    this.#host.session.cancel();
    this.#wake();
  }

  async #run(): Promise<JugglersError | null> {
    const ending = await this.#rounds();
    this.#host.dispatch({ type: 'experiment-ended', ...ending });
    return this.#refusal;
  }

  async #rounds(): Promise<Ending> {
    await this.#until(() => this.#isOver || this.#state?.phase !== 'guessing');
    const { leastRounds, mostRounds } = this.#plan;
    for (let round = 0; round <= mostRounds; round += 1) {
      await this.#oneRound(round);
      if (this.#isOver) return { phase: 'cancelled', reason: this.#refusal?.message ?? 'cancelled' };
      if (round >= leastRounds && round < mostRounds && this.#isSettled()) {
        return { phase: 'finished', reason: `sure enough after ${round} rounds` };
      }
    }
    return { phase: 'finished', reason: `all ${mostRounds} rounds were run` };
  }

  async #oneRound(round: number): Promise<void> {
    for (const variant of this.#plan.variants.keys()) {
      if (this.#isOver) return;
      await this.#oneRun(variant, round);
    }
  }

  async #oneRun(variant: number, round: number): Promise<void> {
    const { session, cwd, clock, dispatch, getState } = this.#host;
    const chosen = this.#plan.variants[variant];
    if (!chosen) return;
    dispatch({ type: 'experiment-next', variant, round });
    await session.start(requestFor(chosen.choice, cwd), this.#plan.workloadTitle);
    // What was cancelled while the subject was coming up has not reached it.
    if (this.#isCancelled) session.cancel();
    await this.#until(() => !isActive(getState().run));
    const { run } = getState();
    const report = endedReport(getState());
    await session.stop();
    dispatch({ type: 'subject-lost', atMs: clock.nowMs(), expected: true, reason: 'stopped' });
    if (run && report) {
      const { startMs, lanes } = run;
      const ended = { variant, round, report, startMs: startMs ?? run.askedAtMs, lanes };
      dispatch({ type: 'experiment-run-ended', run: ended });
    }
  }

  #isSettled(): boolean {
    return rank({ plan: this.#plan, runs: this.#state?.runs ?? [] }).isSettled;
  }

  get #isOver(): boolean {
    return this.#isCancelled || this.#refusal !== null;
  }

  get #state(): ExperimentState | null {
    return this.#host.getState().experiment;
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
  }
}
