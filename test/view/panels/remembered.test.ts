import { expect, it } from 'vitest';
import { frame, remembered, titled } from '../../../src/view/panels/frame.ts';
import { parallel, withState } from '../../fixtures/states.ts';
import { ascii, plain } from './screen.ts';

it('draws a panel anew only where something that it shows is another', () => {
  let drawn = 0;
  const panel = remembered(
    ({ state }, size, theme) => {
      drawn++;
      return frame(titled(`${state.log.dropped}`), [], size, theme);
    },
    ({ log }) => [log],
  );
  const size = { width: 10, height: 3 };
  const first = panel(parallel, size, plain);
  expect(panel(withState({ nowMs: 1 }), { ...size }, plain)).toBe(first);
  expect(drawn).toBe(1);
  expect(panel(withState({ log: { entries: [], dropped: 7 } }), size, plain).join('')).toContain('7');
  expect(String(panel(parallel, { width: 12, height: 3 }, plain)[0])).toHaveLength(12);
  expect(panel(parallel, { width: 12, height: 3 }, ascii).join('')).toContain('+');
  expect(drawn).toBe(4);
});
