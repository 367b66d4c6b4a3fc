/** What the modes promise, as ratios within one round: the same work in different modes, one after another. */
import type { RunReport } from '../src/analysis/types.ts';
import type { ModeId } from '../src/protocol.ts';
import type { Figure } from './support/figure.ts';
import { reportOf } from './support/program.ts';
import { spreadOf } from './support/statistics.ts';

const rounds = 3;
const sliceMs = 10;

/** The report of every mode, by mode; two workers. */
async function roundOf(workload: string, modes: readonly ModeId[]): Promise<Record<string, RunReport>> {
  const reports: Record<string, RunReport> = {};
  for (const mode of modes) reports[mode] = await reportOf([workload, '--mode', mode, '--workers', '2']);
  return reports;
}

interface ModePromise {
  readonly name: string;
  readonly bar: number;
  readonly note: string;
  readonly ratio: (reports: Record<string, RunReport>) => number;
}

const makespan = (reports: Record<string, RunReport>, mode: ModeId): number =>
  reports[mode]?.makespanMs ?? Number.NaN;

const ofPrimes: readonly ModePromise[] = [
  {
    name: 'primes, parallel : sequential',
    bar: 1 / 1.8,
    note: 'at least 1.8 times faster on two cores',
    ratio: reports => makespan(reports, 'parallel') / makespan(reports, 'sequential'),
  },
  {
    name: 'primes, concurrent : sequential',
    bar: 1.1,
    note: 'taking turns costs at most a tenth',
    ratio: reports => makespan(reports, 'concurrent') / makespan(reports, 'sequential'),
  },
  {
    name: 'primes, concurrent, lag p99 : slice',
    bar: 3,
    note: 'max lag of the rounds in the table of makespans',
    ratio: reports => (reports['concurrent']?.loop.lagP99Ms ?? Number.NaN) / sliceMs,
  },
  {
    name: 'primes, sequential, makespan : lag',
    bar: 1.02,
    note: 'the loop is frozen from start to end',
    ratio: reports => makespan(reports, 'sequential') / (reports['sequential']?.loop.lagMaxMs ?? Number.NaN),
  },
];

const ofBreakfast: readonly ModePromise[] = [
  {
    name: 'breakfast, concurrent : sequential',
    bar: (4.5 / 7.5) * 1.05,
    note: '4.5 : 7.5',
    ratio: reports => makespan(reports, 'concurrent') / makespan(reports, 'sequential'),
  },
];

async function figuresOf(
  workload: string,
  modes: readonly ModeId[],
  promises: readonly ModePromise[],
): Promise<Figure[]> {
  const all: Record<string, RunReport>[] = [];
  for (let round = 0; round < rounds; round++) all.push(await roundOf(workload, modes));
  return promises.map(({ name, bar, note, ratio }) => {
    const { median, min, max, runs } = spreadOf(all.map(ratio));
    return { name, value: median, unit: 'x', range: [min, max], runs, bar, note };
  });
}

export const modeRatios = async (): Promise<Figure[]> => [
  ...(await figuresOf('primes', ['sequential', 'concurrent', 'parallel'], ofPrimes)),
  ...(await figuresOf('breakfast', ['sequential', 'concurrent'], ofBreakfast)),
];
