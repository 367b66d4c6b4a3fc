import { describe, expect, test } from 'vitest';
import { fitSweep } from '../../src/analysis/fit.ts';
import { rank } from '../../src/analysis/ranking.ts';
import { amdahlAt, fitUsl, uslAt, uslPeak } from '../../src/analysis/scalability.ts';
import { sweptExperiment } from '../fixtures/experiments.ts';

interface SweepInput {
  readonly x: number;
  readonly makespanMs: readonly number[];
}

const fitOf = (points: readonly SweepInput[]) => {
  const measured = sweptExperiment(points);
  return fitSweep(measured, rank(measured));
};

/** Mulberry32: the same numbers in every run of the test. */
const randomFrom = (seed: number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Box and Muller 1958. */
const normalFrom = (random: () => number) => () =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const sweepOf = (
  xs: readonly number[],
  speedup: (x: number) => number,
  noise = 0,
  repeats = 5,
): SweepInput[] => {
  const normal = normalFrom(randomFrom(1));
  return xs.map(x => ({
    x,
    makespanMs: Array.from({ length: repeats }, () => (4000 / speedup(x)) * (1 + noise * normal())),
  }));
};

const usl = (sigma: number, kappa: number) => (x: number) => x / (1 + sigma * (x - 1) + kappa * x * (x - 1));

const wide = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];

describe('known coefficients come back', () => {
  test.each([
    [0.1, 0],
    [0.02, 0.0005],
    [0.05, 0.01],
    [0.5, 0.001],
    [0, 0.002],
  ])('sigma %d, kappa %d, without noise', (sigma, kappa) => {
    const fit = fitOf(sweepOf(wide, usl(sigma, kappa)));
    expect(fit?.usl?.sigma).toBeCloseTo(sigma, 4);
    expect(fit?.usl?.kappa).toBeCloseTo(kappa, 5);
    expect(fit?.usl?.lambda).toBeCloseTo(0.25, 4);
    expect(fit?.usl?.r2).toBeCloseTo(1, 6);
  });

  test('with 3 % of noise', () => {
    const fit = fitOf(sweepOf(wide, usl(0.05, 0.002), 0.03));
    expect(Math.abs((fit?.usl?.sigma ?? 1) - 0.05)).toBeLessThan(0.02);
    expect(Math.abs((fit?.usl?.kappa ?? 1) - 0.002)).toBeLessThan(0.0005);
    expect(fit?.usl?.r2).toBeGreaterThan(0.95);
    expect(fit?.noise).toBeGreaterThan(0.02);
    expect(fit?.noise).toBeLessThan(0.04);
  });

  test("Amdahl's law: 10 % serial, with 2 % of noise", () => {
    const fit = fitOf(sweepOf(wide, usl(0.1, 0), 0.02));
    expect(Math.abs((fit?.amdahl?.serialFraction ?? 1) - 0.1)).toBeLessThan(0.01);
    const at8 = fit?.amdahl ? amdahlAt(fit.amdahl, 8) / amdahlAt(fit.amdahl, 1) : 0;
    // Amdahl: 8 / (1 + 0.1 * 7)
    expect(Math.abs(at8 - 4.71)).toBeLessThan(0.2);
  });

  test('a hundred workers', () => {
    const xs = [1, 2, 4, 8, 16, 32, 64, 100];
    const fit = fitOf(sweepOf(xs, usl(0.02, 0.0003), 0.01));
    expect(Math.abs((fit?.usl?.sigma ?? 1) - 0.02)).toBeLessThan(0.01);
    expect(Math.abs((fit?.usl?.kappa ?? 1) - 0.0003)).toBeLessThan(0.0001);
  });

  test('the peak lies at the root of (1 - sigma) / kappa', () => {
    const fit = fitUsl(wide.map(x => ({ x, throughput: usl(0.1, 0.009)(x) })));
    expect(fit && uslPeak(fit)).toBeCloseTo(10, 2);
    expect(fit && uslAt(fit, 10)).toBeCloseTo(10 / (1 + 0.9 + 0.81), 3);
    expect(uslPeak({ sigma: 0.1, kappa: 0, lambda: 1, r2: 1 })).toBe(Infinity);
  });
});

