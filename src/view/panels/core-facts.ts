/** What the core meters need to know beside the machine's own shares: who of ours was where. */
import type { CoreShares, CoreTopology, Machine, State, ThreadState } from '../../state/state.ts';

/** What a machine's cores do, summed, in cores. */
export interface CoreTotals {
  readonly busy: number;
  readonly user: number;
  readonly system: number;
  readonly steal: number;
  /** CPU of all threads of the subject; null until there are readings of them. */
  readonly ours: number | null;
}

const threadsOf = (state: State): ThreadState[] =>
  state.processes.filter(({ isAlive }) => isAlive).flatMap(({ threads }) => threads);

function oursOf(threads: readonly ThreadState[]): number | null {
  const shares = threads.flatMap(({ cpuShare }) => (cpuShare === null ? [] : [cpuShare]));
  return shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0);
}

export function coreTotals(state: State, cores: readonly CoreShares[]): CoreTotals {
  const sums = { busy: 0, user: 0, system: 0, steal: 0 };
  for (const { busy, user, steal } of cores) {
    sums.busy += busy;
    sums.user += user;
    sums.system += busy - user;
    sums.steal += steal;
  }
  return { ...sums, ours: oursOf(threadsOf(state)) };
}

/** Lanes by the core that their thread was last seen on, busiest first. Lanes without any CPU are left out. */
export function lanesByCore(state: State): ReadonlyMap<number, readonly string[]> {
  const byCore = new Map<number, string[]>();
  const busiestFirst = threadsOf(state).sort((a, b) => (b.cpuShare ?? 0) - (a.cpuShare ?? 0));
  for (const { core, lane, cpuShare } of busiestFirst) {
    if (core === null || lane === null || (cpuShare ?? 0) < leastShare) continue;
    byCore.set(core, [...(byCore.get(core) ?? []), lane]);
  }
  return byCore;
}

/** Half a percent: below that a thread slept, and where it slept tells nothing. */
const leastShare = 0.005;

interface Located {
  readonly core: CoreShares;
  readonly position: number;
  readonly physical: number | null;
  readonly kind: CoreTopology['kind'];
  /** Of the first core on the same physical one: its place in the machine's order. */
  readonly order: number;
}

function locatedCores(cores: readonly CoreShares[], machine: Machine | null): Located[] {
  const known: CoreTopology[] = [];
  for (const entry of machine?.topology ?? []) known[entry.id] = entry;
  const firstOf = new Map<number, number>();
  const list = cores.map((core, position): Located => {
    const { physical = null, kind = null } = known[core.id] ?? {};
    if (physical === null) return { core, position, physical, kind, order: position };
    const order = firstOf.get(physical) ?? position;
    firstOf.set(physical, order);
    return { core, position, physical, kind, order };
  });
  return list.sort((a, b) => a.order - b.order);
}

export interface PlacedCore {
  readonly core: CoreShares;
  /** In the sample. */
  readonly position: number;
  /** `P3`, `E12`, `7` */
  readonly name: string;
  /** Joins cores that share one physical core: first, middle, last of them; a blank for all others. */
  readonly sibling: '╭' | '│' | '╰' | ' ';
}

const siblingMark = (list: readonly Located[], index: number): PlacedCore['sibling'] => {
  const here = list[index]?.physical ?? null;
  if (here === null) return ' ';
  const before = list[index - 1]?.physical === here;
  const after = list[index + 1]?.physical === here;
  if (!before && !after) return ' ';
  return !before ? '╭' : after ? '│' : '╰';
};

const kindLetter = { performance: 'P', efficiency: 'E' } as const;

/** Siblings side by side, else in the machine's order, each with its marks. */
export function placedCores(cores: readonly CoreShares[], machine: Machine | null): PlacedCore[] {
  const list = locatedCores(cores, machine);
  return list.map(({ core, position, kind }, index) => ({
    core,
    position,
    name: `${kind === null ? '' : kindLetter[kind]}${core.id}`,
    sibling: siblingMark(list, index),
  }));
}

/** Whether some of them share one physical core. */
export const haveSiblings = (cores: readonly CoreShares[], machine: Machine | null): boolean =>
  placedCores(cores, machine).some(({ sibling }) => sibling !== ' ');

/** The shortest way to name these ids, which go upwards: `0-2,5`, as the kernel's own lists. */
export function idList(ids: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const id of ids) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === id - 1) last[1] = id;
    else ranges.push([id, id]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
