/** What the verdicts of comparisons and sweeps share: what bounds most of the runs, and what would change that. */
import { counts } from './ranking.ts';
import type { Measured } from './ranking.ts';
import type { RunReport, Verdict, VerdictKind } from './types.ts';

/** With half of the runs disturbed the middle one is, too. */
const noisyRuns = 0.5;

/** What would change each bound. */
export const changes: Partial<Record<VerdictKind, string>> = {
  'cpu-bound': 'more cores or less work would change that, more workers would not',
  'io-bound': 'more tasks in the air would change that: `--mode hybrid` or `--tasks-per-worker`',
  mixed: 'overlapping waits and work would change that: `--mode hybrid`',
  'memory-bound': 'smaller pieces that fit the cache would change that',
  imbalanced: 'smaller tasks would change that: `--tasks`',
  'lock-bound': 'a shorter time under the lock would change that',
  'pool-bound': 'a wider libuv pool would change that, up to the cores: `--uv-threads`',
  'loop-bound': 'more loops would change that: `--mode hybrid`',
  'quota-bound': 'a larger CPU quota would change that',
  'startup-bound': 'threads that are kept would change that: `--mode parallel`',
  'too-small': 'larger tasks would change that: `--scale`',
};

/** The verdict that most of the runs share, from the newest of these. */
export const commonVerdict = (reports: readonly RunReport[]): Verdict | null => {
  const byKind = [...Map.groupBy(reports, ({ verdict }) => verdict.kind).values()];
  const most = byKind.toSorted((a, b) => b.length - a.length)[0];
  return most?.at(-1)?.verdict ?? null;
};

export const isNoisy = (reports: readonly RunReport[]): boolean =>
  reports.length > 0 &&
  reports.filter(({ verdict }) => verdict.kind === 'noisy').length >= noisyRuns * reports.length;

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
