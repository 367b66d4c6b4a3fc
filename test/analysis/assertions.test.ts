import { describe, expect, test } from 'vitest';
import { failuresOfExperiment, parseExperimentAssertions } from '../../src/analysis/assertions/experiment.ts';
import { failuresOfRun, parseRunAssertions } from '../../src/analysis/assertions/run.ts';
import { UsageError } from '../../src/errors.ts';
import type { ExperimentPlan } from '../../src/state/experiment.ts';
import { planOf, runsOf } from '../fixtures/experiments.ts';
import { cancelledReport, parallelReport } from '../fixtures/reports.ts';

const refusalOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('was accepted');
};

describe('of a run', () => {
  const failures = (text: string, report = parallelReport): string[] =>
    failuresOfRun(parseRunAssertions([text]), report);

  test.each([
    'loop.lagP99Ms < 50',
    'loop.lagP99Ms < 50 && makespanMs <= 4120',
    'speedup.factor > 1.8',
    'tasks.done == tasks.total',
    'tasks.failed === 0',
    "mode == 'parallel'",
    'lanes[1].tasks + lanes[2].tasks == 16',
    'lanes.length == 3',
    'makespanMs / predicted.makespanMs < 1.15',
    '-makespanMs < 0 && !(workers > 2)',
    "checksum != null && checksum == '5f3a09c2'",
    '(cpuMs - 50) % 1000 == 0 || makespanMs > 1e6',
    "options['size'] == null",
    'noise.throttledMs == null',
  ])('%s holds', text => {
    expect(failures(text)).toEqual([]);
  });

  test.each([
    ['loop.lagP99Ms < 1', 'assertion failed: loop.lagP99Ms < 1: the value is 1.2'],
    ['1.9399 < speedup.factor', 'assertion failed: 1.9399 < speedup.factor: the value is 1.939'],
    [
      'tasks.done != tasks.total',
      'assertion failed: tasks.done != tasks.total: tasks.done is 16, tasks.total is 16',
    ],
    [
      "mode == 'hybrid' || workers > 2",
      'assertion failed: mode == \'hybrid\' || workers > 2: mode is "parallel", workers is 2',
    ],
    ['noise.throttledMs < 5', 'assertion failed: noise.throttledMs < 5: noise.throttledMs was not measured'],
    ['lanes[7].tasks > 0', 'assertion failed: lanes[7].tasks > 0: lanes[7].tasks was not measured'],
    ['mode > 3', 'assertion failed: mode > 3: mode is "parallel", and no number'],
    ['makespanMs', 'assertion failed: makespanMs: makespanMs is 4120'],
    ['false', 'assertion failed: false: it is never true'],
  ])('%s fails', (text, message) => {
    expect(failures(text)).toEqual([message]);
  });

  test('what was not measured fails, and never counts as 0', () => {
    expect(failures('loop.lagP99Ms < 50', cancelledReport)).toEqual([
      'assertion failed: loop.lagP99Ms < 50: loop.lagP99Ms was not measured',
    ]);
    expect(failures('loop.lagP99Ms != 5', cancelledReport)).toEqual([
      'assertion failed: loop.lagP99Ms != 5: loop.lagP99Ms was not measured',
    ]);
  });

  test('each one that fails is told', () => {
    const assertions = parseRunAssertions(['makespanMs < 1', 'workers == 2', 'workers == 3']);
    expect(failuresOfRun(assertions, parallelReport)).toHaveLength(2);
  });

  test.each([
    [
      'loop.lagP99 < 50',
      '--assert: `loop.lagP99 < 50`: `loop.lagP99`: no field `lagP99`: expected one of lagP50Ms, lagP99Ms, lagMaxMs, utilization, stalls',
    ],
    [
      'loop < 50',
      '--assert: `loop < 50`: `loop`: is no single value: expected one of lagP50Ms, lagP99Ms, lagMaxMs, utilization, stalls',
    ],
    [
      'lanes.tasks > 1',
      '--assert: `lanes.tasks > 1`: `lanes.tasks`: no field `tasks`: it is a list: give a place, such as [0], or `length`',
    ],
    [
      'makespanMs.constructor == 1',
      '--assert: `makespanMs.constructor == 1`: `makespanMs.constructor`: no field `constructor`: it has no fields',
    ],
    [
      'tasks.__proto__ == 1',
      '--assert: `tasks.__proto__ == 1`: `tasks.__proto__`: no field `__proto__`: expected one of total, done, failed, cancelled',
    ],
    ['toString == 1', expect.stringContaining('no field `toString`')],
    ['makespanMs <', expect.stringMatching(/^--assert: `makespanMs <`: cannot be read: /)],
    ['', '--assert: ``: expected one expression'],
    ['makespanMs workers', '--assert: `makespanMs workers`: expected one expression'],
    ['makespanMs ^ 2', '--assert: `makespanMs ^ 2`: operator `^` is not known'],
    ['~makespanMs', '--assert: `~makespanMs`: operator `~` is not known'],
    ['this.process', '--assert: `this.process`: a field begins with its name'],
    ['[1][0] == 1', '--assert: `[1][0] == 1`: a field begins with its name'],
    [
      'workers > 1 ? 1 : 2',
      '--assert: `workers > 1 ? 1 : 2`: expected fields, numbers, functions and comparisons only',
    ],
    [
      'lanes[workers].tasks > 1',
      '--assert: `lanes[workers].tasks > 1`: expected a number or a text between [ and ]',
    ],
    ['process.exit(1)', '--assert: `process.exit(1)`: expected the name of a function before `(`'],
    [
      'speedup(parallel) > 1.8',
      '--assert: `speedup(parallel) > 1.8`: `speedup(...)` is for `compare` and `sweep`; a single run has fields only, such as `loop.lagP99Ms < 50`',
    ],
  ])('%s is refused before anything runs', (text, message) => {
    expect(refusalOf(() => parseRunAssertions([text]))).toEqual(message);
  });
});

