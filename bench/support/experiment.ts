/** A comparison without a screen: every run of it, in this process, with subjects of their own as always. */
import { systemClock } from '../../src/clock.ts';
import { Experiment } from '../../src/command/experiment.ts';
import { createSession } from '../../src/command/session.ts';
import { startTicker } from '../../src/command/ticker.ts';
import { readMachine } from '../../src/sample/machine.ts';
import { createSampler } from '../../src/sample/sampler.ts';
import type { ExperimentPlan, ExperimentRun } from '../../src/state/experiment.ts';
import type { Event } from '../../src/state/state.ts';
import { initialState, update } from '../../src/state/update.ts';

const ticksPerSecond = 4;

/** The measured runs, warm-up left out. */
export async function runsOf(plan: ExperimentPlan): Promise<readonly ExperimentRun[]> {
  let state = initialState(systemClock.nowMs());
  let experiment: Experiment | null = null;
  const dispatch = (event: Event): void => {
    state = update(state, event);
    experiment?.heard(event);
  };
  dispatch({ type: 'machine', machine: readMachine() });
  const session = createSession(systemClock, dispatch);
  const ticker = startTicker(ticksPerSecond, systemClock, createSampler(), dispatch, () => {});
  try {
    const host = { clock: systemClock, session, cwd: process.cwd(), dispatch, getState: () => state };
    experiment = new Experiment(plan, host);
    const refusal = await experiment.ended;
    if (refusal) throw refusal;
  } finally {
    ticker.stop();
    await session.stop();
  }
  return state.experiment?.runs.filter(({ round }) => round > 0) ?? [];
}
