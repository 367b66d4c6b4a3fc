/** The dashboard's own look at the machine: every call is the difference to the call before. */
import os from 'node:os';
import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import type { MachineSample } from '../state/state.ts';
import { readCpuCgroup } from './cgroup.ts';
import { clockReader, type ReadClock } from './clock-rate.ts';
import type { CoreTicks } from './cores.ts';
import { coreShares, parseProcStat, ticksOfCpus } from './cores.ts';
import type { ReadBytes, ReadFile } from './files.ts';
import { readFile, readKept } from './files.ts';
import { readOwnCpuMs } from './process.ts';

/** What the sampler reads; each is a call to the OS. */
export interface SamplerReaders {
  readonly clock: Clock;
  readonly readCores: () => CoreTicks[];
  readonly readOwnCpuMs: () => number;
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
  readonly ownCpuMs: number;
  readonly throttledMs: number | null;
}

function readCores(readBytes: ReadBytes): CoreTicks[] {
  const stat = readBytes('/proc/stat');
  return stat === null ? ticksOfCpus(os.cpus()) : parseProcStat(stat);
}

/** The counter of a control group without a limit stands still. */
function throttledReader(readText: ReadFile): SamplerReaders['readThrottledMs'] {
  const cgroup = readCpuCgroup(readText);
  const throttledMs = cgroup?.throttledMs() ?? null;
  return cgroup?.quotaCores ? () => cgroup.throttledMs() : () => throttledMs;
}

/** Reads the counters with `readBytes`, all else with `readText`; the control group is looked for once, now. */
export function systemReaders(readText: ReadFile, readBytes: ReadBytes, clock: Clock): SamplerReaders {
  return {
    clock,
    readCores: () => readCores(readBytes),
    readOwnCpuMs,
    readThrottledMs: throttledReader(readText),
    readClock: clockReader(readText),
  };
}

const read = (readers: SamplerReaders): Reading => ({
  atMs: readers.clock.nowMs(),
  cores: readers.readCores(),
  ownCpuMs: readers.readOwnCpuMs(),
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
    dashboardCpu: spanMs > 0 ? (after.ownCpuMs - before.ownCpuMs) / spanMs : 0,
    throttledMs: grownOrNull(before.throttledMs, after.throttledMs),
    clockShare: readClock(cores),
  };
}

/** Reads once now, so that the first `sample()` already spans the time since. */
export function createSampler(
  readers: SamplerReaders = systemReaders(readFile, readKept, systemClock),
): Sampler {
  let last = read(readers);
  return {
    sample() {
      const before = last;
      last = read(readers);
      return between(before, last, readers.readClock);
    },
  };
}
