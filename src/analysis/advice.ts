/** What to try next: the mode that should be faster, with its figure, or why there is none. */
import { runCommand, workOf } from './commands.ts';
import { isMostlyCpu } from './measure.ts';
import type { Measurements } from './measure.ts';
import type { ModePrediction } from './predict.ts';
import { coreCount, counted, duration } from './words.ts';

/** Less than a tenth is lost in the noise of an ordinary machine. */
const leastGain = 0.1;
/** The simplest mode that wins so much of what the best one would. */
const partOfBestGain = 0.95;

/** Fresh threads and processes are never faster than a pool of threads by this model: they are not recommended. */
const advisable = new Set(['concurrent', 'parallel', 'hybrid']);

const bestOf = ({ others, own }: Measurements): ModePrediction | null => {
  const candidates = others.filter(({ mode }) => advisable.has(mode));
  const gainOf = ({ makespanMs }: ModePrediction) => own.makespanMs - makespanMs;
  const bestGain = candidates.reduce((best, one) => Math.max(best, gainOf(one)), 0);
  return candidates.find(one => gainOf(one) >= partOfBestGain * bestGain) ?? null;
};

const called = ({ mode, workers }: ModePrediction): string =>
  mode === 'concurrent' ? mode : `${mode} with ${counted(workers, 'worker')}`;

const nothingFaster = (measured: Measurements): string => {
  const { cpuShare, usableCores, totals } = measured;
  const isCpu = isMostlyCpu(cpuShare);
  if (isCpu && usableCores < 2) {
    return `nothing to gain here: with ${coreCount(usableCores)} no mode can do CPU work in less time`;
  }
  const cpuBoundMs = (totals.cpuMs + totals.poolMs) / usableCores;
  if (isCpu && cpuBoundMs >= (1 - leastGain) * measured.own.makespanMs) {
    return `nothing to gain: the CPU work fills ${coreCount(usableCores)}; only more cores or less work would help`;
  }
  return `nothing to gain: no mode should be more than a tenth faster than ${measured.mode}`;
};

/**
 * The mode that should be faster by a tenth or more, or null. Measured against what the model says of this very mode,
 * so that what it does not know falls out.
 */
export const fasterMode = (measured: Measurements): string | null => {
  const best = bestOf(measured);
  const { own, makespanMs } = measured;
  if (!best || best.makespanMs > (1 - leastGain) * own.makespanMs) return null;
  const gain = `predicted ${duration(best.makespanMs)} instead of ${duration(makespanMs)}`;
  return `try ${called(best)}, ${gain}: ${runCommand(workOf(measured.request), best)}`;
};

export const faster = (measured: Measurements): string => fasterMode(measured) ?? nothingFaster(measured);
