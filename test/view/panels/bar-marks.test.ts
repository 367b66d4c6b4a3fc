import { describe, expect, it } from 'vitest';
import { barSpans } from '../../../src/view/panels/bar-marks.ts';
import type { BarFacts } from '../../../src/view/panels/bar-marks.ts';

const bar = (changes: Partial<BarFacts>): BarFacts => ({
  medianMs: 1000,
  interval: null,
  predictedMs: null,
  values: [],
  style: 'running',
  ...changes,
});

/** Twenty cells of 100 ms each. */
const drawn = (changes: Partial<BarFacts>): string =>
  barSpans(bar(changes), 2000, 20)
    .map(({ text }) => text)
    .join('');

describe('a bar', () => {
  it('is solid up to the median', () => {
    expect(drawn({})).toBe('██████████          ');
  });

  it('has its interval around the median, and stays solid up to it', () => {
    expect(drawn({ interval: { low: 600, high: 1500 } })).toBe('█████├███│────┤     ');
    expect(drawn({ interval: { low: 600, high: 1010 } })).toBe('█████├███│          ');
    expect(drawn({ interval: { low: 990, high: 1010 } })).toBe('█████████│          ');
  });

  it('has the prediction over all, at the end of the solid part where it was right', () => {
    expect(drawn({ interval: { low: 800, high: 1200 }, predictedMs: 1000 })).toBe('███████├█◆─┤        ');
    expect(drawn({ predictedMs: 1500 })).toBe('██████████    ◆     ');
  });
});
