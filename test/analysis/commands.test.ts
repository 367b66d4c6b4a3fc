import { expect, test } from 'vitest';
import { compareCommand, runCommand, sweepCommand, workOf } from '../../src/analysis/commands.ts';

const asked = {
  workloadId: 'primes',
  mode: 'hybrid',
  workers: 2,
  tasksPerWorker: 8,
  sliceMs: 10,
  seed: 1,
  scale: 1,
  options: {},
} as const;

test('what is as usual is not said', () => {
  expect(runCommand(workOf(asked), asked)).toBe('`jugglers run primes --mode hybrid --workers 2`');
  expect(compareCommand(workOf(asked))).toBe('`jugglers compare primes`');
});

test('what was asked for is kept, wherever it means anything', () => {
  const work = workOf({
    ...asked,
    workloadId: './my file.mjs',
    tasksPerWorker: 3,
    sliceMs: 0,
    uvThreads: 8,
    seed: 7,
    scale: 0.5,
    options: { size: 4, name: "it's" },
  });
  const start = `jugglers run './my file.mjs' --set size=4 --set 'name=it'\\''s' --scale 0.5 --seed 7`;
  expect(runCommand(work, { mode: 'hybrid', workers: 4 })).toBe(
    `\`${start} --mode hybrid --workers 4 --tasks-per-worker 3 --slice 0 --uv-threads 8\``,
  );
  expect(runCommand(work, { mode: 'parallel', workers: 4 })).toBe(
    `\`${start} --mode parallel --workers 4 --uv-threads 8\``,
  );
  expect(runCommand(work, { mode: 'concurrent', workers: 4 }, ['--uv-threads', '2'])).toBe(
    `\`${start} --mode concurrent --slice 0 --uv-threads 2\``,
  );
});

test('a sweep keeps all but the number that it sweeps', () => {
  const work = workOf({ ...asked, tasksPerWorker: 3, sliceMs: 5 });
  expect(sweepCommand(work, ['--mode', 'hybrid', '--tasks-per-worker', '1..8'])).toBe(
    '`jugglers sweep primes --slice 5 --mode hybrid --tasks-per-worker 1..8`',
  );
  expect(compareCommand(work, ['--modes', 'sequential,parallel'])).toBe(
    '`jugglers compare primes --modes sequential,parallel`',
  );
});
