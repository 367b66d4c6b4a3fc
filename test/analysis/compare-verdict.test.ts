import { expect, test } from 'vitest';
import { verdictOfCompare } from '../../src/analysis/compare-verdict.ts';
import { changeOf, disturbedWords, isDisturbed } from '../../src/analysis/experiment-common.ts';
import { rank } from '../../src/analysis/ranking.ts';
import type { RunReport, VerdictKind } from '../../src/analysis/types.ts';
import type { ModeId } from '../../src/protocol.ts';
import { planOf, runsOf } from '../fixtures/experiments.ts';
import { parallelReport } from '../fixtures/reports.ts';

const verdictIn = (kind: VerdictKind): RunReport['verdict'] => ({
  kind,
  text: `it is ${kind}`,
  recommendation: 'none',
});

const wobble = [1, 1.003, 0.998, 1.001, 1.002, 0.999, 1];

/** As many rounds as are asked for after the warm-up, each makespan `typical` or a few per mille beside it. */
const verdictOf = (
  typicalMs: readonly (readonly [ModeId, number | null])[],
  {
    rounds = 5,
    kind = 'cpu-bound',
    noise = wobble,
  }: { rounds?: number; kind?: VerdictKind; noise?: readonly number[] } = {},
) => {
  const base = planOf(typicalMs.map(([mode]) => mode));
  const variants = base.variants.map((variant, at) => ({
    ...variant,
    choice: { ...variant.choice, mode: typicalMs[at]?.[0] ?? 'parallel', options: {} },
  }));
  const rows = Array.from({ length: rounds + 1 }, (_, round) =>
    typicalMs.map(([, ms], at) => (ms === null ? null : ms * (noise[(round + 3 * at) % noise.length] ?? 1))),
  );
  const runs = runsOf(rows).map(run => ({
    ...run,
    report: {
      ...parallelReport,
      makespanMs: run.report.makespanMs,
      ended: run.report.ended,
      verdict: verdictIn(kind),
    },
  }));
  const measured = { plan: { ...base, variants }, runs };
  return verdictOfCompare(measured, rank(measured));
};

test('a winner as the ranking has it, what bounds it, what would change that, and the command', () => {
  const verdict = verdictOf([
    ['sequential', 8000],
    ['concurrent', 8500],
    ['parallel', 4100],
  ]);
  expect(verdict.kind).toBe('cpu-bound');
  expect(verdict.text).toMatch(
    /^parallel is fastest with 4\.1 s: parallel is 2\.1 times as fast as concurrent \(\d\.\d to \d\.\d, at 99 % for all comparisons together\); it is cpu-bound$/,
  );
  expect(verdict.recommendation).toBe(
    'more cores or less work would change that, more workers would not; ' +
      '`jugglers run primes --mode parallel --workers 2`',
  );
});

test('alike: the simplest is taken, however the medians lie', () => {
  expect(
    verdictOf(
      [
        ['hybrid', 990],
        ['concurrent', 1000],
      ],
      { kind: 'io-bound' },
    ),
  ).toEqual({
    kind: 'io-bound',
    text: 'hybrid and concurrent are alike: within 5 % of each other; it is io-bound',
    recommendation:
      'take the simplest, concurrent; only shorter waits would change that: all tasks are in the air already; ' +
      '`jugglers run primes --mode concurrent`',
  });
});

test('no mode is advised that lost in the same race', () => {
  const parallelWins = [
    ['sequential', 8000],
    ['parallel', 4100],
  ] as const;
  const next = '`jugglers run primes --mode parallel --workers 2`';
  expect(verdictOf(parallelWins, { kind: 'mixed' }).recommendation).toBe(
    `overlapping waits and work would change that: \`--mode hybrid\`; ${next}`,
  );
  const beside = verdictOf([...parallelWins, ['hybrid', 6000]], { kind: 'mixed' });
  expect(beside.recommendation).toBe(next);
});

