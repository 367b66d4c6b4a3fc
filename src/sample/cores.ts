/** Shares of each core's time between two readings of the kernel's counters. */
import type { CpuInfo } from 'node:os';
import type { CoreShares } from '../state/state.ts';

/** What one core has done since boot, in any unit as long as both readings use the same one. */
export interface CoreTicks {
  readonly id: number;
  readonly user: number;
  readonly system: number;
  readonly steal: number;
  readonly idle: number;
}

/** A `cpuN` line of /proc/stat. Guest time is left out: the kernel has counted it in user and nice already. */
function parseLine(line: string): CoreTicks {
  const [name = '', ...texts] = line.split(' ');
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] =
    texts.map(Number);
  return {
    id: Number(name.slice(3)),
    user: user + nice,
    system: system + irq + softirq,
    steal,
    idle: idle + iowait,
  };
}

/** The cores of a /proc/stat text: those that are online, in the kernel's order. */
export const parseProcStat = (text: string): CoreTicks[] => (text.match(/^cpu\d+ .*/gm) ?? []).map(parseLine);

/** The same from `os.cpus()`, where there is no /proc; steal is not told there. */
export const ticksOfCpus = (cpus: readonly Pick<CpuInfo, 'times'>[]): CoreTicks[] =>
  cpus.map(({ times }, id) => ({
    id,
    user: times.user + times.nice,
    system: times.sys + times.irq,
    steal: 0,
    idle: times.idle,
  }));

/** Counters may run backwards (iowait does, and a core that came back may start anew): that is no time at all. */
const grown = (before: number, after: number): number => Math.max(0, after - before);

function sharesOf(before: CoreTicks, after: CoreTicks): CoreShares {
  const user = grown(before.user, after.user);
  const system = grown(before.system, after.system);
  const steal = grown(before.steal, after.steal);
  const total = user + system + steal + grown(before.idle, after.idle);
  const share = (ticks: number): number => (total === 0 ? 0 : ticks / total);
  return {
    id: after.id,
    user: share(user),
    system: share(system),
    steal: share(steal),
    busy: share(user + system),
  };
}

/**
 * Shares (0 to 1) of every core that both readings know, in the order of the later one. A core that was switched off
 * or has just come online has no span to speak of and is left out. A span without a single tick is 0 throughout.
 */
export function coreShares(before: readonly CoreTicks[], after: readonly CoreTicks[]): CoreShares[] {
  const earlier = new Map(before.map(core => [core.id, core]));
  return after.flatMap(core => {
    const known = earlier.get(core.id);
    return known ? [sharesOf(known, core)] : [];
  });
}
