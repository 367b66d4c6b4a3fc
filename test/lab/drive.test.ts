/** Which tasks are handed to the lanes, and when no more are. */
import { expect, test } from 'vitest';
import { createBacklog } from '../../src/lab/backlog.ts';
import { drive } from '../../src/lab/drive.ts';
import type { Outcome } from '../../src/lab/job.ts';

/** So many slots, and tasks that end when they are told to. */
function heldLanes(slots: number) {
  const begun: number[] = [];
  const ends = new Map<number, (phase: Outcome['phase']) => void>();
  const execute = (task: number): Promise<Outcome> => {
    begun.push(task);
    return new Promise(resolve =>
      ends.set(task, phase => resolve({ phase, text: '', startMs: 1, endMs: 2 })),
    );
  };
  const terminate = (): void => {};
  const lanes = { slots, execute, terminate, close: () => Promise.resolve(0) };
  return { lanes, begun, end: (task: number, phase: Outcome['phase']) => ends.get(task)?.(phase) };
}

const backlogOf = (total: number) =>
  createBacklog(Array.from({ length: total }, (_, n) => ({ name: `task ${n}` })));

test('no task begins once one has ended cancelled: its lane may know of the cancel first', async () => {
  const { lanes, begun, end } = heldLanes(2);
  const { outcomes, isCancelled } = drive(4, backlogOf(4), lanes);
  end(0, 'cancelled');
  end(1, 'cancelled');
  expect((await outcomes).map(({ phase }) => phase)).toEqual(Array(4).fill('cancelled'));
  expect([begun, isCancelled()]).toEqual([[0, 1], true]);
});
