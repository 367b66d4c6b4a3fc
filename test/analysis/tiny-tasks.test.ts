import { expect, it } from 'vitest';
import { demandsOf } from '../../src/analysis/demands.ts';
import { finishedRun } from './build.ts';

it('asks CPU for tasks that are over before the kernel has counted any', () => {
  const run = finishedRun([
    { lane: 'w1', from: 0, run: 0.5, cpu: 0 },
    { lane: 'w1', from: 1, run: 20, cpu: 10 },
  ]);
  expect(demandsOf(run)?.map(({ cpuMs }) => cpuMs)).toEqual([0.5, 10]);
});
