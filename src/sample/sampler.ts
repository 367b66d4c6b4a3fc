/** The dashboard's own look at the machine: every call is the difference to the call before. */
import os from 'node:os';
import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import type { MachineSample } from '../state/state.ts';
import { readCpuCgroup } from './cgroup.ts';
import { clockReader, type ReadClock } from './clock-rate.ts';
import type { CoreTicks } from './cores.ts';
import { coreShares, parseProcStat, ticksOfCpus } from './cores.ts';
import type { ReadFile } from './files.ts';
import { readFile } from './files.ts';
import type { ProcessReading } from './process.ts';
import { readOwnProcess } from './process.ts';

/** What the sampler reads; each is a call to the OS. */
export interface SamplerReaders {
  readonly clock: Clock;
  readonly readCores: () => CoreTicks[];
  readonly readSelf: () => ProcessReading;
  /** As `CpuCgroup.throttledMs`. */
  readonly readThrottledMs: () => number | null;
  readonly readClock: ReadClock;
}

export interface Sampler {
  sample(): MachineSample;
}

interface Reading {
  readonly atMs: number;
  readonly cores: readonly CoreTicks[];
  readonly self: ProcessReading;
  readonly throttledMs: number | null;
}

function readCores(readText: ReadFile): CoreTicks[] {
  const stat = readText('/proc/stat');
  return stat === null ? ticksOfCpus(os.cpus()) : parseProcStat(stat);
}

/** Reads the kernel's files with `readText`; its control group is looked for once, now. */
export function systemReaders(readText: ReadFile, clock: Clock): SamplerReaders {
  const cgroup = readCpuCgroup(readText);
  return {
    clock,
    readCores: () => readCores(readText),
    readSelf: readOwnProcess,
    readThrottledMs: () => cgroup?.throttledMs() ?? null,
    readClock: clockReader(readText),
  };
}

const read = (readers: SamplerReaders): Reading => ({
  atMs: readers.clock.nowMs(),
  cores: readers.readCores(),
  self: readers.readSelf(),
  throttledMs: readers.readThrottledMs(),
});

const grownOrNull = (before: number | null, after: number | null): number | null =>
  before === null || after === null ? null : Math.max(0, after - before);

/** Arithmetic on two readings; which core's clock to read is known only then. */
function between(before: Reading, after: Reading, readClock: ReadClock): MachineSample {
  const spanMs = after.atMs - before.atMs;
  const cores = coreShares(before.cores, after.cores);
  return {
    atMs: after.atMs,
    spanMs,
    cores,
    dashboardCpu: spanMs > 0 ? (after.self.cpuMs - before.self.cpuMs) / spanMs : 0,
    dashboardRssBytes: after.self.rssBytes,
    throttledMs: grownOrNull(before.throttledMs, after.throttledMs),
    clockShare: readClock(cores),
  };
}

/** Reads once now, so that the first `sample()` already spans the time since. */
export function createSampler(readers: SamplerReaders = systemReaders(readFile, systemClock)): Sampler {
  let last = read(readers);
  return {
    sample() {
      const before = last;
      last = read(readers);
      return between(before, last, readers.readClock);
    },
  };
}
