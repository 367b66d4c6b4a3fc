/** How fast the cores' clocks go, by the kernel's frequency driver (cpufreq). Virtual machines mostly have none. */
import type { CoreShares } from '../state/state.ts';
import type { ReadFile } from './files.ts';

/** An idle core goes slowly, which tells nothing of those that work. */
const leastBusy = 0.5;

const folderOf = (core: number): string => `/sys/devices/system/cpu/cpu${core}/cpufreq`;

/** In kHz; null where it is not told. */
const rateOf = (readFile: ReadFile, path: string): number | null => {
  const rate = Number(readFile(path) ?? Number.NaN);
  return rate > 0 ? rate : null;
};

/** Clock of the busiest core as a share of its own highest: cores of different kinds compare. Null = not measured. */
export type ReadClock = (cores: readonly CoreShares[]) => number | null;

function busiestOf(cores: readonly CoreShares[]): CoreShares | undefined {
  let busiest = cores[0];
  for (const core of cores) if (busiest === undefined || core.busy > busiest.busy) busiest = core;
  return busiest;
}

/** Reads one small file a look, since some drivers ask the core itself; none where the machine has no driver. */
export function clockReader(readFile: ReadFile): ReadClock {
  const highest = new Map<number, number | null>();
  let isDriven = true;
  const highestOf = (core: number): number | null => {
    if (!highest.has(core)) highest.set(core, rateOf(readFile, `${folderOf(core)}/cpuinfo_max_freq`));
    return highest.get(core) ?? null;
  };
  return cores => {
    const busiest = isDriven ? busiestOf(cores) : undefined;
    if (busiest === undefined || busiest.busy < leastBusy) return null;
    const most = highestOf(busiest.id);
    // A driver has all cores or none, and a file that is not there costs more than one that is.
    isDriven = most !== null;
    const now = most === null ? null : rateOf(readFile, `${folderOf(busiest.id)}/scaling_cur_freq`);
    return most === null || now === null ? null : now / most;
  };
}