const onTwoCores = (x: number) => Math.min(x, 2);

test('CPU work on two cores: knee and recommendation are two', () => {
  const fit = fitOf(sweepOf([1, 2, 3, 4, 8], onTwoCores, 0.01));
  expect(fit?.knee?.workers).toBe(2);
  expect(fit?.recommended).toMatchObject({ workers: 2, confidence: 'sure' });
  expect(fit?.points.map(({ x, runs }) => [x, runs])).toEqual([
    [1, 5],
    [2, 5],
    [3, 5],
    [4, 5],
    [8, 5],
  ]);
  const [one, two] = fit?.points ?? [];
  expect(one).toMatchObject({ speedup: 1, speedupInterval: { low: 1, high: 1 } });
  expect(Math.abs((two?.speedup ?? 0) - 2)).toBeLessThan(0.05);
  expect(two?.speedupInterval?.low).toBeLessThan(2);
  expect(two?.speedupInterval?.high).toBeGreaterThan(2);
  // A run in 2 s
  expect(Math.abs((two?.throughput ?? 0) - 0.5)).toBeLessThan(0.02);
});

test('64 and 100 workers on two cores: oversubscription is not recommended', () => {
  const fit = fitOf(sweepOf([1, 2, 4, 64, 100], x => (x < 64 ? onTwoCores(x) : 1.7), 0.01));
  expect(fit?.recommended.workers).toBe(2);
  expect(fit?.knee?.workers).toBe(2);
});

test('a flat curve: one worker, for no other number is better', () => {
  const fit = fitOf(sweepOf([1, 2, 4, 8], () => 1, 0.02));
  expect(fit?.recommended).toEqual({
    workers: 1,
    confidence: 'likely',
    reason: 'no number is better than another by more than this machine can show: 1 is the smallest',
    repeatToTell: null,
  });
  expect(fit?.knee).toBeNull();
  expect(fit?.amdahl?.serialFraction).toBeGreaterThan(0.9);
});

test('a curve that only falls: one worker', () => {
  const fit = fitOf(sweepOf([1, 2, 4, 8], x => 1 / (1 + 0.1 * (x - 1)), 0.01));
  expect(fit?.recommended).toMatchObject({ workers: 1, confidence: 'sure' });
  expect(fit?.knee).toBeNull();
});

test('I/O-bound work that rises far beyond the cores: no knee, and the end of the sweep is not the end', () => {
  const fit = fitOf(sweepOf([1, 2, 4, 8, 16, 32], x => x, 0.01));
  expect(fit?.knee).toBeNull();
  expect(fit?.recommended).toEqual({
    workers: 32,
    confidence: 'likely',
    reason: 'throughput still rises at 32, the end of the sweep: try more',
    repeatToTell: null,
  });
  expect(fit?.usl?.sigma).toBeLessThan(0.005);
  expect(fit?.usl?.r2).toBeGreaterThan(0.99);
});

test('noise that goes up and down does not make the recommendation jump to the top of a bump', () => {
  const bumps: Record<number, number> = { 1: 1, 2: 1.92, 3: 2.0, 4: 1.95, 5: 2.02, 6: 1.9 };
  const fit = fitOf(sweepOf([1, 2, 3, 4, 5, 6], x => bumps[x] ?? 1, 0.05));
  expect(fit?.recommended.workers).toBe(2);
  expect(fit?.knee?.workers).toBe(2);
});

test('too few points', () => {
  expect(fitOf([])).toBeNull();
  expect(fitOf([{ x: 2, makespanMs: [100, 110] }])).toBeNull();
  expect(
    fitOf([
      { x: 1, makespanMs: [] },
      { x: 2, makespanMs: [100] },
    ]),
  ).toBeNull();
  const two = fitOf([
    { x: 2, makespanMs: [100] },
    { x: 1, makespanMs: [200] },
  ]);
  expect(two).toMatchObject({
    amdahl: null,
    usl: null,
    knee: null,
    noise: null,
    recommended: { workers: 2, confidence: 'unsure' },
  });
});
