import { describe, expect, test } from 'vitest';
import { experimentDocument } from '../../src/report/compare-json.ts';
import { experimentLines, experimentProgress } from '../../src/report/compare.ts';
import { megabytes, precise } from '../../src/report/figures.ts';
import { systemClock } from '../../src/clock.ts';
import { initialState } from '../../src/state/update.ts';
import type { Rounds } from '../fixtures/experiments.ts';
import { finishedExperiment, planOf } from '../fixtures/experiments.ts';

const rounds: Rounds = [
  [9000, 9000, 9000],
  [8010, 4020, 4030],
  [7990, 4000, null],
  [8000, 3980, 4010],
  [8005, 5010, 3985],
  [8000, 4005, 4000],
];
const plan = planOf(['sequential', 'parallel ×2', 'hybrid ×2']);
const experiment = finishedExperiment(plan, rounds);
const textOf = (state: Parameters<typeof experimentLines>[0], width = 100): string =>
  experimentLines(state, width).join('\n');

describe('plain text', () => {
  const text = textOf(experiment);

  test('begins with a table, a row for each mode', () => {
    expect(text.split('\n').slice(0, 6)).toEqual([
      'jugglers: primes, 3 modes compared',
      '',
      'mode         median  99 % interval   predicted  speedup  lag p99  start-up  memory  checksum',
      'sequential   8.00 s  7.99 to 8.02 s  4.00 s     1.00     1.20 ms  88.0 ms   86 MB   5f3a09c2',
      'parallel x2  4.00 s  3.40 to 5.15 s  4.00 s     2.00     1.20 ms  88.0 ms   86 MB   5f3a09c2',
      'hybrid x2    4.00 s  3.95 to 4.06 s  4.00 s     2.00     1.20 ms  88.0 ms   86 MB   5f3a09c2',
    ]);
  });

  test('leaves columns out where the line has no room for them', () => {
    const heads = (width: number) => experimentLines(experiment, width)[2];
    expect(heads(80)).toBe('mode         median  99 % interval   predicted  speedup  lag p99  checksum');
    expect(heads(60)).toBe('mode         median  99 % interval   predicted  speedup');
    expect(heads(40)).toBe('mode         median  99 % interval');
    expect(Math.max(...experimentLines(experiment, 80).map(line => line.length))).toBeLessThanOrEqual(80);
  });

  test('tells no interval that goes from next to nothing to for ever', () => {
    const two = finishedExperiment({ ...plan, leastRounds: 2, mostRounds: 2 }, [
      [1, 1, 1],
      [1000, 1100, 1000],
      [3000, 1150, null],
    ]);
    const [sequential, parallel, hybrid] = experimentLines(two, 100).slice(3, 6);
    expect(sequential).toMatch(/^sequential +2\.00 s +too few rounds +/);
    expect(parallel).toMatch(/^parallel x2 +1\.13 s +too few rounds +/);
    expect(hybrid).toMatch(/^hybrid x2 +1\.00 s +- +/);
    const { ranking } = experimentDocument(two);
    expect(ranking.comparisons.map(({ interval }) => interval)).toEqual([null, null, null]);
    expect(ranking.order.find(({ label }) => label === 'sequential')?.interval).toBe(null);
    expect(textOf(two).replace(/\n +/g, ' ')).toContain(
      'no difference that this machine can show in 1 round.',
    );
  });

  test('says who wins, and claims no more than it may', () => {
    const flat = text.replace(/\n +/g, ' ');
    expect(flat).toMatch(/no difference that this machine can show/);
    expect(flat).toMatch(/\w+ x2 is (1\.9|2\.0) times as fast as sequential \(\d\.\d to \d\.\d\)/);
  });

  test('names what stands apart, what is left out and why it ended', () => {
    const flat = text.replace(/\n +/g, ' ');
    expect(flat).toContain('apart       parallel x2 in round 4 (5.01 s)');
    expect(flat).toContain('left out    hybrid x2 in round 2: killed by SIGKILL');
    expect(flat).toContain('rounds      5 complete after the warm-up; the order is settled');
  });

  test('explains predictions that were missed', () => {
    const part = { cause: 'run-queue', ms: 900, evidence: 'lanes stood runnable without a core' } as const;
    const gap = { ms: 1000, percent: 25, parts: [part], unexplainedMs: 100 };
    const runs = experiment.runs.map(run =>
      run.variant === 1 ? { ...run, report: { ...run.report, gap } } : run,
    );
    expect(textOf({ ...experiment, runs }).replace(/\n +/g, ' ')).toContain(
      'off by      parallel x2 in round 5: +1.0 s, 25 %: +900 ms run-queue (lanes stood runnable without a core); ' +
        'unexplained +100 ms',
    );
    expect(text).not.toContain('off by');
  });

  test('answers the guess', () => {
    const flat = (state: typeof experiment) => textOf(state).replace(/\n +/g, ' ');
    expect(flat({ ...experiment, guess: { variant: 0, factor: null } })).toMatch(
      /guess {7}You said sequential: it was .+ x2 and .+ x2\./,
    );
    expect(flat({ ...experiment, guess: { variant: 1, factor: 3 } })).toMatch(
      /guess {7}You said parallel x2; open: no difference that this machine can show between it and hybrid x2\. You said x3: it was x2\.00\./,
    );
    expect(flat(experiment)).not.toContain('guess');
  });

  test('says when answers differ', () => {
    const [first, ...others] = experiment.runs.filter(({ round }) => round > 0);
    if (!first) throw new Error('no run');
    const runs = [{ ...first, report: { ...first.report, checksum: 'ffff' } }, ...others];
    expect(textOf({ ...experiment, runs })).toContain('checksums   DIFFER');
  });

  test('has a result also when nothing was measured', () => {
    const text0 = textOf({ ...experiment, phase: 'cancelled', runs: [], endReason: 'cancelled' });
    expect(text0).toContain('ranking     Nothing was measured.');
    expect(text0).toContain('rounds      0 complete after the warm-up; cancelled');
  });

  test('is of a sweep with the swept number in front', () => {
    const variants = plan.variants.map((variant, index) => ({ ...variant, x: index + 1 }));
    const sweep = finishedExperiment({ ...plan, kind: 'sweep', swept: 'workers', variants }, rounds);
    const lines = experimentLines(sweep, 100);
    expect(lines[0]).toBe('jugglers: primes, parallel, over workers');
    expect(lines[2]).toMatch(/^workers {2}median /);
    expect(lines[4]).toMatch(/^2 +4\.00 s +\S+ to \S+ s +4\.00 s +2\.00 /);
  });

  test('wraps its sentences', () => {
    expect(
      Math.max(
        ...experimentLines(experiment, 60)
          .slice(7)
          .map(line => line.length),
      ),
    ).toBeLessThanOrEqual(60);
  });
});

