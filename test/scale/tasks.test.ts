/** 100,000 tasks: what a failure and a picture cost does not depend on how many tasks there are. */
import { expect, test } from 'vitest';
import { effortOfAll, spentBy } from '../../src/state/effort.ts';
import type { Event, Task } from '../../src/state/state.ts';
import { header } from '../../src/view/panels/index.ts';
import { finished, replay, running, taskOf, trace } from '../state/build.ts';
import { plain } from '../view/panels/screen.ts';

const count = 100_000;
const failure = (task: number): Event => ({
  type: 'task-text',
  atMs: 1500,
  lane: 'w1',
  task,
  kind: 'error',
  text: `boom ${task}`,
});

test('errors are told without copying the tasks, and are with them after the next steps', () => {
  const before = running(count);
  const told = replay(
    Array.from({ length: count }, (_, task) => failure(task)),
    before,
  );
  expect(told.run?.tasks).toBe(before.run?.tasks);
  expect(told.log.entries).toHaveLength(count);
  const steps = [7, 99_999].flatMap(task => [
    [1400, 'w1', 'running', task] as const,
    [1500, 'w1', 'failed', task] as const,
  ]);
  const after = replay(
    [trace(steps.slice(0, 1)), failure(7), failure(99_999), trace(steps.slice(1))],
    before,
  );
  expect(taskOf(after, 7)).toMatchObject({ state: 'failed', error: 'boom 7' });
  expect(taskOf(after, 99_999)).toMatchObject({ state: 'failed', error: '' });
  const end = replay([failure(99_999), finished(Array.from({ length: count }, () => 'failed'))], after);
  expect(taskOf(end, 99_999)).toMatchObject({ state: 'failed', error: 'boom 99999' });
});

test('the sums of what was spent follow the tasks, whatever becomes of them', () => {
  const state = replay(
    [
      trace([
        [1000, 'w1', 'running', 0],
        [1000, 'w2', 'running', 1],
        [1100, 'w1', 'waiting', 0, 1],
        [1150, 'w1', 'running', 2],
        [1200, 'w1', 'ready', 0],
        [1300, 'w2', 'done', 1, 250],
        [1310, 'w2', 'running', 3],
        [1320, 'w2', 'failed', 3, -1],
        [1330, 'w2', 'running', 4],
        [1340, 'w2', 'cancelled', 4],
        [1350, 'w2', 'running', 5],
      ]),
    ],
    running(8),
  );
  // Task 0 ran and waited 100 ms each; 1 counts with its CPU; 2 and 5 still run; 3 took 10 ms; 4 was cancelled.
  const spent = { runMs: 100 + 250 + 250 + 50 + 10, waitMs: 100 };
  expect(state.run && spentBy(state.run.effort, 1400)).toEqual(spent);
  expect(spentBy(effortOfAll(state.run?.tasks ?? []), 1400)).toEqual(spent);
});

test('the header looks at no task', () => {
  const { run, ...rest } = replay([{ type: 'tick', atMs: 3000 }], running(4));
  if (run === null) throw new Error('there is a run');
  const untouchable = new Proxy<Task[]>([], {
    get(_, name) {
      if (name === 'length') return count;
      throw new Error(`the tasks were asked for ${String(name)}`);
    },
  });
  const state = { ...rest, run: { ...run, tasks: untouchable } };
  expect(String(header({ state, temporality: 'live' }, { width: 100, height: 1 }, plain)[0])).toContain(
    'running',
  );
});
