import { expect, test } from 'vitest';
import type { ModeId } from '../../src/protocol.ts';
import { requestFor, runToEnd } from './subject.ts';

const troubled = (mode: ModeId, trouble: string) =>
  runToEnd(requestFor('trouble', { mode, options: { trouble } }));

const allModes: ModeId[] = ['sequential', 'concurrent', 'parallel', 'hybrid', 'processes', 'spawn'];
const oneFailed = { total: 6, done: 5, failed: 1, cancelled: 0 };

test.for(allModes)(
  '%s: tasks that throw, or whose value is no plain data, fail alone, and say why',
  async mode => {
    const { finished, subject } = await troubled(mode, 'throw');
    expect(finished.counts).toEqual({ total: 6, done: 4, failed: 2, cancelled: 0 });
    expect(finished.phases).toEqual([4, 5, 5, 4, 4, 4]);
    expect(finished.checksum).toBeNull();
    expect(subject.texts('error').sort()).toEqual([
      expect.stringContaining("a task's value must be plain data, got a function"),
      expect.stringMatching(/^the pan is on fire \(at .*trouble\.ts:\d+:\d+/),
    ]);
  },
);

test.for([
  ['parallel', 'exit', 'exited with code: 7'],
  ['parallel', 'throw outside', 'thrown outside the task'],
  ['parallel', 'exit holding a lock', 'exited with code: 7'],
  ['hybrid', 'exit', 'exited with code: 7'],
  ['hybrid', 'throw outside', 'thrown outside the task'],
  ['hybrid', 'exit holding a lock', 'exited with code: 7'],
  ['spawn', 'exit', 'the thread exited with code 7'],
  ['spawn', 'throw outside', 'thrown outside the task'],
  ['spawn', 'exit holding a lock', 'the thread exited with code 7'],
  ['processes', 'exit', 'the process exited with code 7'],
  ['processes', 'kill', 'the process was ended by SIGKILL'],
  ['processes', 'exit holding a lock', 'the process exited with code 7'],
] as const)('%s: a lane that dies by "%s" costs its own task only', async ([mode, trouble, reason]) => {
  const { finished, subject } = await troubled(mode, trouble);
  expect(finished.counts).toEqual(oneFailed);
  expect(finished.phases[2]).toBe(5);
  expect(subject.texts('error')).toEqual([expect.stringContaining(reason)]);
  expect(subject.ofType('lane-lost')).toHaveLength(1);
  const failed = subject.trace().filter(record => record.phase === 'failed');
  expect(failed).toEqual([expect.objectContaining({ task: 2, lane: 'main', value: -1 })]);
});

test('what comes after a failed task is cancelled', async () => {
  const request = requestFor('dependents');
  const { finished } = await runToEnd(request);
  expect(finished.phases).toEqual([5, 6, 6, 4]);
});

test.for(['parallel', 'spawn'] as const)('%s: a thread out of memory costs its own task only', async mode => {
  const request = requestFor('trouble', { mode, options: { trouble: 'memory' } });
  const { finished, subject } = await runToEnd(request, { NODE_OPTIONS: '--max-old-space-size=60' });
  expect(finished.phases).toEqual([4, 4, 5, 4, 4, 4]);
  expect(subject.texts('error')).toEqual([expect.stringContaining('JS heap out of memory')]);
});

test('a workload that no worker can load is refused', async () => {
  await expect(runToEnd(requestFor('main-only', { mode: 'parallel' }))).rejects.toThrow(
    'SUBJECT: a worker thread could not be started: no workers, please',
  );
});
