import { expect, it } from 'vitest';
import { cpuOfTask, spentBy } from '../../src/state/effort.ts';
import { taskCpuMs } from '../../src/state/past.ts';
import { finishedRun } from '../analysis/build.ts';

it('takes the time on the thread for a task that came and went between two ticks of the kernel', () => {
  expect(cpuOfTask({ runMs: 0.09, cpuMs: 0 })).toBe(0.09);
  expect(cpuOfTask({ runMs: 3.9, cpuMs: 4 })).toBe(3.9);
  expect(cpuOfTask({ runMs: 20, cpuMs: 12 })).toBe(12);
  expect(cpuOfTask({ runMs: 20, cpuMs: null })).toBe(20);
});

it('a run of tiny tasks has used the CPU that they were on their threads', () => {
  const run = finishedRun(
    Array.from({ length: 1000 }, (_, at) => ({
      lane: 'w1',
      from: at * 0.25,
      run: 0.125,
      cpu: at === 7 ? 4 : 0,
    })),
  );
  expect(spentBy(run.effort, 0)).toEqual({ runMs: 125, waitMs: 0 });
  expect(taskCpuMs(run)).toBe(125);
});
