import { describe, expect, test } from 'vitest';
import type { MachineReaders } from '../../src/sample/machine.ts';
import { readMachine, withProperNames } from '../../src/sample/machine.ts';
import { filesOf } from './fake-files.ts';

const statOf = (ids: readonly number[]): string =>
  ['cpu  1 0 0 1', ...ids.map(id => `cpu${id} 1 0 0 1 0 0 0 0 0 0`), ''].join('\n');
const idsTo = (cores: number): number[] => Array.from({ length: cores }, (_, id) => id);

const readersOf = (texts: Record<string, string>, models: string[] = []): MachineReaders => ({
  readFile: filesOf(texts),
  cpus: () => models.map(model => ({ model })),
  node: '24.21.0',
  kernel: 'Linux 6.18.0',
});

const status = (list: string): string => `Name:\tnode\nCpus_allowed_list:\t${list}\n`;
const cgroupOf = (cpuMax: string): Record<string, string> => ({
  '/proc/self/cgroup': '0::/\n',
  '/proc/self/mountinfo': '30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
  '/sys/fs/cgroup/cpu.max': cpuMax,
});

test('a small virtual machine, whole', () => {
  const machine = readMachine(
    readersOf({
      '/proc/stat': statOf([0, 1]),
      '/proc/cpuinfo': 'processor\t: 0\nmodel\t\t: 2\nmodel name\t: AMD EPYC\nstepping\t: 1\n',
      '/proc/self/status': status('0-1'),
      '/etc/os-release': 'NAME="Debian GNU/Linux"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
      '/sys/devices/system/cpu/cpu0/topology/core_cpus_list': '0-1\n',
      '/sys/devices/system/cpu/cpu1/topology/core_cpus_list': '0-1\n',
    }),
  );
  expect(machine).toEqual({
    model: 'AMD EPYC',
    cores: 2,
    usableCores: 2,
    quotaCores: null,
    node: '24.21.0',
    os: 'Debian GNU/Linux 12 (bookworm), Linux 6.18.0',
    topology: [
      { id: 0, physical: 0, kind: null },
      { id: 1, physical: 0, kind: null },
    ],
  });
});

test('a system without /proc and /sys', () => {
  expect(readMachine({ ...readersOf({}, ['Apple M1', 'Apple M1']), kernel: 'Darwin 24.1.0' })).toEqual({
    model: 'Apple M1',
    cores: 2,
    usableCores: 2,
    quotaCores: null,
    node: '24.21.0',
    os: 'Darwin 24.1.0',
    topology: [
      { id: 0, physical: null, kind: null },
      { id: 1, physical: null, kind: null },
    ],
  });
});

describe('usable cores', () => {
  test.each([
    ['all of one', [0], '0', 'max 100000', 1],
    ['all of 256', idsTo(256), '0-255', 'max 100000', 256],
    ['affinity to 3 of 64', idsTo(64), '3,17,60', 'max 100000', 3],
    ['a quota of 1.5 of 64', idsTo(64), '0-63', '150000 100000', 1.5],
    ['affinity to 3 with a quota of 4', idsTo(64), '0-2', '400000 100000', 3],
    ['a quota of a fraction', [0, 1], '0-1', '25000 100000', 0.25],
    ['a quota of next to nothing', [0, 1], '0-1', '1000 1000000', 0.01],
    ['a quota above what there is', [0, 1], '0-1', '800000 100000', 2],
    ['an affinity that counts cores which are off', [0, 2], '0-3', 'max 100000', 2],
  ])('%s', (_title, ids, list, cpuMax, usable) => {
    const machine = readMachine(
      readersOf({ '/proc/stat': statOf(ids), '/proc/self/status': status(list), ...cgroupOf(cpuMax) }),
    );
    expect(machine.usableCores).toBe(usable);
    expect(machine.cores).toBe(ids.length);
  });
});

describe('the model', () => {
  test.each([
    [
      'of a board',
      { '/proc/device-tree/model': 'Raspberry Pi 4 Model B Rev 1.4\0' },
      [],
      'Raspberry Pi 4 Model B Rev 1.4',
    ],
    ['that the OS does not know', { '/proc/cpuinfo': 'processor\t: 0\n' }, ['unknown'], 'unknown'],
  ])('%s', (_title, texts, models, model) => {
    expect(readMachine(readersOf(texts, models)).model).toBe(model);
  });
});

describe('kinds of cores', () => {
  const kindsOf = (texts: Record<string, string>, cores: number): (string | null)[] =>
    readMachine(readersOf({ '/proc/stat': statOf(idsTo(cores)), ...texts })).topology.map(core => core.kind);
  const capacities = (values: number[]): Record<string, string> =>
    Object.fromEntries(
      values.map((value, id) => [`/sys/devices/system/cpu/cpu${id}/cpu_capacity`, `${value}\n`]),
    );

  test('an Intel hybrid names them', () => {
    const texts = { '/sys/devices/cpu_core/cpus': '0-1\n', '/sys/devices/cpu_atom/cpus': '2-3\n' };
    expect(kindsOf(texts, 4)).toEqual(['performance', 'performance', 'efficiency', 'efficiency']);
  });

  test('big.LITTLE tells capacities', () => {
    expect(kindsOf(capacities([446, 446, 1024, 1024]), 4)).toEqual([
      'efficiency',
      'efficiency',
      'performance',
      'performance',
    ]);
  });

  test('a favoured core among equals is no other kind', () => {
    expect(kindsOf(capacities([1024, 980]), 2)).toEqual([null, null]);
  });

  test('an Intel part with one kind only', () => {
    expect(kindsOf({ '/sys/devices/cpu_core/cpus': '0-1\n' }, 2)).toEqual([null, null]);
  });
});

test('older kernels name the siblings otherwise', () => {
  const texts = {
    '/proc/stat': statOf([0, 1, 2, 3]),
    ...Object.fromEntries(
      [0, 1, 2, 3].map(id => [
        `/sys/devices/system/cpu/cpu${id}/topology/thread_siblings_list`,
        `${id % 2},${(id % 2) + 2}\n`,
      ]),
    ),
  };
  expect(readMachine(readersOf(texts)).topology.map(core => core.physical)).toEqual([0, 1, 0, 1]);
});

test('this very machine', () => {
  const machine = readMachine();
  expect(machine.cores).toBeGreaterThanOrEqual(1);
  expect(machine.usableCores).toBeGreaterThan(0);
  expect(machine.usableCores).toBeLessThanOrEqual(machine.cores);
  expect(machine.topology).toHaveLength(machine.cores);
  expect(machine.model).not.toBe('');
});

describe('proper names', () => {
  const machine = readMachine({ ...readersOf({}, ['unknown']), kernel: 'Darwin 24.1.0' });

  test('are the kernel’s own where there is /proc', async () => {
    expect(await withProperNames(machine, filesOf({ '/proc/stat': 'cpu  1 2 3 4' }))).toBe(machine);
  });

  test('are asked for elsewhere', async () => {
    const named = await withProperNames(machine, filesOf({}));
    expect(named.os).not.toBe('Darwin 24.1.0');
    expect({ ...named, os: machine.os, model: machine.model }).toEqual(machine);
  });
});
