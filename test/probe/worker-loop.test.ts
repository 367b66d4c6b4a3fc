/** How busy a worker's loop is, as told by its stamps: here of this thread's own. */
import { expect, test } from 'vitest';
import { nowMs } from '../../src/clock.ts';
import { meterLoop, WorkerLoop } from '../../src/probe/worker-loop.ts';

test('nothing is known before the second stamp; one that is overdue belongs to a loop that does not turn', () => {
  const loop = new WorkerLoop(meterLoop());
  const now = nowMs();
  expect(loop.utilization(now)).toBeNull();
  expect(loop.utilization(now + 5000)).toBe(1);
});
