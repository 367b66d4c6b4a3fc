import { expect, test } from 'vitest';
import { leftOvers } from '../../bench/nodes/rounds.ts';

const rounds = 100;

const level = (alive = {}, state = {}) => ({
  answered: 100,
  failed: [],
  errors: [],
  alive: { objects: 20_000, bytes: 2e6, ...alive },
  state: {
    listeners: { exit: 1 },
    modules: 1,
    environment: [],
    globals: 70,
    descriptors: 22,
    threads: 7,
    heapBytes: 5e6,
    inspector: null,
    ...state,
  },
});

const leftOf = (alive: object, state: object = {}): string[] =>
  leftOvers(level(), level(alive, state), rounds);

test('compiled code, and what becomes of a first time, is no leak', () => {
  expect(leftOf({ objects: 20_017, bytes: 2e6 + 800 }, { heapBytes: 6e6 })).toEqual([]);
});

test('an object in each round is one, and so is one object that grows', () => {
  expect(leftOf({ objects: 20_100 })).toEqual(['objects alive']);
  expect(leftOf({ bytes: 2e6 + 50_000 })).toEqual(['bytes alive']);
});

test('nothing else may be left, but for the four threads of the pool', () => {
  expect(leftOf({}, { threads: 11 })).toEqual([]);
  expect(leftOf({}, { threads: 12, descriptors: 23 })).toEqual(['descriptors', 'threads']);
  const more = { modules: 2, globals: 71, listeners: { exit: 2 } };
  expect(leftOf({}, more)).toEqual(['modules', 'globals', 'listeners']);
});
