import { expect, test } from 'vitest';
import type { CoreShares } from '../../../src/state/state.ts';
import { coreGrid } from '../../../src/view/panels/core-grid.ts';
import { core, sampleOf } from '../../fixtures/parts.ts';
import { withState } from '../../fixtures/states.ts';

/** One band of two rows, without words. */
const bandOf = (cores: readonly CoreShares[]) =>
  coreGrid(withState({ sample: sampleOf(cores) }).state, { width: 40, height: 2 }).lines.map(line =>
    line.slice(1).map(({ text, style }) => [text.trimEnd(), style]),
  );

test('a part of a core that fills half a cell has a colour of its own, a thinner one has not', () => {
  const thin = core(0, 0.6, 0.2, 0.2);
  const thick = core(1, 0.4, 0.6);
  expect(bandOf([thin, thick])).toEqual([
    [
      ['█', 'user'],
      ['▓', 'system'],
    ],
    [['█ █', 'user']],
  ]);
  expect(bandOf([core(0, 0.1, 0.1, 0.8)])).toEqual([[['░', 'steal']], [['░', 'steal']]]);
});

test('an idle core has a foot, and what is above it no style of its own', () => {
  expect(bandOf([core(0, 0.6), core(1, 0), core(2, 0.6)])).toEqual([
    [['▂   ▂', 'user']],
    [
      ['█', 'user'],
      ['▁', 'dim'],
      ['█', 'user'],
    ],
  ]);
});
