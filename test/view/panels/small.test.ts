/** A run on a screen of the least size that shows all panels. */
import { expect, test } from 'vitest';
import type { Snapshot } from '../../../src/state/state.ts';
import { lane, piece, request, running, withRun } from '../../fixtures/states.ts';
import { screen } from './screen.ts';

const hybrid = (workers: number): Snapshot =>
  withRun({
    request: { ...request, mode: 'hybrid', workers, tasksPerWorker: 8 },
    tasks: Array.from({ length: workers * 3 }, (_, index) =>
      running(index, `w${Math.floor(index / 3) + 1}`, 2700),
    ),
    lanes: [
      lane('main', []),
      ...Array.from({ length: workers }, (_, index) =>
        lane(
          `w${index + 1}`,
          [piece(index * 3, 0, 900)],
          [0, 1, 2].map(task => index * 3 + task),
        ),
      ),
    ],
  });

const rowsOf = (snapshot: Snapshot, label: RegExp): string[] =>
  screen(snapshot, 60, 16)
    .split('\n')
    .flatMap(line => label.exec(line)?.[1] ?? []);

test('every lane has a row of its own, whatever is in flight on it', () => {
  expect(rowsOf(hybrid(2), /^│ (w\d+) +[▐█]/)).toEqual(['w1', 'w2']);
  expect(screen(hybrid(2), 60, 16)).not.toContain('not shown');
});

test('lanes come before the axis, and the border tells of those that find no row', () => {
  expect(rowsOf(hybrid(3), /^│ (w\d+) +[▐█]/)).toEqual(['w1', 'w2', 'w3']);
  expect(rowsOf(hybrid(8), /^│ (w\d+) +[▐█]/)).toEqual(['w1', 'w2', 'w3']);
  expect(rowsOf(hybrid(8), /^╰ (5 more rows of lanes not shown) /)).toHaveLength(1);
});
