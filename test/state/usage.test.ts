import { expect, test } from 'vitest';
import type { Event } from '../../src/state/state.ts';
import { finished, replay, running } from './build.ts';

const sample = (
  atMs: number,
  spanMs: number,
  busy: readonly number[],
  throttledMs: number | null = null,
  clockShare: number | null = null,
): Event => ({
  type: 'machine-sample',
  sample: {
    atMs,
    spanMs,
    cores: busy.map((share, id) => ({ id, user: share, system: 0, steal: 0.1, busy: share })),
    dashboardCpu: 0.02,
    throttledMs,
    clockShare,
  },
});

test('samples are summed over the time of the run only', () => {
  const state = replay(
    [
      sample(900, 200, [1, 1]),
      // Half of this one lies before the start.
      sample(1100, 200, [0.5, 1]),
      sample(1300, 200, [1, 0]),
      finished(['done'], 1400),
      sample(1500, 200, [1, 1], 20),
      sample(1700, 200, [1, 1]),
    ],
    running(1),
  );
  const { usage } = state.run!;
  expect(usage.spanMs).toBe(400);
  expect(usage.busyMs).toEqual([350, 200]);
  expect(usage.stealMs).toBeCloseTo(80);
  expect(usage.dashboardCpuMs).toBeCloseTo(8);
  expect(usage.throttledMs).toBe(10);
  expect(state.nowMs).toBe(1700);
  expect(state.coreHistory).toEqual([
    [1, 1],
    [0.5, 1],
    [1, 0],
    [1, 1],
    [1, 1],
  ]);
});

test('without a counter of throttling there is no figure for it', () => {
  expect(replay([sample(1200, 200, [1])], running(1)).run?.usage.throttledMs).toBeNull();
});

test("the clock counts as long as it was measured, in the run's own time", () => {
  const state = replay(
    [
      // Half of this one lies before the start, and nothing worked in the third.
      sample(1100, 200, [1], null, 1),
      sample(1300, 200, [1], null, 0.75),
      sample(1500, 200, [0], null, null),
      finished(['done'], 1500),
      sample(1700, 200, [1], null, 0.5),
    ],
    running(1),
  );
  expect(state.run!.usage.clock).toEqual({ spanMs: 300, shareMs: 250, highestShare: 1 });
  expect(replay([sample(1200, 200, [1])], running(1)).run?.usage.clock).toBeUndefined();
});
