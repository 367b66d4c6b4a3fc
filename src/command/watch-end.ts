/** How a watch ends: its summary, what does not hold of it, and the exit code. */
import { constants } from 'node:os';
import type { Assertion } from '../analysis/assertions/expression.ts';
import { failuresOfWatch } from '../analysis/assertions/watch.ts';
import type { WatchSummary } from '../analysis/watch-report.ts';
import { watchSummary } from '../analysis/watch-report.ts';
import { exitCodes } from '../errors.ts';
import type { State, WatchState } from '../state/state.ts';

export interface WatchEnd {
  /** Null where no Node process said anything. */
  readonly summary: WatchSummary | null;
  /** One line for each assertion that does not hold. */
  readonly failures: readonly string[];
  readonly exitCode: number;
}

/** A command that ended by itself passes its code through, as a shell shows it. */
const codeOf = (watch: WatchState | null): number => {
  if (watch === null || watch.phase !== 'ended') return exitCodes.fine;
  if (watch.signal !== null) {
    return 128 + ((constants.signals as Readonly<Record<string, number>>)[watch.signal] ?? 0);
  }
  return watch.exitCode ?? exitCodes.fine;
};

export function endOf(state: State, assertions: readonly Assertion[]): WatchEnd {
  const summary = watchSummary(state);
  const failures = failuresOfWatch(assertions, summary);
  const code = codeOf(state.watch);
  return {
    summary,
    failures,
    exitCode: code === exitCodes.fine && failures.length > 0 ? exitCodes.failed : code,
  };
}
