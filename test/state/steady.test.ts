import { expect, test } from 'vitest';
import type { CoreShares } from '../../src/state/state.ts';
import { steadied } from '../../src/state/steady.ts';

const core = (id: number, user: number, system = 0, steal = 0): CoreShares => ({
  id,
  user,
  system,
  steal,
  busy: user + system,
});

test('a core is drawn anew once it has moved by more than two ticks from what is shown', () => {
  const shown = [core(0, 0.5), core(1, 0.5), core(2, 0.5)];
  const now = [core(0, 0.59), core(1, 0.61), core(2, 0.39)];
  expect(steadied(shown, now)).toEqual([core(0, 0.5), core(1, 0.61), core(2, 0.39)]);
});

test('small moves in one direction add up', () => {
  let shown: readonly CoreShares[] = [core(0, 0.5)];
  const seen = [0.53, 0.58, 0.62, 0.7].map(user => {
    shown = steadied(shown, [core(0, user)]);
    return shown[0]?.user;
  });
  expect(seen).toEqual([0.5, 0.5, 0.62, 0.62]);
});

test('what the time went to counts as much as how much it was', () => {
  const shown = [core(0, 0.5), core(1, 0.5)];
  const now = [core(0, 0.3, 0.2), core(1, 0.5, 0, 0.2)];
  expect(steadied(shown, now)).toEqual(now);
});

test('an idle and a full core are told as they are', () => {
  expect(steadied([core(0, 0.08), core(1, 0.93)], [core(0, 0), core(1, 1)])).toEqual([
    core(0, 0),
    core(1, 1),
  ]);
});

test('a core that came or went is not taken for its neighbour', () => {
  const now = [core(1, 0.52), core(2, 0.5)];
  expect(steadied([core(0, 0.5), core(1, 0.5)], now)).toEqual(now);
});
