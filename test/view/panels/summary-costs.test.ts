import { expect, test } from 'vitest';
import { costLines } from '../../../src/view/panels/summary-costs.ts';
import * as panels from '../../../src/view/panels/index.ts';
import { parallelReport } from '../../fixtures/reports.ts';
import { plain } from './screen.ts';

test('a lane whose tasks all stood ready is told apart from one that waited', () => {
  const costs = { computeMs: 900, waitMs: 0, readyMs: 0, readyOnlyMs: 40, idleMs: 60, startupMs: 0 };
  const words = costLines({ ...parallelReport, costs }, 40).map(line =>
    line.map(({ text }) => text).join(''),
  );
  expect(words).toEqual([
    'lane time  ██████████████████████████▒··',
    '           █ compute 90%  ▒ ready 4%  · idle 6%  ',
  ]);
});

test('a prediction that was missed is explained on the screen as in the text', () => {
  const part = {
    cause: 'run-queue',
    ms: 900,
    evidence: 'lanes stood runnable without a core for 1.8 s',
  } as const;
  const gap = { ms: 1000, percent: 25, parts: [part], unexplainedMs: 100 };
  const shown = (percent: number): string =>
    panels
      .summary({ ...parallelReport, gap: { ...gap, percent } }, [], { width: 120, height: 40 }, plain)
      .join('\n');
  expect(shown(25)).toContain('off by     +1.0 s, 25 %: +900 ms run-queue (lanes stood');
  expect(shown(15)).not.toContain('off by');
});
