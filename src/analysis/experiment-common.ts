/** What the verdicts of comparisons and sweeps share: what bounds most of the runs, and what would change that. */
import type { ModeId } from '../protocol.ts';
import { counts } from './ranking.ts';
import type { Measured } from './ranking.ts';
import { thresholds } from './rules.ts';
import type { RunReport, Verdict, VerdictKind } from './types.ts';

/** With half of the runs disturbed the middle one is, too. */
const noisyRuns = 0.5;

interface Change {
  readonly words: string;
  /** The mode that it is true of; all where it is left out. */
  readonly isOf?: ModeId;
  /** The mode that it says to try. */
  readonly tries?: ModeId;
  /** The workload's own option that it names. */
  readonly sets?: string;
}

/** What would change each bound: the first one that fits. */
const changes: Partial<Record<VerdictKind, readonly Change[]>> = {
  'cpu-bound': [{ words: 'more cores or less work would change that, more workers would not' }],
  'io-bound': [
    { isOf: 'concurrent', words: 'only shorter waits would change that: all tasks are in the air already' },
    { isOf: 'hybrid', words: 'more tasks in the air would change that: `--tasks-per-worker`' },
    { tries: 'hybrid', words: 'more tasks in the air would change that: `--mode hybrid`' },
  ],
  mixed: [{ tries: 'hybrid', words: 'overlapping waits and work would change that: `--mode hybrid`' }],
  'memory-bound': [{ words: 'smaller pieces that fit the cache would change that' }],
  imbalanced: [
    { sets: 'tasks', words: 'smaller tasks would change that: `--tasks`' },
    { words: 'smaller tasks would change that' },
  ],
  'lock-bound': [{ words: 'a shorter time under the lock would change that' }],
  'pool-bound': [{ words: 'a wider libuv pool would change that, up to the cores: `--uv-threads`' }],
  'loop-bound': [{ tries: 'hybrid', words: 'more loops would change that: `--mode hybrid`' }],
  'quota-bound': [{ words: 'a larger CPU quota would change that' }],
  'startup-bound': [
    { tries: 'parallel', words: 'threads that are kept would change that: `--mode parallel`' },
  ],
  'too-small': [{ words: 'larger tasks would change that: `--scale`' }],
};

/**
 * Of a run in `mode`; never a mode that ran beside it and was no better, nor an option that the workload has not. Empty
 * where nothing is known.
 */
export const changeOf = (
  kind: VerdictKind,
  mode: ModeId,
  ran: readonly ModeId[],
  options: RunReport['options'] = {},
): string =>
  changes[kind]?.find(
    ({ isOf, tries, sets }) =>
      (isOf === undefined || isOf === mode) &&
      (tries === undefined || (tries !== mode && !ran.includes(tries))) &&
      (sets === undefined || sets in options),
  )?.words ?? '';

/** The verdict that most of the runs share, from the newest of these. */
export const commonVerdict = (reports: readonly RunReport[]): Verdict | null => {
  const byKind = [...Map.groupBy(reports, ({ verdict }) => verdict.kind).values()];
  const most = byKind.toSorted((a, b) => b.length - a.length)[0];
  return most?.at(-1)?.verdict ?? null;
};

/** The same threshold as the verdict's. */
const isSlowed = ({ noise }: RunReport): boolean =>
  (noise.clockDropPercent ?? 0) >= 100 * thresholds.clockDrop;

/**
 * Whether the rest of the machine disturbed a run: by its verdict, or by the same thresholds where something else, such
 * as lanes that took longer to come up than to work, comes first in the verdict.
 */
export const isDisturbed = (report: RunReport): boolean => {
  const { verdict, noise, makespanMs, predicted } = report;
  if (verdict.kind === 'noisy' || isSlowed(report)) return true;
  const { noisyLateness, noisyShare } = thresholds;
  const taken = ((noise.otherCpuPercent ?? 0) + (noise.steal ?? 0)) / 100;
  return (
    taken > noisyShare &&
    makespanMs !== null &&
    predicted !== null &&
    makespanMs > noisyLateness * predicted.makespanMs
  );
};

/** `2 of 6 runs were disturbed by other work on the machine`; null where none was. */
export const disturbedWords = (reports: readonly RunReport[]): string | null => {
  const disturbed = reports.filter(isDisturbed);
  if (disturbed.length === 0) return null;
  const by = `other work on the machine${disturbed.some(isSlowed) ? ' or by its changing clock' : ''}`;
  return `${disturbed.length} of ${reports.length} runs were disturbed by ${by}`;
};

export const isNoisy = (reports: readonly RunReport[]): boolean =>
  reports.length > 0 && reports.filter(isDisturbed).length >= noisyRuns * reports.length;

/** Reports of the runs that count: of all, or of one variant. */
export const reportsOf = ({ runs }: Measured, variant: number | null = null): RunReport[] =>
  runs
    .filter(run => counts(run) && (variant === null || run.variant === variant))
    .map(({ report }) => report);

export const unknown = (text: string, recommendation: string): Verdict => ({
  kind: 'unknown',
  text,
  recommendation,
});

export const joined = (parts: readonly (string | undefined | false)[]): string =>
  parts.filter(part => typeof part === 'string' && part !== '').join('; ');
