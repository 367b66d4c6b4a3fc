import { expect, test } from 'vitest';
import { Turns } from '../../src/lab/turns.ts';

/** A loop that turns, and a clock that goes on, only when told to. */
function fakeLoop() {
  let nowMs = 0;
  let steps: (() => void)[] = [];
  return {
    host: { nowMs: () => nowMs, nextTurn: (step: () => void) => void steps.push(step) },
    pass: (ms: number) => (nowMs += ms),
    turn: async () => {
      const due = steps;
      steps = [];
      for (const step of due) step();
      await Promise.resolve();
    },
  };
}

/** Enters and notes it; answers whether it could go on at once. */
function entering(turns: Turns, log: number[]) {
  return (task: number): boolean => {
    const turn = turns.enter(task);
    if (turn === null) log.push(task);
    else void turn.then(() => log.push(task));
    return turn === null;
  };
}

test('within the slice the next one goes on as soon as the thread is free', async () => {
  const { host, pass } = fakeLoop();
  const turns = new Turns(10, host);
  const log: number[] = [];
  const enter = entering(turns, log);
  expect([enter(0), enter(1), enter(2)]).toEqual([true, false, false]);
  pass(4);
  turns.leave(0);
  await Promise.resolve();
  pass(4);
  turns.leave(1);
  await Promise.resolve();
  expect(log).toEqual([0, 1, 2]);
});

test('once the slice is used up, one goes on in each turn of the loop', async () => {
  const { host, pass, turn } = fakeLoop();
  const turns = new Turns(10, host);
  const log: number[] = [];
  const enter = entering(turns, log);
  for (const task of [0, 1, 2]) enter(task);
  for (const task of [0, 1, 2, 0]) {
    expect(log.at(-1)).toBe(task);
    pass(10);
    expect(turns.isUsedUp()).toBe(true);
    turns.leave(task);
    enter(task);
    await Promise.resolve();
    expect(log.at(-1)).toBe(task);
    await turn();
    expect(turns.isUsedUp()).toBe(false);
  }
  expect(log).toEqual([0, 1, 2, 0, 1]);
});

test('a slice of 0 is never used up', () => {
  const { host, pass } = fakeLoop();
  const turns = new Turns(0, host);
  expect(turns.enter(0)).toBeNull();
  pass(1_000);
  expect(turns.isUsedUp()).toBe(false);
});

test('one that awaits something of its own holds nobody up', async () => {
  const { host, turn } = fakeLoop();
  const turns = new Turns(10, host);
  const log: number[] = [];
  const enter = entering(turns, log);
  enter(0);
  enter(1);
  await turn();
  expect(log).toEqual([0, 1]);
});
