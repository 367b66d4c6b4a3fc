import { describe, expect, it, test } from 'vitest';
import { idle } from '../fixtures/states.ts';
import { sizes, useStages, withPicker } from './stage.tsx';

const stageOf = useStages();

describe('the picker', () => {
  test.each(sizes)('leads from workload to start at %dx%d', async (columns, rows) => {
    const stage = stageOf({ columns, rows, snapshot: withPicker(idle) });
    const golden = (name: string, frame: readonly string[]): Promise<void> =>
      expect(frame.join('\n')).toMatchFileSnapshot(`../frames/app/picker-${name}-${columns}x${rows}.txt`);
    await golden('workload', await stage.waitFor('▸ Primes'));
    stage.type('\r');
    await golden('mode', await stage.waitFor('▸ parallel'));
    stage.type('\r');
    await golden('options', await stage.waitFor('▸ Start'));
    stage.type('\r');
    await stage.waitFor(() => stage.store.actions.length === 1);
    expect(stage.store.actions).toEqual([
      {
        type: 'start',
        choice: {
          workloadId: 'primes',
          mode: 'parallel',
          workers: 2,
          tasksPerWorker: 4,
          sliceMs: 10,
          seed: 1,
          scale: 1,
          options: { upTo: 2_000_000, split: 'equal', verify: false, label: '' },
        },
      },
    ]);
  });

  it('follows the highlighted line, and scrolls where the list is longer than its place', async () => {
    const stage = stageOf({ columns: 40, rows: 12, snapshot: withPicker(idle) });
    await stage.waitFor('▸ Primes');
    for (const title of ['A and B', 'Breakfast', 'HTTP calls']) {
      stage.type('\u001B[B');
      await stage.waitFor(`What ${title} teaches.`);
    }
    await expect((await stage.waitFor('5/8')).join('\n')).toMatchFileSnapshot(
      '../frames/app/picker-scrolled-40x12.txt',
    );
  });

  it('changes options with the arrows and with digits, and starts with them', async () => {
    const stage = stageOf({ snapshot: withPicker(idle) });
    await stage.waitFor('▸ Primes');
    stage.type('\r');
    await stage.waitFor('▸ parallel');
    stage.type('\u001B[B');
    await stage.waitFor('▸ hybrid');
    stage.type('\r');
    await stage.waitFor('▸ Start');
    stage.type('\u001B[B\u001B[C\u001B[C');
    await stage.waitFor(/← 4 →[^]*enter to Start/);
    stage.type('\u001B[B16');
    await stage.waitFor('16_');
    stage.type('\r');
    await stage.waitFor(/▸ Start[^]*16/);
    stage.type('\r');
    await stage.waitFor(() => stage.store.actions.length === 1);
    expect(stage.store.actions).toMatchObject([
      { type: 'start', choice: { mode: 'hybrid', workers: 4, tasksPerWorker: 16 } },
    ]);
  });

  it('races the modes of the highlighted workload, from every step', async () => {
    const stage = stageOf({ snapshot: withPicker(idle) });
    await stage.waitFor('▸ Primes');
    stage.type('\u001B[Bc');
    await stage.waitFor(() => stage.store.actions.length === 1);
    stage.type('\r\r');
    await stage.waitFor('▸ Start');
    stage.type('c');
    await stage.waitFor(() => stage.store.actions.length === 2);
    const [first, second] = stage.store.actions;
    expect(first).toMatchObject({ type: 'compare' });
    expect(second).toEqual(first);
  });

  it('takes keys that arrive in one piece one after another', async () => {
    const stage = stageOf({ snapshot: withPicker(idle) });
    await stage.waitFor('▸ Primes');
    stage.type('\u001B[B\u001B[B\rjj\r\r');
    await stage.waitFor(() => stage.store.actions.length === 1);
    expect(stage.store.actions).toMatchObject([
      { type: 'start', choice: { workloadId: 'breakfast', mode: 'processes' } },
    ]);
  });

  it('lets the workers follow the mode, unless they were chosen', async () => {
    const stage = stageOf({ snapshot: withPicker(idle) });
    await stage.waitFor('▸ Primes');
    stage.type('\rjjj\r');
    await stage.waitFor(/workers +32/);
  });

  it('goes back step by step with Escape, and from the first step to the run', async () => {
    const stage = stageOf();
    await stage.waitFor('jugglers');
    stage.type('w');
    await stage.waitFor('▸ Primes');
    stage.type('\r');
    await stage.waitFor('one task after another');
    stage.type('\r');
    await stage.waitFor('▸ Start');
    stage.type('\u001B');
    await stage.waitFor('one task after another');
    stage.type('\u001B');
    await stage.waitFor('▸ Primes');
    stage.type('\u001B');
    await stage.waitFor('in flight');
    expect(stage.store.actions).toEqual([{ type: 'open-picker' }, { type: 'close-picker' }]);
  });

  it('has its help, and quits', async () => {
    const stage = stageOf({ snapshot: withPicker(idle) });
    await stage.waitFor('▸ Primes');
    stage.type('?');
    await stage.waitFor('choose from the list');
    stage.type('?');
    await stage.waitFor('▸ Primes');
    stage.type('\u0003');
    await stage.waitFor(() => stage.store.actions.length === 3);
    expect(stage.store.actions.at(-1)).toEqual({ type: 'interrupt' });
  });

  it('shows text of a workload file as text', async () => {
    const evil = {
      id: 'x',
      title: 'x\u001B[2J\u001B]0;owned\u0007',
      story: '\u001Bc\u009B2J',
      teaches: 'a\nb\rc',
      kind: 'cpu' as const,
      options: [],
    };
    const stage = stageOf({
      snapshot: withPicker(idle),
      catalog: {
        machine: { usableCores: 0.5 },
        defaultWorkers: () => 1,
        modes: [],
        workloads: [evil],
        defaults: {
          workloadId: 'x',
          mode: 'parallel',
          workers: 1,
          tasksPerWorker: 1,
          sliceMs: 10,
          seed: 1,
          scale: 1,
          options: {},
        },
      },
    });
    const text = (await stage.waitFor('a\\nb\\rc')).join('\n');
    expect(text).toContain('x\\x1b[2J\\x1b]0;owned\\x07');
    expect(text).toContain('\\x1bc\\x9b2J');
  });
});
