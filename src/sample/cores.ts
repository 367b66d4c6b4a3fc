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
  const fields = line.split(' ');
  const ticks = (column: number): number => Number(fields[column] ?? 0);
  return {
    id: Number(line.slice('cpu'.length, fields[0]?.length)),
    user: ticks(1) + ticks(2),
    system: ticks(3) + ticks(6) + ticks(7),
    steal: ticks(8),
    idle: ticks(4) + ticks(5),
  };
}

/** The cores of a /proc/stat text: those that are online, in the kernel's order. They are its first lines. */
export function parseProcStat(text: string): CoreTicks[] {
  const cores: CoreTicks[] = [];
  for (let from = 0; text.startsWith('cpu', from);) {
    const lineEnd = text.indexOf('\n', from);
    const end = lineEnd < 0 ? text.length : lineEnd;
    // The line of all cores together has a blank there.
    if (text[from + 'cpu'.length] !== ' ') cores.push(parseLine(text.slice(from, end)));
    from = end + 1;
  }
  return cores;
}

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
  // Without a single tick all is 0.
  const total = user + system + steal + grown(before.idle, after.idle) || 1;
  return {
    id: after.id,
    user: user / total,
    system: system / total,
    steal: steal / total,
    busy: (user + system) / total,
  };
}

/**
 * Shares (0 to 1) of every core that both readings know, in the order of the later one. A core that was switched off
 * or has just come online has no span to speak of and is left out. A span without a single tick is 0 throughout.
 */
export function coreShares(before: readonly CoreTicks[], after: readonly CoreTicks[]): CoreShares[] {
  const earlier = new Map<number, CoreTicks>();
  const isSameList = before.length === after.length && before.every(({ id }, i) => id === after[i]?.id);
  if (!isSameList) for (const core of before) earlier.set(core.id, core);
  const shares: CoreShares[] = [];
  after.forEach((core, i) => {
    const known = isSameList ? before[i] : earlier.get(core.id);
    if (known) shares.push(sharesOf(known, core));
  });
  return shares;
}
