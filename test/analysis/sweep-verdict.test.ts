import { expect, test } from 'vitest';
import { resultOf } from '../../src/analysis/experiment-result.ts';
import type { RunReport } from '../../src/analysis/types.ts';
import type { ExperimentState } from '../../src/state/experiment.ts';
import { sweptExperiment } from '../fixtures/experiments.ts';

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

/** Every worker more costs switches, waiting, start-up and memory. */
const priced = (experiment: ExperimentState): ExperimentState => ({
  ...experiment,
  runs: experiment.runs.map(run => {
    const x = experiment.plan.variants[run.variant]?.x ?? 1;
    const report: RunReport = {
      ...run.report,
      lanes: lanes(100 * x, 10 * x),
      startupMs: 20 * x,
      memory: { rssBytes: (80 + 5 * x) * 1e6 },
      verdict: { kind: 'cpu-bound', text: 'it is cpu-bound', recommendation: 'none' },
    };
    return { ...run, report };
  }),
});

const noise = [0.99, 1, 1.01, 0.995, 1.005];

const sweptBy = (speedup: (x: number) => number, xs: readonly number[], rounds = 3): ExperimentState =>
  priced(
    sweptExperiment(
      xs.map(x => ({ x, makespanMs: noise.slice(0, rounds).map(factor => (8000 * factor) / speedup(x)) })),
    ),
  );

const sweep = (...asked: Parameters<typeof sweptBy>) => resultOf(sweptBy(...asked)).verdict;

test('the number to take, and what oversubscription costs', () => {
  const verdict = sweep(x => Math.min(x, 2), [1, 2, 4, 64], 5);
  expect(verdict.kind).toBe('cpu-bound');
  expect(verdict.text).toMatch(
    /^take 2 workers \(sure\): 2 has the highest throughput, and no smaller number comes near; speedup 2\.00 against 1 \(1\.\d to 2\.\d, at 99 % for all comparisons together\);/,
  );
  expect(verdict.text).toContain(
    '64 workers cost 6400 switches instead of 200, 640 ms of waiting for a core, 1.3 s to start, ' +
      '400 MB instead of 90 MB; it is cpu-bound',
  );
  expect(verdict.recommendation).toContain('`jugglers run primes --set');
});

test('two numbers that are both far too many for the cores', () => {
  expect(sweep(() => 2, [64, 100], 5).text).toContain(
    '100 workers on 2 usable cores cost 10000 switches, 1.0 s of waiting for a core, 2.0 s to start, 580 MB; ',
  );
});

test('a curve that falls names the law', () => {
  const { text } = sweep(x => x / (1 + 0.1 * (x - 1) + 0.036 * x * (x - 1)), [1, 2, 3, 4, 6, 8, 12]);
  expect(text).toContain(
    'by the USL 10 % of the work goes one after another, and beyond 5 each worker costs more than it adds',
  );
});

test('what still rises asks for more', () => {
  expect(sweep(x => x, [1, 2, 4]).recommendation).toMatch(
    /`jugglers sweep primes .*--mode parallel --workers 4\.\.16`/,
  );
});

test('other numbers than workers', () => {
  const points = [0, 10, 50].map(x => ({ x, makespanMs: [1000, 1001, 1002, 1001, 1000, 1002, 1001] }));
  const experiment = sweptExperiment(points, { swept: 'slice' });
  const { verdict } = resultOf({
    ...experiment,
    plan: {
      ...experiment.plan,
      variants: experiment.plan.variants.map(variant => ({
        ...variant,
        choice: { ...variant.choice, mode: 'concurrent', options: {} },
      })),
    },
  });
  expect(verdict.text).toContain('take 0 ms of slice (sure): no number is better');
  expect(verdict.text).not.toContain('USL');
  expect(verdict.recommendation).toContain('`jugglers run primes --mode concurrent --slice 0`');
});

test('too few points', () => {
  expect(sweep(x => x, [1])).toMatchObject({ kind: 'unknown' });
});

test.each([
  [2, [1000, 1040], [1880, 1900]],
  [3, [1000, 1300, 1100], [1880, 1500, 2400]],
  [5, [1000, 1001, 1002, 1000, 1001], [1880, 1881, 1879, 1880, 1882]],
])('%i rounds: ranking, advice, verdict and answer to the guess say the same', (rounds, fast, slow) => {
  const experiment = sweptExperiment(
    [
      { x: 1, makespanMs: slow },
      { x: 2, makespanMs: fast },
    ],
    { leastRounds: rounds, mostRounds: rounds },
  );
  const { ranking, fit, verdict, guess } = resultOf({ ...experiment, guess: { variant: 1, factor: 2 } });
  const isShown = ranking.comparisons.every(({ finding }) => finding === 'different');
  expect(ranking.order.map(({ place }) => place)).toEqual(isShown ? [1, 2] : [1, 1]);
  expect(guess?.isRight).toBe(isShown ? true : null);
  expect(fit?.recommended.confidence === 'unsure').toBe(!isShown);
  expect(verdict.text.startsWith('cannot tell yet: ')).toBe(!isShown);
  expect(verdict.text.includes('no difference that this machine can show')).toBe(!isShown);
  expect(verdict.text.includes('speedup 1.88 against 1')).toBe(isShown);
  expect(verdict.recommendation.includes(`--repeat ${ranking.repeatToTell}`)).toBe(!isShown);
});
