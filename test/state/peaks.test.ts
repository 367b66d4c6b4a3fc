import { expect, test } from 'vitest';
import { peakOf } from '../../src/state/peaks.ts';
import { finished, replay, running, trace } from './build.ts';

const spans = (...pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([startMs, endMs]) => ({ startMs, endMs }));

test.each([
  ['nothing', spans(), 0],
  ['one after another, without a gap', spans([0, 10], [10, 20], [20, 30]), 1],
  ['two that overlap', spans([0, 10], [9, 20], [20, 30]), 2],
  ['one inside another', spans([0, 100], [10, 20], [30, 40]), 2],
  ['three at one moment', spans([0, 100], [10, 50], [40, 60]), 3],
  ['spans without length', spans([5, 5], [5, 5]), 1],
])('the most that overlap: %s', (_what, given, peak) => {
  expect(peakOf(given)).toBe(peak);
});

test('batches of two processes that come out of step do not count what was one after the other', () => {
  const state = replay(
    [
      trace([[1000, 'w1', 'running', 0]]),
      trace([[1060, 'w2', 'running', 1]]),
      trace([[1050, 'w1', 'done', 0, 50]]),
      trace([[1090, 'w2', 'done', 1, 30]]),
    ],
    running(2, { mode: 'processes' }),
  );
  expect(state.run).toMatchObject({ inFlightMax: 2, runningNowMax: 2 });
  const over = replay([finished(['done', 'done'], 1090)], state);
  expect(over.run).toMatchObject({ inFlightMax: 1, runningNowMax: 1 });
});
