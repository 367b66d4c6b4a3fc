import { describe, expect, test } from 'vitest';
import { heldUpBy } from '../../src/probe/held-up.ts';
import { Standstills } from '../../src/probe/standstills.ts';

/** As a beat tells it of whose duration all is sure. */
const ended = (durationMs: number, cpuMs: number, runQueueMs: number) => ({
  startMs: 1000,
  endMs: 1000 + durationMs,
  durationMs,
  leastMs: durationMs,
  cpuMs,
  runQueueMs,
});

const block = ended(120, 8, 0);
const stoodStill = (stoodStillMs: number) => ({ stoodStillMs, engineInLineMs: 0 });
const engineInLine = (engineInLineMs: number) => ({ stoodStillMs: 0, engineInLineMs });

describe('a delay of a stall’s length', () => {
  test('is the program’s, if half of a stall of it was not spent in line for a core', () => {
    expect(heldUpBy({ ...block, cpuMs: 60, runQueueMs: 60 }, 50, stoodStill(0))).toBeNull();
    expect(heldUpBy({ ...block, runQueueMs: 95 }, 50, stoodStill(0))).toBeNull();
  });

  test('is the wait for a core, if less than that is left of it', () => {
    expect(heldUpBy({ ...block, runQueueMs: 96 }, 50, stoodStill(0))).toBe('starved');
    expect(heldUpBy({ ...block, runQueueMs: 130 }, 50, stoodStill(0))).toBe('starved');
    expect(heldUpBy({ ...block, runQueueMs: 96 }, 40, stoodStill(0))).toBeNull();
  });

  test('is that for servers on a full machine, whose turns took 13 of 224 and 17 of 85 ms', () => {
    const turns = ended(223.5, 0, 210.1);
    const turn = { ...ended(94.5, 10.8, 67.4), leastMs: 84.5 };
    expect([turns, turn].map(each => heldUpBy(each, 50, stoodStill(0)))).toEqual(['starved', 'starved']);
  });

  test('is the same wait, if it slept until one of the engine’s threads had stood in line', () => {
    const collection = ended(80.4, 0, 2.8);
    expect(heldUpBy(collection, 50, engineInLine(75.5))).toBe('starved');
    expect(heldUpBy(collection, 50, engineInLine(40))).toBeNull();
    expect(heldUpBy({ ...collection, cpuMs: 30 }, 50, engineInLine(75.5))).toBeNull();
  });

  test('is the program’s, if it has asked the kernel to wait', () => {
    expect(heldUpBy(block, 50, stoodStill(0))).toBeNull();
  });

  test('is none of its doing, if the process stood still for half of it, unless its code took half a stall by itself', () => {
    expect(heldUpBy(block, 50, stoodStill(60))).toBe('stopped');
    expect(heldUpBy({ ...block, cpuMs: 25 }, 50, stoodStill(120))).toBeNull();
    expect(heldUpBy(block, 50, stoodStill(59))).toBeNull();
    // Stopped for 40 ms, and in line for a core before and after that.
    expect(heldUpBy({ ...block, runQueueMs: 70 }, 50, stoodStill(40))).toBe('stopped');
    expect(heldUpBy({ ...block, runQueueMs: 20 }, 50, stoodStill(40))).toBeNull();
  });

  test('is none of its doing either, if it would be no stall without the standstill', () => {
    const short = ended(55, 8, 0);
    expect(heldUpBy(short, 50, stoodStill(6))).toBe('stopped');
    expect(heldUpBy(short, 50, stoodStill(5))).toBeNull();
    expect(heldUpBy({ ...short, runQueueMs: 25 }, 50, stoodStill(0))).toBeNull();
  });

  test('is needed', () => {
    const elsewhere = { stoodStillMs: 49, engineInLineMs: 49 };
    expect(heldUpBy(ended(49, 8, 49), 50, elsewhere)).toBeNull();
  });
});

describe('the process stood still', () => {
  const spentBetweenLooks = (...all: readonly (readonly [cpuMs: number, runQueueMs: number])[]) => {
    const spent = [...all];
    let now = { cpuMs: 0, runQueueMs: 0 };
    return new Standstills(900, {
      mark: () => {
        const [cpuMs = 0, runQueueMs = 0] = spent.shift() ?? [];
        now = { cpuMs, runQueueMs };
      },
      spent: () => now,
      close: () => {},
    });
  };

  test('if the probe’s thread woke late, and neither ran nor stood in line meanwhile', () => {
    const standstills = spentBetweenLooks([0.3, 0], [0.3, 0]);
    expect(standstills.woke(1000, 998)).toBe(false);
    expect(standstills.lastEndMs).toBe(-Infinity);
    expect(standstills.woke(1130, 1050)).toBe(true);
    expect(standstills.lastEndMs).toBe(1130);
    expect(standstills.withinMs({ startMs: 1000, endMs: 1130 })).toBeCloseTo(79.7);
    expect(standstills.withinMs({ startMs: 1000, endMs: 1120 })).toBe(70);
    expect(standstills.withinMs({ startMs: 900, endMs: 1050 })).toBe(0);
    expect(standstills.withinMs({ startMs: 1100, endMs: 1200 })).toBe(30);
  });

  test('but not if it had no core, was busy itself, or the kernel does not count', () => {
    const standstills = spentBetweenLooks([0.3, 75], [40, 35], [0, 0]);
    expect([1130, 1330, 1530].map(atMs => standstills.woke(atMs, atMs - 80))).toEqual([false, false, false]);
    expect(standstills.withinMs({ startMs: 1000, endMs: 2000 })).toBe(0);
  });

  test('also if its thread was awake then, and did not run', () => {
    const standstills = spentBetweenLooks([0.3, 0], [3, 0], [9, 0]);
    standstills.woke(1000, 1000);
    standstills.awake(1005);
    expect(standstills.withinMs({ startMs: 0, endMs: 2000 })).toBe(0);
    standstills.awake(1306);
    expect(standstills.withinMs({ startMs: 0, endMs: 2000 })).toBe(303);
    // Nine milliseconds of work.
    standstills.awake(1315);
    expect(standstills.withinMs({ startMs: 0, endMs: 2000 })).toBe(303);
  });

  test('not while it had something else to do than to wake, or could wake at any time', () => {
    const standstills = spentBetweenLooks([0.3, 0], [0.3, 0]);
    expect(standstills.woke(1100, Infinity)).toBe(false);
    expect(standstills.woke(1102, 1000)).toBe(false);
  });

  test('also when it has many times before', () => {
    const standstills = spentBetweenLooks(...Array.from({ length: 50 }, () => [0.3, 0] as const));
    for (let i = 1; i <= 50; i++) standstills.woke(1000 * i, 1000 * i - 80);
    expect(standstills.withinMs({ startMs: 49_900, endMs: 50_000 })).toBeCloseTo(79.7);
  });
});
