/** The commands `watch` and `ps`, with or without a screen. */
import { setTimeout as delay } from 'node:timers/promises';
import { parseWatchAssertions } from '../analysis/assertions/watch.ts';
import { exitCodes } from '../errors.ts';
import type { WatchOptions } from '../options/watch.ts';
import { toJson } from '../report/json.ts';
import { processLines } from '../report/watch-text.ts';
import { createProcessLister } from './process-lister.ts';
import { watchHeadless } from './watch-headless.ts';
import type { WatchPlan, WatchSurroundings } from './watch-options.ts';

/** @throws {UsageError} for an assertion that cannot be understood. */
export const planOf = (options: WatchOptions): WatchPlan => ({
  what: options.target,
  thresholdMs: options.thresholdMs,
  durationMs: options.durationMs,
  logFile: options.logFile,
  hasConsent: options.hasConsent,
  assertions: parseWatchAssertions(options.assertions),
  prometheusPort: options.prometheusPort,
});

/** `ps`: no assertions, no end but the user's. */
export const listPlan: WatchPlan = {
  what: { kind: 'list' },
  thresholdMs: 50,
  durationMs: null,
  logFile: null,
  hasConsent: false,
  assertions: [],
  prometheusPort: null,
};

export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** @returns the exit code. @throws {SubjectError}, {UsageError} */
export const watchWithoutScreen = (
  options: WatchOptions,
  surroundings: WatchSurroundings & Streams,
): Promise<number> =>
  watchHeadless({ ...surroundings, plan: planOf(options), isJson: options.output === 'json' });

/** Between the two looks that make a share of CPU. */
const lookMs = 250;

/** Prints the list once. */
export async function printProcesses(
  isJson: boolean,
  { clock, stdout }: WatchSurroundings & Streams,
): Promise<number> {
  const list = createProcessLister(clock);
  await list();
  await delay(lookMs);
  const processes = await list();
  stdout.write(isJson ? `${toJson({ schema: 1, processes })}\n` : `${processLines(processes).join('\n')}\n`);
  return exitCodes.fine;
}
