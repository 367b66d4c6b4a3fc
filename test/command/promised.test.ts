import { expect, test } from 'vitest';
import { parseExperimentAssertions } from '../../src/analysis/assertions/experiment.ts';
import { parseRunAssertions } from '../../src/analysis/assertions/run.ts';
import { Promised } from '../../src/command/promised.ts';
import type { State } from '../../src/state/state.ts';
import { finishedExperiment, planOf } from '../fixtures/experiments.ts';
import { finished, parallel } from '../fixtures/states.ts';

const plan = planOf(['sequential', 'parallel ×2']);
const race = (texts: readonly string[]) =>
  new Promised({ type: 'experiment', plan, assertions: parseExperimentAssertions(texts, plan) });

const during = (experiment: State['experiment']): State => ({ ...parallel.state, experiment });

test('a race that is left before its end is judged by what was measured', () => {
  const promised = race(["speedup('parallel ×2', sequential) > 1.8", "makespan('parallel ×2') < 1"]);
  const begun = finishedExperiment({ ...plan, id: 'again' }, [[9000, 9000], [8000]]);
  promised.heard(during({ ...begun, phase: 'running', current: { variant: 1, round: 1 } }));
  expect(promised.failures()).toEqual([
    "assertion failed: speedup('parallel ×2', sequential) > 1.8: " +
      'speedup("parallel ×2", sequential) was not measured',
    'assertion failed: makespan(\'parallel ×2\') < 1: makespan("parallel ×2") was not measured',
  ]);
});

test('a race that was left before its first run fails whatever was to hold of it', () => {
  expect(race(['loop.lagP99Ms < 50']).failures()).toEqual([
    'assertion failed: loop.lagP99Ms < 50: no run was measured',
  ]);
});

test('another race on the same screen does not count', () => {
  const promised = race(['checksumsAgree']);
  promised.heard(during(finishedExperiment(plan, [[1], [8000, 4000]])));
  promised.heard(during(finishedExperiment(planOf(['other']), [[1], [1]])));
  expect(promised.failures()).toEqual([]);
});

test('a run that was left before its end fails by what was not measured; one that ended is judged', () => {
  const { request } = finished.state.run ?? {};
  if (!request) throw new Error('no run');
  const promised = new Promised({
    type: 'run',
    choice: request,
    assertions: parseRunAssertions(['makespanMs < 5000', 'tasks.failed == 0']),
  });
  promised.heard(parallel.state);
  expect(promised.failures()).toEqual([
    'assertion failed: makespanMs < 5000: makespanMs was not measured',
    'assertion failed: tasks.failed == 0: tasks.failed was not measured',
  ]);
  promised.heard(finished.state);
  expect(promised.failures()).toEqual([]);
});

test('without assertions nothing fails', () => {
  expect(new Promised(null).failures()).toEqual([]);
  expect(race([]).failures()).toEqual([]);
});
