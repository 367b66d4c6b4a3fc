/** Machines of all sizes: their /proc and /sys through the real samplers and the state to the screen. */
import { describe, expect, test } from 'vitest';
import { defaultWorkersFor } from '../../src/command/choice.ts';
import { readMachine } from '../../src/sample/machine.ts';
import { createSampler, systemReaders } from '../../src/sample/sampler.ts';
import { update } from '../../src/state/update.ts';
import type { Snapshot } from '../../src/state/state.ts';
import { idsTo, treeAt } from '../fixtures/machines.ts';
import type { MachineTree } from '../fixtures/machines.ts';
import { parallel } from '../fixtures/states.ts';
import { screen } from '../view/panels/screen.ts';

/** What is known of the machine after two looks, a second apart. */
function lookedAt(tree: MachineTree): Snapshot {
  let atMs = 12_200;
  const read = (path: string): string | null => treeAt(tree, atMs / 1000)(path);
  const machine = readMachine({ readFile: read, cpus: () => [], node: '24.21.0', kernel: 'Linux 6.18' });
  const readers = {
    ...systemReaders(read, path => Buffer.from(read(path) ?? ''), { nowMs: () => atMs }),
    readOwnCpuMs: () => 0,
  };
  const sampler = createSampler(readers);
  atMs += 1000;
  const seen = update({ ...parallel.state, coreHistory: [] }, { type: 'machine', machine });
  const state = update(seen, { type: 'machine-sample', sample: sampler.sample() });
  return { state: { ...state, nowMs: parallel.state.nowMs }, temporality: 'live' };
}

const machines: readonly (readonly [name: string, tree: MachineTree, workers: number])[] = [
  ['1', { ids: [0] }, 1],
  ['2', { ids: [0, 1] }, 2],
  ['16', { ids: idsTo(16), smtDistance: 8 }, 16],
  ['64', { ids: idsTo(64), smtDistance: 32 }, 64],
  ['128', { ids: idsTo(128), smtDistance: 64 }, 128],
  ['256', { ids: idsTo(256), smtDistance: 128 }, 256],
  ['hybrid', { ids: idsTo(20), smtDistance: 1, performanceCores: 12 }, 20],
  ['some-offline', { ids: idsTo(32).filter(id => id % 5 !== 3) }, 26],
  ['quota-1.5', { ids: idsTo(8), quotaUs: 150_000 }, 1],
  ['affinity-3-of-64', { ids: idsTo(64), affinity: '3,17,60' }, 3],
];

describe.each(machines)('%s', (name, tree, workers) => {
  const snapshot = lookedAt(tree);
  const { sample, machine } = snapshot.state;

  test('as many workers as there are whole cores for us', () => {
    expect(defaultWorkersFor('parallel', machine?.usableCores ?? 0)).toBe(workers);
  });

  test('the load of every core that is on', () => {
    expect(sample?.cores.map(({ id }) => id)).toEqual(tree.ids);
    for (const { id, user, busy, steal } of sample?.cores ?? []) {
      expect(user).toBeCloseTo(((id * 37) % 85) / 100, 6);
      expect(busy).toBeCloseTo((((id * 37) % 85) + ((id * 7) % 10)) / 100, 6);
      expect(steal).toBeCloseTo(id % 11 === 5 ? 0.05 : 0, 6);
    }
  });

  test.each([
    [80, 24],
    [120, 40],
  ])('at %ix%i', async (columns, rows) => {
    const text = screen(snapshot, columns, rows);
    await expect(text).toMatchFileSnapshot(`../frames/scale/cores-${name}-${columns}x${rows}.txt`);
    expect(namedCores(text)).toEqual([tree.ids[0], tree.ids.at(-1)]);
  });
});

/** Ids beside the bars of the cores panel, or else the first and the last id of its bands of columns. */
function namedCores(text: string): readonly number[] {
  const rows = text.split('\n').filter(row => row.startsWith('│'));
  const bands = rows.flatMap(row => / (\d+)–(\d+) /.exec(row)?.slice(1, 3) ?? []).map(Number);
  if (bands.length > 0) return [bands[0] ?? -1, bands.at(-1) ?? -1];
  const bars = rows.flatMap(row =>
    [...row.matchAll(/[ ╭│╰PE](\d+) [^│]*?\d+%/g)].map(([, id]) => Number(id)),
  );
  return [Math.min(...bars), Math.max(...bars)];
}

test('cores that affinity leaves to us are named', () => {
  const snapshot = lookedAt({ ids: idsTo(64), affinity: '3,17,60' });
  expect(screen(snapshot, 120, 40)).toContain('3 ours: 3,17,60');
  expect(screen(snapshot, 80, 24)).toContain('3 ours: 3,17,60');
});

test('a list that names cores which are off is about those that are on', () => {
  const { machine } = lookedAt({ ids: [0, 1, 4, 5], affinity: '1-4' }).state;
  expect(machine).toMatchObject({ cores: 4, usableCores: 2, allowed: [1, 4] });
});