const inModes = (
  plan: ExperimentPlan,
  modes: readonly ExperimentPlan['variants'][number]['choice']['mode'][],
) => ({
  ...plan,
  variants: plan.variants.map((variant, index) => ({
    ...variant,
    choice: { ...variant.choice, mode: modes[index] ?? 'parallel' },
  })),
});

describe('of a comparison', () => {
  const plan = inModes(planOf(['sequential', 'parallel ×2 #1', 'parallel ×2 #2', 'hybrid ×2']), [
    'sequential',
    'parallel',
    'parallel',
    'hybrid',
  ]);
  const runs = runsOf([
    [9000, 9000, 9000, 9000],
    [8000, 4000, 4010, 3900],
    [8010, 4010, 4000, 6000],
    [7990, 3990, 4005, 5000],
  ]);
  const failures = (text: string): string[] =>
    failuresOfExperiment(parseExperimentAssertions([text], plan), { plan, runs });

  test.each([
    "speedup('parallel ×2 #1') > 1.8",
    "speedup('parallel ×2 #1') == 2",
    'speedup(hybrid, sequential) == 1.6',
    'makespan(sync) == 8000',
    "faster('parallel ×2 #1', sequential)",
    "!faster('parallel ×2 #1', 'parallel ×2 #2')",
    '!faster(sequential, hybrid)',
    'median(hybrid, makespanMs / 10) == 500',
    'max(hybrid, makespanMs) - min(hybrid, makespanMs) == 2100',
    'checksumsAgree',
    'loop.lagP99Ms < 50',
    'workers == 2 || makespanMs < 5000',
  ])('%s holds', text => {
    expect(failures(text)).toEqual([]);
  });

  test('a winner is somebody whom nothing else equals', () => {
    expect(failures("winner == 'parallel ×2 #1'")).toEqual([
      "assertion failed: winner == 'parallel ×2 #1': there is no single winner: no difference that this machine can " +
        'show between parallel ×2 #1, parallel ×2 #2 and hybrid ×2',
    ]);
    const two = inModes(planOf(['sequential', 'parallel ×2']), ['sequential', 'parallel']);
    const clear = runsOf([
      [8000, 4000],
      [8000, 4000],
      [8010, 4010],
      [7990, 3990],
    ]);
    const assertions = parseExperimentAssertions(["winner == 'parallel ×2'"], two);
    expect(failuresOfExperiment(assertions, { plan: two, runs: clear })).toEqual([]);
  });

  test.each([
    ['speedup(hybrid) > 1.8', 'assertion failed: speedup(hybrid) > 1.8: the value is 1.6'],
    [
      'faster(hybrid, sequential)',
      'assertion failed: faster(hybrid, sequential): faster(hybrid, sequential) is false',
    ],
    ['makespanMs < 8005', 'assertion failed: makespanMs < 8005: the value is 8010 (sequential, round 2)'],
    [
      'makespanMs < 5000',
      'assertion failed: makespanMs < 5000: the value is 8000 (sequential, round 1), and in 4 more of 12 runs',
    ],
  ])('%s fails', (text, message) => {
    expect(failures(text)).toEqual([message]);
  });

  test('a lost run is no way to pass', () => {
    const lost = runsOf([[1], [null], [null], [null]]);
    const alone = planOf(['parallel ×2']);
    const failuresOf = (text: string) =>
      failuresOfExperiment(parseExperimentAssertions([text], alone), { plan: alone, runs: lost });
    expect(failuresOf('makespan(parallel) < 10')).toEqual([
      'assertion failed: makespan(parallel) < 10: makespan(parallel) was not measured',
    ]);
    expect(failuresOf('makespanMs < 10')).toEqual([
      'assertion failed: makespanMs < 10: makespanMs was not measured (parallel ×2, round 1), and in 2 more of 3 runs',
    ]);
  });

  test.each([
    [
      'speedup(processes) > 1',
      "--assert: `speedup(processes) > 1`: this names none of what is compared: expected one of sequential, 'parallel ×2 #1', 'parallel ×2 #2', hybrid",
    ],
    [
      'speedup(parallel) > 1',
      "--assert: `speedup(parallel) > 1`: `parallel` names several of what is compared: expected one of sequential, 'parallel ×2 #1', 'parallel ×2 #2', hybrid",
    ],
    [
      'speedup() > 1',
      '--assert: `speedup() > 1`: expected speedup(parallel) or speedup(parallel, concurrent)',
    ],
    ['median(hybrid) > 1', '--assert: `median(hybrid) > 1`: expected median(parallel, loop.lagP99Ms)'],
    ['median(hybrid, nonsense) > 1', expect.stringContaining('`nonsense`: no field `nonsense`')],
    [
      'constructor(hybrid) > 1',
      '--assert: `constructor(hybrid) > 1`: no function `constructor`: expected one of speedup, makespan, faster, median, min, max',
    ],
  ])('%s is refused before anything runs', (text, message) => {
    expect(refusalOf(() => parseExperimentAssertions([text], plan))).toEqual(message);
  });
});

test('a sweep names its points by their number; speedup is against one worker', () => {
  const plain = planOf(['workers 1', 'workers 2'], { kind: 'sweep', swept: 'workers' });
  const plan = { ...plain, variants: plain.variants.map((variant, index) => ({ ...variant, x: index + 1 })) };
  const runs = runsOf([
    [1, 1],
    [8000, 5000],
  ]);
  const failures = (text: string): string[] =>
    failuresOfExperiment(parseExperimentAssertions([text], plan), { plan, runs });
  expect(failures('speedup(2) == 1.6')).toEqual([]);
  expect(failures('speedup(2) > 1.8')).toEqual(['assertion failed: speedup(2) > 1.8: the value is 1.6']);
  expect(refusalOf(() => failures('speedup(3) > 1'))).toContain('expected one of 1, 2');
});
