import { expect, test } from 'vitest';
import { experimentMisses, gapWords } from '../../src/analysis/gap-words.ts';
import { finishedExperiment, planOf } from '../fixtures/experiments.ts';
import type { Gap } from '../../src/analysis/types.ts';

const missed: Gap = {
  ms: 1000,
  percent: 25,
  parts: [{ cause: 'run-queue', ms: 900, evidence: 'lanes stood runnable without a core for 1.8 s in all' }],
  unexplainedMs: 100,
};

test('a miss is told by its causes, with what no counter tells', () => {
  expect(gapWords(missed)).toBe(
    '+1.0 s, 25 %: +900 ms run-queue (lanes stood runnable without a core for 1.8 s in all); ' +
      'unexplained +100 ms',
  );
  expect(gapWords({ ...missed, parts: [], ms: -1000, percent: -25, unexplainedMs: -1000 })).toBe(
    '-1.0 s, -25 %: unexplained -1.0 s',
  );
});

test('up to 15 % are no miss', () => {
  expect(gapWords({ ...missed, percent: 15 })).toBe(null);
  expect(gapWords(null)).toBe(null);
});

test('of a comparison, each variant is told by its middle run that counts', () => {
  const { runs, plan } = finishedExperiment(planOf(['sequential', 'parallel ×2']), [
    [9000, 9000],
    [8000, 5000],
    [8000, 4800],
    [8000, 5200],
  ]);
  const gapOf = (ms: number | null): Gap => ({ ...missed, ms: (ms ?? 0) - 4000, percent: 25 });
  const measured = runs.map(run => {
    const gap = run.variant === 1 ? gapOf(run.report.makespanMs) : null;
    return { ...run, report: { ...run.report, gap } };
  });
  expect(experimentMisses({ plan, runs: measured })).toEqual([
    { label: 'parallel ×2', round: 1, words: gapWords(gapOf(5000)) },
  ]);
});
