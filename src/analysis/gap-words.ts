/** Why a prediction was missed, in words: the same for the plain text and the screens. */
import { counts, makespansOf } from './ranking.ts';
import type { Measured } from './ranking.ts';
import { medianOf } from './statistics.ts';
import type { Gap } from './types.ts';
import { duration } from './words.ts';

/** Beyond this a prediction counts as missed, and the miss is explained. */
const missedPercent = 15;

const signed = (ms: number): string => `${ms < 0 ? '-' : '+'}${duration(Math.abs(ms))}`;

/** `+1.0 s, 25 %: +900 ms run-queue (...); unexplained +100 ms`; null where the prediction was met, or there is none. */
export function gapWords(gap: Gap | null): string | null {
  if (gap === null || Math.abs(gap.percent) <= missedPercent) return null;
  const parts = gap.parts.map(({ cause, ms, evidence }) => `${signed(ms)} ${cause} (${evidence})`);
  const rest = `unexplained ${signed(gap.unexplainedMs)}`;
  return `${signed(gap.ms)}, ${Math.round(gap.percent)} %: ${[...parts, rest].join('; ')}`;
}

interface Miss {
  readonly label: string;
  readonly round: number;
  readonly words: string;
}

/** Of each variant the run that counts and is next to the median: only within one run do causes add up. */
export const experimentMisses = ({ plan, runs }: Measured): Miss[] =>
  plan.variants.flatMap(({ label }, variant) => {
    const medianMs = medianOf([...makespansOf(runs, variant).values()]) ?? 0;
    const distance = (makespanMs: number | null): number => Math.abs((makespanMs ?? 0) - medianMs);
    const own = runs.filter(run => run.variant === variant && counts(run));
    const [middle] = own.toSorted((a, b) => distance(a.report.makespanMs) - distance(b.report.makespanMs));
    const words = gapWords(middle?.report.gap ?? null);
    return middle && words !== null ? [{ label, round: middle.round, words }] : [];
  });
