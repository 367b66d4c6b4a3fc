/** Races and sweeps as whole frames and whole screens, against golden files that people can look at. */
import { describe, expect, it, test } from 'vitest';
import * as panels from '../../../src/view/panels/index.ts';
import type { Snapshot } from '../../../src/state/state.ts';
import type { GuessState } from '../../../src/view/guess-state.ts';
import * as races from '../../fixtures/races.ts';
import { ascii, plain, screen } from './screen.ts';

const golden = (name: string, text: string) =>
  expect(text).toMatchFileSnapshot(`../../frames/panels/${name}.txt`);

const sizes = [
  [40, 12],
  [60, 16],
  [80, 24],
  [120, 40],
] as const;

describe('whole screens', () => {
  for (const [columns, rows] of sizes) {
    test.each(['racing', 'raced', 'swept'] as const)(`%s at ${columns}x${rows}`, async name => {
      await golden(`screen-${name}-${columns}x${rows}`, screen(races.snapshots[name], columns, rows));
    });
  }

  test.each(['warmUp', 'cancelledRace', 'sweeping', 'sweptFar', 'slicesSwept'] as const)(
    '%s at 80x24',
    async name => {
      await golden(`screen-${name}-80x24`, screen(races.snapshots[name], 80, 24));
    },
  );

  test.each(['racing', 'raced', 'swept'] as const)('%s in ASCII', async name => {
    await golden(`screen-${name}-ascii`, screen(races.snapshots[name], 80, 24, ascii));
  });

  it('shows the race again where the result is closed', async () => {
    const { state } = races.raced;
    const closed = { ...races.raced, state: { ...state, ui: { ...state.ui, isSummaryOpen: false } } };
    expect(screen(closed, 80, 24)).toMatch(/race: Primes[^]*■ 8\.01 s/);
  });
});

test.each(['raced', 'swept'] as const)('%s: a prediction that was missed is explained', name => {
  const { state } = races.snapshots[name];
  const gap = {
    ms: 1000,
    percent: 25,
    parts: [{ cause: 'run-queue', ms: 900, evidence: 'stood without a core' } as const],
    unexplainedMs: 100,
  };
  const experiment = state.experiment && {
    ...state.experiment,
    runs: state.experiment.runs.map(run =>
      run.variant === 1 ? { ...run, report: { ...run.report, gap } } : run,
    ),
  };
  const shown = screen({ ...races.snapshots[name], state: { ...state, experiment } }, 200, 60);
  expect(shown.replaceAll(/\s+(?:│\n│ )?/g, ' ')).toMatch(
    /in round \d off its prediction by \+1\.0 s, 25 %: \+900 ms run-queue \(stood without a core\); unexplained/,
  );
});

it('shows predicted beside measured for each value of a sweep', () => {
  const shown = screen(races.snapshots.swept, 120, 40);
  expect(shown).toMatch(/workers +median +predicted +speedup +efficiency/);
  expect(shown).toMatch(/ 1 +8\.01 s +\d\.\d+ s +×1\.00 +100%/);
});

it('takes a run that was cancelled for no result', () => {
  const shown = screen(races.cancelledWarmUp, 120, 40);
  expect(shown).toMatch(/sequential +█+[^]*8\.24 s +×1\.00 +warm-up/);
  expect(shown).toMatch(/concurrent +cancelled +│\n/);
  expect(shown).toMatch(/concurrent +main .*× cancelled/);
  expect(shown).not.toContain('3.29 s');
});

it('tells the memory, what bounds the winner, and what to try', () => {
  const shown = screen(races.raced, 120, 40);
  expect(shown).toMatch(/lag p99 +memory/);
  expect(shown).toContain('cpu-bound: ');
  expect(shown).toContain('Try next: ');
});

it('says how many runs the machine disturbed, in a race and in a sweep', () => {
  const noisy = (snapshot: Snapshot): Snapshot => {
    const { experiment } = snapshot.state;
    const runs = (experiment?.runs ?? []).map(run =>
      run.variant === 0
        ? { ...run, report: { ...run.report, verdict: { ...run.report.verdict, kind: 'noisy' as const } } }
        : run,
    );
    return { ...snapshot, state: { ...snapshot.state, experiment: experiment && { ...experiment, runs } } };
  };
  const words = (count: number) => `Noisy: 3 of ${count} runs were disturbed by other work on the machine.`;
  expect(screen(noisy(races.raced), 80, 24)).toContain(words(12));
  expect(screen(noisy(races.swept), 120, 40)).toContain(words(24));
  // One that died is none of them.
  expect(screen(noisy(races.snapshots.cancelledRace), 120, 40)).toContain('Noisy: 1 of 1 runs');
});

describe('the question before a race', () => {
  const story =
    'Count the primes below a limit by trial division. Large numbers take longer than small ones, so whoever gets the last range works longest.';
  const chosen: GuessState = { step: 'winner', variant: 2, typed: '' };

  test.each<readonly [number, number]>([...sizes, [40, 8]])('at %ix%i', async (width, height) => {
    const frames = [
      chosen,
      { ...chosen, step: 'factor', typed: '' },
      { ...chosen, step: 'factor', typed: '1.5' },
    ]
      .map(state => panels.guess(races.racePlan, state as GuessState, story, { width, height }, plain))
      .flatMap(rows => [...rows, '']);
    await golden(`guess-${width}x${height}`, `${frames.join('\n')}\n`);
  });
});
