/** A run without a screen: progress on stderr, one document or a summary on stdout, an exit code. */
import type { Assertion } from '../analysis/assertions/expression.ts';
import { failuresOfRun } from '../analysis/assertions/run.ts';
import { buildReport } from '../analysis/report.ts';
import type { RunReport } from '../analysis/types.ts';
import type { Clock } from '../clock.ts';
import type { JugglersError } from '../errors.ts';
import { exitCodes, SubjectError } from '../errors.ts';
import { claimLines, withSeedClaims } from '../report/claims.ts';
import { toJson } from '../report/json.ts';
import { createPlainStream } from '../report/plain-stream.ts';
import { progressLine, summaryLines } from '../report/text.ts';
import { isActive } from '../state/selectors.ts';
import type { RunChoice } from '../state/state.ts';
import { requestFor } from './choice.ts';
import { refusalIn } from './session.ts';
import type { EndingSignal } from './signals.ts';
import { signalExitCodes } from './signals.ts';
import type { Act } from './stage.ts';
import { perform } from './stage.ts';

export interface HeadlessStreams {
  readonly isJson: boolean;
  readonly hasSeedClaims: boolean;
  readonly cwd: string;
  readonly clock: Clock;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

export interface HeadlessOptions extends HeadlessStreams {
  readonly choice: RunChoice;
  readonly workloadTitle: string;
  readonly assertions: readonly Assertion[];
}

export const plainWidth = 100;

function exitCodeOf(report: RunReport, failures: readonly string[], signalled: EndingSignal | null): number {
  if (signalled !== null) return signalExitCodes[signalled];
  const isFine = report.ended === 'finished' && report.tasks.failed === 0 && report.tasks.cancelled === 0;
  return isFine && failures.length === 0 ? exitCodes.fine : exitCodes.failed;
}

/** One run, to its end. */
function actFor({ choice, cwd, workloadTitle, isJson }: HeadlessOptions) {
  const ended = Promise.withResolvers<void>();
  let refusal: JugglersError | null = null;
  const act: Act = {
    play: ({ session }) => {
      void session.start(requestFor(choice, cwd), workloadTitle);
      return ended.promise;
    },
    heard: (event, { run }) => {
      refusal ??= refusalIn(event);
      if (run !== null && !isActive(run)) ended.resolve();
    },
    cancel: ({ session }) => session.cancel(),
    progress: progressLine,
    ...(isJson ? {} : { told: createPlainStream({ hasTasks: true }) }),
  };
  return { act, refusal: () => refusal };
}

const jsonOf = (report: RunReport, { hasSeedClaims }: HeadlessStreams): string =>
  toJson(hasSeedClaims ? withSeedClaims(report) : report);

const plainOf = (report: RunReport, { stdout, hasSeedClaims }: HeadlessStreams): string => {
  const width = stdout.columns || plainWidth;
  const lines = summaryLines(report, width);
  return [...lines, ...(hasSeedClaims ? claimLines([report], width) : [])].join('\n');
};

/**
 * @returns the exit code.
 * @throws {UsageError} if the lab refuses the workload, {SubjectError} if it does not come up.
 */
export async function runHeadless(options: HeadlessOptions): Promise<number> {
  const { stdout, stderr, isJson, clock } = options;
  const { act, refusal } = actFor(options);
  const { state, signalled } = await perform(act, clock, stderr);
  const refused = refusal();
  if (refused) throw refused;
  const report = buildReport(state);
  if (report === null) throw new SubjectError('the run ended before it began: nothing was measured');
  stdout.write(`${isJson ? jsonOf(report, options) : plainOf(report, options)}\n`);
  const failures = failuresOfRun(options.assertions, report);
  for (const failure of failures) stderr.write(`jugglers: ${failure}\n`);
  return exitCodeOf(report, failures, signalled);
}
