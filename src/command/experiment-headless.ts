/** A comparison or sweep without a screen: progress on stderr, one document or a table on stdout, an exit code. */
import { failuresOfExperiment } from '../analysis/assertions/experiment.ts';
import type { Assertion } from '../analysis/assertions/expression.ts';
import type { JugglersError } from '../errors.ts';
import { exitCodes } from '../errors.ts';
import { experimentDocument } from '../report/compare-json.ts';
import { experimentLines, experimentProgress } from '../report/compare.ts';
import { toJson } from '../report/json.ts';
import { createPlainStream } from '../report/plain-stream.ts';
import type { ExperimentPlan, ExperimentState } from '../state/experiment.ts';
import { Experiment } from './experiment.ts';
import type { HeadlessStreams } from './headless.ts';
import { plainWidth } from './headless.ts';
import type { EndingSignal } from './signals.ts';
import { signalExitCodes } from './signals.ts';
import type { Act } from './stage.ts';
import { perform } from './stage.ts';

export interface ExperimentHeadlessOptions extends HeadlessStreams {
  readonly plan: ExperimentPlan;
  readonly assertions: readonly Assertion[];
}

function actFor({ plan, cwd, clock, isJson }: ExperimentHeadlessOptions) {
  let experiment: Experiment | null = null;
  let refusal: JugglersError | null = null;
  const act: Act = {
    play: async stage => {
      // There is nobody to ask.
      experiment = new Experiment({ ...plan, asksGuess: false }, { ...stage, clock, cwd });
      refusal = await experiment.ended;
    },
    heard: event => experiment?.heard(event),
    cancel: () => experiment?.cancel(),
    progress: experimentProgress,
    ...(isJson ? {} : { told: createPlainStream({ hasTasks: false }) }),
  };
  return { act, refusal: () => refusal };
}

/** Whether every run, the warm-up too, did all of its work. */
const isWhole = ({ runs }: ExperimentState): boolean =>
  runs.every(({ report }) => report.ended === 'finished' && report.tasks.done === report.tasks.total);

function exitCodeOf(
  experiment: ExperimentState,
  failures: readonly string[],
  signalled: EndingSignal | null,
): number {
  if (signalled !== null) return signalExitCodes[signalled];
  return isWhole(experiment) && failures.length === 0 ? exitCodes.fine : exitCodes.failed;
}

/**
 * Cancelled by a signal it prints what it has.
 * @returns the exit code.
 * @throws {UsageError} if the lab refuses the workload, {SubjectError} if a subject does not come up.
 */
export async function runExperimentHeadless(options: ExperimentHeadlessOptions): Promise<number> {
  const { stdout, stderr, isJson, hasSeedClaims, clock, assertions } = options;
  const { act, refusal } = actFor(options);
  const { state, signalled } = await perform(act, clock, stderr);
  const refused = refusal();
  if (refused) throw refused;
  const { experiment } = state;
  if (!experiment) return exitCodes.failed;
  const text = isJson
    ? toJson(experimentDocument(experiment, hasSeedClaims))
    : experimentLines(experiment, stdout.columns || plainWidth, hasSeedClaims).join('\n');
  stdout.write(`${text}\n`);
  const failures = failuresOfExperiment(assertions, experiment);
  for (const failure of failures) stderr.write(`jugglers: ${failure}\n`);
  return exitCodeOf(experiment, failures, signalled);
}
