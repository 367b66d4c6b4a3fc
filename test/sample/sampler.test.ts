import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { SamplerReaders } from '../../src/sample/sampler.ts';
import { createSampler } from '../../src/sample/sampler.ts';

interface Reading {
  readonly nowMs: number;
  readonly user: number;
  readonly idle: number;
  readonly cpuMs: number;
  readonly throttledMs: number | null;
}

/** Hands out one literal reading after the other. */
function readersOf(readings: readonly Reading[]): SamplerReaders {
  let at = 0;
  const now = (): Reading => readings[at] as Reading;
  return {
    clock: { nowMs: () => now().nowMs },
    readCores: () => [{ id: 0, user: now().user, system: 0, steal: 0, idle: now().idle }],
    readOwnCpuMs: () => now().cpuMs,
    // Read last, so the next reading begins after it.
    readThrottledMs: () => readings[at++]?.throttledMs ?? null,
    readClock: ([core]) => (core!.busy > 0.5 ? 0.9 : null),
  };
}

test('every sample is the difference to the one before', () => {
  const sampler = createSampler(
    readersOf([
      { nowMs: 5000, user: 100, idle: 900, cpuMs: 40, throttledMs: 12 },
      { nowMs: 5250, user: 120, idle: 905, cpuMs: 45, throttledMs: 12 },
      { nowMs: 5750, user: 120, idle: 955, cpuMs: 145, throttledMs: 30 },
    ]),
  );
  expect(sampler.sample()).toEqual({
    atMs: 5250,
    spanMs: 250,
    cores: [{ id: 0, user: 0.8, system: 0, steal: 0, busy: 0.8 }],
    dashboardCpu: 0.02,
    throttledMs: 0,
    clockShare: 0.9,
  });
  expect(sampler.sample()).toEqual({
    atMs: 5750,
    spanMs: 500,
    cores: [{ id: 0, user: 0, system: 0, steal: 0, busy: 0 }],
    dashboardCpu: 0.2,
    throttledMs: 18,
    clockShare: null,
  });
});

test('what is not counted stays null, and no time gives no share', () => {
  const still = { nowMs: 10, user: 1, idle: 1, cpuMs: 5, throttledMs: null };
  const sampler = createSampler(readersOf([still, { ...still, cpuMs: 6 }]));
  expect(sampler.sample()).toEqual({
    atMs: 10,
    spanMs: 0,
    cores: [{ id: 0, user: 0, system: 0, steal: 0, busy: 0 }],
    dashboardCpu: 0,
    throttledMs: null,
    clockShare: null,
  });
});

test('this very machine', () => {
  const beforeMs = systemClock.nowMs();
  const sample = createSampler().sample();
  expect(sample.atMs).toBeGreaterThanOrEqual(beforeMs);
  expect(sample.cores.length).toBeGreaterThanOrEqual(1);
  for (const { busy, steal } of sample.cores) {
    expect(busy).toBeGreaterThanOrEqual(0);
    expect(busy + steal).toBeLessThanOrEqual(1.000001);
  }
});
