/** What the commands `watch` and `ps` are given. */
import { closeSync, openSync } from 'node:fs';
import type { Assertion } from '../analysis/assertions/expression.ts';
import type { Clock } from '../clock.ts';
import { messageOf, UsageError } from '../errors.ts';
import type { ProgramStdio } from '../source/watched.ts';

/** What to watch: a command that is started, a process that runs, or one that is picked from the list. */
type WatchWhat =
  | { readonly kind: 'command'; readonly command: readonly string[] }
  | { readonly kind: 'pid'; readonly pid: number }
  | { readonly kind: 'list' };

export interface WatchPlan {
  readonly what: WatchWhat;
  readonly thresholdMs: number;
  /** Ends the watch after so long from the first hello; null = when the user says so or the program ends. */
  readonly durationMs: number | null;
  /** Takes what a started command prints. */
  readonly logFile: string | null;
  /** `--yes`: attach without asking. */
  readonly hasConsent: boolean;
  readonly assertions: readonly Assertion[];
  /** Figures for Prometheus on 127.0.0.1. */
  readonly prometheusPort: number | null;
}

export interface WatchSurroundings {
  readonly clock: Clock;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface OpenLog {
  readonly stdio: ProgramStdio;
  close(): void;
}

/** Where a started command's output goes: to the log file if there is one, else to `otherwise`. */
export function openLog(
  logFile: string | null,
  stdin: ProgramStdio['stdin'],
  otherwise: ProgramStdio['stdout'],
): OpenLog {
  if (logFile === null) {
    return { stdio: { stdin, stdout: otherwise, stderr: otherwise }, close: () => {} };
  }
  try {
    const file = openSync(logFile, 'a', 0o600);
    return { stdio: { stdin, stdout: file, stderr: file }, close: () => closeSync(file) };
  } catch (error) {
    throw new UsageError(`--log: \`${logFile}\` cannot be written: ${messageOf(error)}`, error);
  }
}
