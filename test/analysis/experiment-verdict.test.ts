import { expect, test } from 'vitest';
import { verdictOfCompare, verdictOfSweep } from '../../src/analysis/experiment-verdict.ts';
import { fitSweep } from '../../src/analysis/fit.ts';
import type { RunReport, VerdictKind } from '../../src/analysis/types.ts';
import { parallelReport } from '../fixtures/reports.ts';

const report = (mode: RunReport['mode'], kind: VerdictKind, more: Partial<RunReport> = {}): RunReport => ({
  ...parallelReport,
  options: {},
  mode,
  verdict: { kind, text: `it is ${kind}`, recommendation: 'none' },
  ...more,
});

const variant = (
  mode: RunReport['mode'],
  medianMs: number | null,
  place: number,
  kind: VerdictKind = 'cpu-bound',
) => ({
  label: mode,
  medianMs,
  place,
  reports: medianMs === null ? [] : [report(mode, kind), report(mode, kind), report(mode, 'mixed')],
});

test('a winner, what bounds it, what would change that, and the command', () => {
  expect(
    verdictOfCompare([
      variant('sequential', 8000, 2),
      variant('concurrent', 8100, 2),
      variant('parallel', 4100, 1),
    ]),
  ).toEqual({
    kind: 'cpu-bound',
    text: 'parallel is fastest with 4.1 s, 1.98 times as fast as concurrent; it is cpu-bound',
    recommendation:
      'more cores or less work would change that, more workers would not; ' +
      '`jugglers run primes --mode parallel --workers 2`',
  });
});

test('no difference: the simplest is taken, however the medians lie', () => {
  expect(
    verdictOfCompare([variant('hybrid', 990, 1, 'io-bound'), variant('concurrent', 1000, 1, 'io-bound')]),
  ).toEqual({
    kind: 'io-bound',
    text: 'no difference that this machine can show between hybrid and concurrent; it is io-bound',
    recommendation:
      'take the simplest, concurrent; more tasks in the air would change that: ' +
      '`--mode hybrid` or `--tasks-per-worker`; `jugglers run primes --mode concurrent`',
  });
});

test('a noisy comparison says so, whoever won', () => {
  const noisy = verdictOfCompare([
    variant('sequential', 8000, 2, 'noisy'),
    variant('parallel', 4100, 1, 'noisy'),
  ]);
  expect(noisy.kind).toBe('noisy');
  expect(noisy.text).toContain('half of the runs were disturbed');
});

test('nothing to compare', () => {
  expect(verdictOfCompare([variant('sequential', null, 1)])).toMatchObject({ kind: 'unknown' });
  expect(verdictOfCompare([variant('sequential', 1000, 1)]).text).toBe(
    'sequential took 1.0 s, and nothing else ran; it is cpu-bound',
  );
});

const lanes = (switches: number, runQueueMs: number): RunReport['lanes'] => [
  {
    id: 'w1',
    kind: 'thread',
    tasks: 1,
    busyMs: 1,
    waitMs: 0,
    runQueueMs,
    switches: { voluntary: switches, involuntary: 0 },
  },
];

const sweep = (speedup: (x: number) => number, xs: readonly number[]) => {
  const fit = fitSweep(
    xs.map(x => ({ x, makespanMs: [0.99, 1, 1.01].map(noise => (8000 * noise) / speedup(x)) })),
  );
  const runs = xs.map(x => ({
    x,
    report: report('parallel', 'cpu-bound', { workers: x, lanes: lanes(100 * x, 10 * x), startupMs: 20 * x }),
  }));
  return verdictOfSweep(fit, runs);
};

test('sweep: the number to take, and what oversubscription costs', () => {
  const verdict = sweep(x => Math.min(x, 2), [1, 2, 4, 64]);
  expect(verdict.kind).toBe('cpu-bound');
  expect(verdict.text).toContain(
    'take 2 workers (sure): 2 has the highest throughput, and no smaller number comes near; speedup 2.00',
  );
  expect(verdict.text).toContain(
    '64 workers cost 6400 switches instead of 200, 640 ms of waiting for a core, 1.3 s to start; it is cpu-bound',
  );
  expect(verdict.recommendation).toBe(
    'more cores or less work would change that, more workers would not; ' +
      '`jugglers run primes --mode parallel --workers 2`',
  );
});

test('sweep: a curve that falls names the law', () => {
  const { text } = sweep(x => x / (1 + 0.1 * (x - 1) + 0.036 * x * (x - 1)), [1, 2, 3, 4, 6, 8, 12]);
  expect(text).toContain(
    'by the USL 10 % of the work goes one after another, and beyond 5 each worker costs more than it adds',
  );
});

test('sweep: what still rises asks for more', () => {
  expect(sweep(x => x, [1, 2, 4]).recommendation).toContain(
    '`jugglers sweep primes --mode parallel --workers 4..16`',
  );
});

test('sweep: other numbers than workers', () => {
  const xs = [0, 10, 50];
  const fit = fitSweep(xs.map(x => ({ x, makespanMs: [1000, 1001, 1002] })));
  const runs = xs.map(x => ({ x, report: report('concurrent', 'cpu-bound') }));
  const verdict = verdictOfSweep(fit, runs, 'slice');
  expect(verdict.text).toContain('take 0 ms of slice (sure): no number is better');
  expect(verdict.text).not.toContain('USL');
  expect(verdict.recommendation).toContain('`jugglers run primes --mode concurrent --slice 0`');
});

test('sweep: too few points', () => {
  expect(verdictOfSweep(null, [])).toMatchObject({ kind: 'unknown' });
});
