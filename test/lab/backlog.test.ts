import { expect, test } from 'vitest';
import { checkOrder, createBacklog } from '../../src/lab/backlog.ts';

const task = (name: string, more: { after?: number[]; priority?: number } = {}) => ({ name, ...more });

test('equal priorities start in plan order, higher ones first', () => {
  const backlog = createBacklog([
    task('a'),
    task('b', { priority: 1 }),
    task('c'),
    task('d', { priority: 2 }),
  ]);
  expect([1, 2, 3, 4, 5].map(() => backlog.take())).toEqual([3, 1, 0, 2, null]);
});

test('a task waits until all that it comes after are done', () => {
  const backlog = createBacklog([task('both', { after: [1, 2] }), task('one'), task('two')]);
  expect([backlog.take(), backlog.take(), backlog.take()]).toEqual([1, 2, null]);
  backlog.done(2);
  expect(backlog.take()).toBeNull();
  backlog.done(1);
  expect(backlog.take()).toBe(0);
});

test('a task that is released goes before later ones of the same priority', () => {
  const backlog = createBacklog([task('a'), task('b', { after: [0] }), task('c')]);
  expect(backlog.take()).toBe(0);
  backlog.done(0);
  expect(backlog.take()).toBe(1);
});

test('what comes after a failed task, near or far, never starts', () => {
  const backlog = createBacklog([
    task('a'),
    task('b', { after: [0] }),
    task('c', { after: [1] }),
    task('d', { after: [0, 4] }),
    task('e'),
  ]);
  expect(backlog.take()).toBe(0);
  expect(backlog.failed(0)).toEqual([1, 2, 3]);
  expect([backlog.take(), backlog.take()]).toEqual([4, null]);
  backlog.done(4);
  expect(backlog.take()).toBeNull();
});

test('what is dropped never starts', () => {
  const backlog = createBacklog([task('a'), task('b'), task('c', { after: [0] })]);
  expect(backlog.take()).toBe(0);
  expect(backlog.drop()).toEqual([1, 2]);
  backlog.done(0);
  expect(backlog.take()).toBeNull();
});

test('an order that cannot be kept is refused', () => {
  expect(() => checkOrder([task('a', { after: [3] })])).toThrow(
    'task 0 (a): `after` names task 3, but the plan has tasks 0 to 0',
  );
  expect(() => checkOrder([task('a'), task('b', { after: [2] }), task('c', { after: [1] })])).toThrow(
    'task 1 (b): `after` [2] closes a circle, so it could never start',
  );
  expect(() => checkOrder([task('a', { after: [1] }), task('b')])).not.toThrow();
});
