import { describe, expect, test } from 'vitest';
import { heldUpBy } from '../../src/probe/held-up.ts';
import { Standstills } from '../../src/probe/standstills.ts';

const block = { startMs: 1000, endMs: 1120, durationMs: 120, cpuMs: 8, runQueueMs: 0 };

describe('a delay of a stall’s length', () => {
  test('is the program’s, if a fifth of a stall of it was not spent in line for a core', () => {
    expect(heldUpBy({ ...block, cpuMs: 60, runQueueMs: 60 }, 50, 0)).toBeNull();
    expect(heldUpBy({ ...block, runQueueMs: 110 }, 50, 0)).toBeNull();
  });

  test('is the wait for a core, if less than that is left of it', () => {
    expect(heldUpBy({ ...block, runQueueMs: 111 }, 50, 0)).toBe('starved');
    expect(heldUpBy({ ...block, runQueueMs: 130 }, 50, 0)).toBe('starved');
    expect(heldUpBy({ ...block, runQueueMs: 111 }, 40, 0)).toBeNull();
  });

  test('is the program’s, if it has asked the kernel to wait', () => {
    expect(heldUpBy(block, 50, 0)).toBeNull();
  });

  test('is none of its doing, if the process stood still for half of it, unless its code took a fifth of a stall by itself', () => {
    expect(heldUpBy(block, 50, 60)).toBe('stopped');
    expect(heldUpBy({ ...block, cpuMs: 10 }, 50, 120)).toBeNull();
    expect(heldUpBy(block, 50, 59)).toBeNull();
    // Stopped for 40 ms, and in line for a core before and after that.
    expect(heldUpBy({ ...block, runQueueMs: 70 }, 50, 40)).toBe('stopped');
    expect(heldUpBy({ ...block, runQueueMs: 20 }, 50, 40)).toBeNull();
  });

  test('is needed', () => {
    expect(heldUpBy({ ...block, durationMs: 49, runQueueMs: 49 }, 50, 49)).toBeNull();
  });
});

describe('the process stood still', () => {
  const spentBetweenLooks = (...all: readonly (readonly [cpuMs: number, runQueueMs: number])[]) => {
    const spent = [...all];
    let now = { cpuMs: 0, runQueueMs: 0 };
    return new Standstills({
      mark: () => {
        const [cpuMs = 0, runQueueMs = 0] = spent.shift() ?? [];
        now = { cpuMs, runQueueMs };
      },
      spent: () => now,
      close: () => {},
    });
  };

  test('if the probe’s thread was not asleep, and neither ran nor stood in line meanwhile', () => {
    const standstills = spentBetweenLooks([0.3, 0], [0.3, 0]);
    expect(standstills.look(1000, 2)).toBe(false);
    expect(standstills.look(1130, 80)).toBe(true);
    expect(standstills.withinMs({ startMs: 1000, endMs: 1120 })).toBeCloseTo(79.7);
    expect(standstills.withinMs({ startMs: 900, endMs: 1000 })).toBe(0);
    expect(standstills.withinMs({ startMs: 1100, endMs: 1200 })).toBe(30);
  });

  test('but not if it had no core, was busy itself, or the kernel does not count', () => {
    const standstills = spentBetweenLooks([0.3, 75], [40, 35], [0, 0]);
    expect([1130, 1330, 1530].map(atMs => standstills.look(atMs, 80))).toEqual([false, false, false]);
    expect(standstills.withinMs({ startMs: 1000, endMs: 2000 })).toBe(0);
  });

  test('also when it has many times before', () => {
    const standstills = spentBetweenLooks(...Array.from({ length: 50 }, () => [0.3, 0] as const));
    for (let i = 1; i <= 50; i++) standstills.look(1000 * i, 80);
    expect(standstills.withinMs({ startMs: 49_900, endMs: 50_000 })).toBeCloseTo(79.7);
  });
});