describe('JSON', () => {
  const document = experimentDocument({ ...experiment, guess: { variant: 0, factor: 2 } });

  test('has the documented fields', () => {
    expect(document).toMatchObject({
      schema: 1,
      kind: 'compare',
      workload: 'primes',
      swept: null,
      ended: 'finished',
      endReason: 'the order is settled',
      rounds: { least: 3, most: 7, measured: 5 },
      speedupAgainst: 'sequential',
      fit: null,
      guess: { guessed: 'sequential', guessedFactor: 2, isRight: false, factor: 1 },
    });
  });

  test('leaves a guess open where nothing parts it from others', () => {
    const guessed = (variant: number) =>
      experimentDocument({ ...experiment, guess: { variant, factor: null } }).guess?.isRight;
    expect([0, 1, 2].map(guessed)).toEqual([false, null, null]);
  });

  test('holds every run whole, the warm-up marked as such', () => {
    expect(document.runs).toHaveLength(18);
    expect(
      document.runs.map(({ round, isWarmUp, variant }) => [round, isWarmUp, variant]).slice(2, 5),
    ).toEqual([
      [0, true, 'hybrid ×2'],
      [1, false, 'sequential'],
      [1, false, 'parallel ×2'],
    ]);
    expect(document.runs[4]).toMatchObject({ schema: 1, makespanMs: 4020, verdict: { kind: 'cpu-bound' } });
  });

  test('says of every two whether the difference is real, with its interval', () => {
    expect(document.ranking.comparisons).toHaveLength(3);
    const real = document.ranking.comparisons.find(({ slower }) => slower === 'sequential');
    expect(real).toMatchObject({ isReal: true, finding: 'different' });
    expect(real?.interval?.low).toBeGreaterThan(1);
    expect(document.ranking.order.map(({ label, place }) => [label, place]).at(-1)).toEqual([
      'sequential',
      3,
    ]);
  });
});

test('progress tells the round and the mode', () => {
  const state = {
    ...initialState(systemClock.nowMs()),
    experiment: { ...experiment, current: { variant: 1, round: 2 } },
  };
  expect(experimentProgress(state)).toBe('round 2, at most 7, parallel x2 (2 of 3) | nothing runs');
  const warmUp = { ...state, experiment: { ...experiment, current: { variant: 0, round: 0 } } };
  expect(experimentProgress(warmUp)).toBe('warm-up, sequential (1 of 3) | nothing runs');
});

test('figures have three digits', () => {
  expect([0.5, 9.999, 99.96, 812.4, 999.6, 4021, 12_350, 125_000].map(precise)).toEqual([
    '0.50 ms',
    '10.0 ms',
    '100 ms',
    '812 ms',
    '1.00 s',
    '4.02 s',
    '12.3 s',
    '125 s',
  ]);
  expect(megabytes(86_400_000)).toBe('86 MB');
});