test.each([
  ['concurrent', 'only shorter waits would change that: all tasks are in the air already'],
  ['hybrid', 'more tasks in the air would change that: `--tasks-per-worker`'],
  ['parallel', 'more tasks in the air would change that: `--mode hybrid`'],
] as const)('what would change waiting in %s', (mode, words) => {
  expect(changeOf('io-bound', mode, [])).toBe(words);
});

test('what would change an imbalance names the option for it only where the workload has one', () => {
  expect(changeOf('imbalanced', 'parallel', [], { tasks: 0 })).toBe(
    'smaller tasks would change that: `--tasks`',
  );
  expect(changeOf('imbalanced', 'parallel', [], { a: 1, b: 2 })).toBe('smaller tasks would change that');
});

test('a large difference in too few rounds: nothing is claimed, and what would tell is said', () => {
  const verdict = verdictOf(
    [
      ['sequential', 1880],
      ['parallel', 1000],
    ],
    { rounds: 2, noise: [1, 1.04, 0.97] },
  );
  expect(verdict.text).toMatch(
    /^cannot tell yet: no difference that this machine can show between parallel and sequential in 2 rounds; /,
  );
  expect(verdict.recommendation).toMatch(
    /^to tell: `jugglers compare primes --modes sequential,parallel --workers 2 --repeat \d+`$/,
  );
});

test('a noisy comparison says so, whoever won', () => {
  const noisy = verdictOf(
    [
      ['sequential', 8000],
      ['parallel', 4100],
    ],
    { kind: 'noisy' },
  );
  expect(noisy.kind).toBe('noisy');
  expect(noisy.text).toContain('half of the runs were disturbed');
});

test('what noise has left open is no reason to take the simplest', () => {
  const open = verdictOf(
    [
      ['sequential', 2000],
      ['parallel', 1900],
    ],
    { kind: 'noisy', rounds: 3, noise: [1, 3.1, 0.6, 1.7, 0.9, 2.4, 1.2] },
  );
  expect(open.recommendation).toMatch(
    /^to tell, when the machine is quiet: `jugglers compare primes --modes sequential,parallel --workers 2 --repeat \d+`$/,
  );
});

test('a run is disturbed whatever comes first in its verdict', () => {
  const run: RunReport = {
    ...parallelReport,
    verdict: verdictIn('too-small'),
    makespanMs: 4000,
    predicted: { makespanMs: 400, reason: 'so it is' },
    noise: { otherCpuPercent: 86, steal: 0, throttledMs: null, clockDropPercent: null },
  };
  expect(isDisturbed(run)).toBe(true);
  expect(isDisturbed({ ...run, makespanMs: 420 })).toBe(false);
  expect(isDisturbed({ ...run, noise: { ...run.noise, otherCpuPercent: 12 } })).toBe(false);
  expect(isDisturbed({ ...run, predicted: null })).toBe(false);
  expect(isDisturbed({ ...run, predicted: null, verdict: verdictIn('noisy') })).toBe(true);
});

test('a run whose clock changed is disturbed, and named so', () => {
  const of = (clockDropPercent: number | null): RunReport => ({
    ...parallelReport,
    verdict: verdictIn('cpu-bound'),
    noise: { otherCpuPercent: 1, steal: 0, throttledMs: null, clockDropPercent },
  });
  expect([null, 9, 10].map(drop => isDisturbed(of(drop)))).toEqual([false, false, true]);
  expect(disturbedWords([of(null), of(9)])).toBeNull();
  expect(disturbedWords([of(3), of(20)])).toBe(
    '1 of 2 runs were disturbed by other work on the machine or by its changing clock',
  );
});

test('nothing to compare', () => {
  expect(verdictOf([['sequential', null]])).toMatchObject({ kind: 'unknown' });
  expect(verdictOf([['sequential', 1000]]).text).toBe(
    'sequential took 1.0 s, and nothing else ran; it is cpu-bound',
  );
});
