import { expect, it } from 'vitest';
import { modeWords } from '../../../src/modes.ts';
import { speedup } from '../../../src/view/panels/run-words.ts';
import * as states from '../../fixtures/states.ts';

const runningTasks = (count: number) =>
  Array.from({ length: count }, (_, index) => states.running(index, `s${index}`, 0));

it('is measured against the last sequential run of the same work once the run is over', () => {
  expect(speedup(states.finished.state)).toEqual({ factor: 7990 / 4120, isMeasured: true });
});

it('is not claimed after a run with nothing to compare with', () => {
  const { state } = states.finished;
  const other = state.past.map(run => ({ ...run, request: { ...run.request, scale: 2 } }));
  expect(speedup({ ...state, past: other })).toBe(null);
});

it('is estimated while the run goes on, and never above what the cores can give to running tasks', () => {
  const estimated = (tasks: number) => speedup(states.withRun({ tasks: runningTasks(tasks) }).state);
  expect([1, 2, 28].map(estimated)).toEqual([
    { factor: 1, isMeasured: false },
    { factor: 2, isMeasured: false },
    { factor: 2, isMeasured: false },
  ]);
});

it('is not estimated in the first half second', () => {
  expect(speedup({ ...states.parallel.state, nowMs: states.startMs + 400 })).toBe(null);
});

it('names the mode with what it has of workers', () => {
  const modes = ['sequential', 'parallel', 'hybrid'] as const;
  expect(modes.map(mode => modeWords({ ...states.request, mode }))).toEqual([
    'sequential',
    'parallel ×2',
    'hybrid ×2·4',
  ]);
});
