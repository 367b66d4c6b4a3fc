import { expect, test } from 'vitest';
import type { RunReport } from '../../src/analysis/types.ts';
import { claimLines, withSeedClaims } from '../../src/report/claims.ts';
import { parallelReport } from '../fixtures/reports.ts';

const files = (mode: RunReport['mode'], makespanMs: number | null): RunReport => ({
  ...parallelReport,
  workload: 'three-files',
  options: { tasks: 3, disk: 'fast', unit: 0.8 },
  tasks: { total: 3, done: 3, failed: 0, cancelled: 0 },
  mode,
  makespanMs,
});

test('claimed and measured, in the same units, and what is wrong with the claim', () => {
  const lines = claimLines([files('sequential', 7200), files('concurrent', 4012), files('hybrid', 3200)], 60);
  expect(lines.slice(0, 9)).toEqual([
    'seed 002-29: 3 files, 2 s to read and 1 s to process each: 9',
    '  s with sync, 3 s with async',
    '  in the time to process one file',
    '  mode        claimed  predicted  measured',
    '  sequential  9        5          9',
    '  concurrent  3        5          5.01',
    '  but: reads overlap, but one thread processes file after',
    '  file: 5, not 3; 3 takes a core for each file, two cores',
    '  need 4 (hybrid)',
  ]);
  expect(claimLines([files('concurrent', null)], 100)[3]).toBe(
    '  concurrent  3        5          not measured',
  );
});

test('nothing is said of what the texts do not know', () => {
  expect(claimLines([{ ...parallelReport, workload: 'mine' }], 80)).toEqual([]);
  expect(withSeedClaims({ ...parallelReport, workload: 'mine' }).seedClaims).toEqual([]);
});
