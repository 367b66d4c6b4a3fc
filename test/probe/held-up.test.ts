import { describe, expect, test } from 'vitest';
import { heldUpBy } from '../../src/probe/held-up.ts';
import { Standstills } from '../../src/probe/standstills.ts';

const block = { startMs: 1000, endMs: 1120, durationMs: 120, cpuMs: 8, runQueueMs: 0 };

describe('a delay of a stall’s length', () => {
  test('is the program’s, if a fifth of a stall of it was not spent in line for a core', () => {
    expect(heldUpBy({ ...block, cpuMs: 60, runQueueMs: 60 }, 50, false)).toBeNull();
    expect(heldUpBy({ ...block, runQueueMs: 110 }, 50, false)).toBeNull();
  });

  test('is the wait for a core, if less than that is left of it', () => {
    expect(heldUpBy({ ...block, runQueueMs: 111 }, 50, false)).toBe('starved');
    expect(heldUpBy({ ...block, runQueueMs: 130 }, 50, false)).toBe('starved');
    expect(heldUpBy({ ...block, runQueueMs: 111 }, 40, false)).toBeNull();
  });

  test('is the program’s, if it has asked the kernel to wait', () => {
    expect(heldUpBy(block, 50, false)).toBeNull();
  });

  test('is none of its doing, if the process stood still in it, unless its code took a fifth of a stall by itself', () => {
    expect(heldUpBy(block, 50, true)).toBe('stopped');
    expect(heldUpBy({ ...block, cpuMs: 10 }, 50, true)).toBeNull();
  });

  test('is needed', () => {
    expect(heldUpBy({ ...block, durationMs: 49, runQueueMs: 49 }, 50, true)).toBeNull();
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
    expect(standstills.isWithin({ startMs: 1000, endMs: 1120 })).toBe(true);
    expect(standstills.isWithin({ startMs: 900, endMs: 1000 })).toBe(false);
    expect(standstills.isWithin({ startMs: 1130, endMs: 1200 })).toBe(false);
  });

  test('but not if it had no core, was busy itself, or the kernel does not count', () => {
    const standstills = spentBetweenLooks([0.3, 75], [40, 35], [0, 0]);
    expect([1130, 1330, 1530].map(atMs => standstills.look(atMs, 80))).toEqual([false, false, false]);
    expect(standstills.isWithin({ startMs: 1000, endMs: 2000 })).toBe(false);
  });

  test('also when it has many times before', () => {
    const standstills = spentBetweenLooks(...Array.from({ length: 50 }, () => [0.3, 0] as const));
    for (let i = 1; i <= 50; i++) standstills.look(1000 * i, 80);
    expect(standstills.isWithin({ startMs: 49_900, endMs: 50_000 })).toBe(true);
  });
});
