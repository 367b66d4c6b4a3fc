import { expect, it } from 'vitest';
import { guessing } from '../fixtures/races.ts';
import { useStages } from './stage.tsx';

const stageOf = useStages();

it('asks who wins, then the factor, and hands both over', async () => {
  const stage = stageOf({ snapshot: guessing });
  const rows = await stage.waitFor('W H O   W I N S ?');
  expect(rows[0]).toBe(' jugglers ▸ Primes ▸ race   ○ waiting for your guess');
  expect(rows.join('\n')).toContain('Count the primes below a limit by trial division.');
  expect(rows.at(-1)).toBe(' ↑↓ choose  enter take  s skip  q quit');
  stage.type('\u001B[B\u001B[B');
  await stage.waitFor('▸ 3  parallel ×2');
  stage.type('\r');
  await stage.waitFor('How many times as fast as sequential?');
  stage.type('1.8\r');
  await stage.waitFor(() => stage.store.actions.length === 1);
  expect(stage.store.actions).toEqual([{ type: 'guess', guess: { variant: 2, factor: 1.8 } }]);
});

it('takes a whole answer that arrives in one piece', async () => {
  const stage = stageOf({ snapshot: guessing });
  await stage.waitFor('W H O   W I N S ?');
  stage.type('\u001B[B\u001B[B\r2.5\r');
  await stage.waitFor(() => stage.store.actions.length === 1);
  expect(stage.store.actions).toEqual([{ type: 'guess', guess: { variant: 2, factor: 2.5 } }]);
});

it('is skipped with one key, and left with the keys that work everywhere', async () => {
  const stage = stageOf({ snapshot: guessing });
  await stage.waitFor('W H O   W I N S ?');
  stage.type('q\u0003s');
  await stage.waitFor(() => stage.store.actions.length === 3);
  expect(stage.store.actions).toEqual([
    { type: 'quit' },
    { type: 'interrupt' },
    { type: 'guess', guess: null },
  ]);
});
