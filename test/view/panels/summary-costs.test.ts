import { expect, test } from 'vitest';
import { costLines } from '../../../src/view/panels/summary-costs.ts';
import { parallelReport } from '../../fixtures/reports.ts';

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
