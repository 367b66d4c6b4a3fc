import { describe, expect, test } from 'vitest';
import { coreShares, parseProcStat as parseBytes, ticksOfCpus } from '../../src/sample/cores.ts';

const parseProcStat = (text: string) => parseBytes(Buffer.from(text));

/** Recorded on a virtual machine with two cores; the line of the interrupts is cut short. */
const recorded = `cpu  8467 0 6470 222429 251 0 101 11 0 0
cpu0 3782 0 3054 112011 17 0 21 4 0 0
cpu1 4685 0 3416 110418 233 0 80 6 0 0
intr 778858 0 0 0 0 0 0 0 1 1 14
ctxt 1405838
btime 1795256100
processes 9146
procs_running 3
procs_blocked 0
softirq 304811 0 55174 1 1424 34 0 2110 117561 0 128507
`;

const statOf = (cores: number, line: (id: number) => string): string =>
  [
    'cpu  1 2 3 4 5 6 7 8 9 10',
    ...Array.from({ length: cores }, (_, id) => `cpu${id} ${line(id)}`),
    'intr 5',
  ].join('\n');

describe('a /proc/stat text', () => {
  test('as recorded', () => {
    expect(parseProcStat(recorded)).toEqual([
      { id: 0, user: 3782, system: 3075, steal: 4, idle: 112028 },
      { id: 1, user: 4685, system: 3496, steal: 6, idle: 110651 },
    ]);
  });

  test('nice is user, both interrupts are system, waiting for a disk is idle, guests are counted already', () => {
    expect(parseProcStat('cpu0 1 2 4 8 16 32 64 128 256 512')).toEqual([
      { id: 0, user: 3, system: 100, steal: 128, idle: 24 },
    ]);
  });

  test('of an old kernel without the later columns', () => {
    expect(parseProcStat('cpu0 1 2 4 8')).toEqual([{ id: 0, user: 3, system: 4, steal: 0, idle: 8 }]);
  });

  test.each([1, 2, 64, 256])('with %i cores', cores => {
    const ids = parseProcStat(statOf(cores, () => '1 0 0 0 0 0 0 0 0 0')).map(core => core.id);
    expect(ids).toEqual(Array.from({ length: cores }, (_, id) => id));
  });

  test('with cores switched off', () => {
    expect(parseProcStat('cpu  9 9 9 9\ncpu0 1 0 0 9\ncpu3 2 0 0 8\n').map(core => core.id)).toEqual([0, 3]);
  });

  test('that is empty', () => {
    expect(parseProcStat('')).toEqual([]);
  });
});

test('os.cpus(), where there is no /proc', () => {
  expect(ticksOfCpus([{ times: { user: 10, nice: 1, sys: 5, idle: 80, irq: 4 } }])).toEqual([
    { id: 0, user: 11, system: 9, steal: 0, idle: 80 },
  ]);
});

describe('shares between two readings', () => {
  const core = (id: number, user: number, system: number, steal: number, idle: number) => ({
    id,
    user,
    system,
    steal,
    idle,
  });
  const nothing = { user: 0, system: 0, steal: 0, busy: 0 };

  test('add up, and leave steal out of busy', () => {
    expect(coreShares([core(0, 100, 50, 10, 1000)], [core(0, 150, 75, 15, 1020)])).toEqual([
      { id: 0, user: 0.5, system: 0.25, steal: 0.05, busy: 0.75 },
    ]);
  });

  test('too near for a single tick are 0', () => {
    expect(coreShares([core(0, 1, 1, 1, 1)], [core(0, 1, 1, 1, 1)])).toEqual([{ id: 0, ...nothing }]);
  });

  test('a counter that runs backwards counts as standing still', () => {
    expect(coreShares([core(0, 100, 0, 0, 500)], [core(0, 110, 0, 0, 480)])).toEqual([
      { id: 0, user: 1, system: 0, steal: 0, busy: 1 },
    ]);
  });

  test('a core whose counters all start anew is 0', () => {
    expect(coreShares([core(0, 900, 90, 9, 900)], [core(0, 1, 1, 0, 2)])).toEqual([{ id: 0, ...nothing }]);
  });

  test('a core that went offline is gone, one that came is left out until its second reading', () => {
    const first = [core(0, 0, 0, 0, 0), core(1, 0, 0, 0, 0)];
    const second = [core(0, 10, 0, 0, 0), core(2, 50, 0, 0, 50)];
    const third = [core(0, 20, 0, 0, 0), core(2, 50, 0, 0, 60)];
    expect(coreShares(first, second).map(({ id, busy }) => [id, busy])).toEqual([[0, 1]]);
    expect(coreShares(second, third).map(({ id, busy }) => [id, busy])).toEqual([
      [0, 1],
      [2, 0],
    ]);
  });

  test('of 256 cores, each its own', () => {
    const before = parseProcStat(statOf(256, () => '0 0 0 0 0 0 0 0 0 0'));
    const after = parseProcStat(statOf(256, id => `${id} 0 0 ${255 - id} 0 0 0 0 0 0`));
    expect(coreShares(before, after).map(share => share.busy)).toEqual(
      Array.from({ length: 256 }, (_, id) => id / 255),
    );
  });
});
