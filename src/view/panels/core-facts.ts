/** What the core meters need to know beside the machine's own shares: who of ours was where. */
import type { CoreShares, Machine, State, ThreadState } from '../../state/state.ts';

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
  const sum = (pick: (core: CoreShares) => number) => cores.reduce((total, core) => total + pick(core), 0);
  return {
    busy: sum(({ busy }) => busy),
    user: sum(({ user }) => user),
    system: sum(({ busy, user }) => busy - user),
    steal: sum(({ steal }) => steal),
    ours: oursOf(threadsOf(state)),
  };
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

interface CorePlace {
  /** `P3`, `E12`, `7` */
  readonly name: string;
  /** Joins cores that share one physical core: first, middle, last of them; a blank for all others. */
  readonly sibling: '╭' | '│' | '╰' | ' ';
}

interface Sorted {
  readonly core: CoreShares;
  readonly physical: number | null;
  readonly kind: 'performance' | 'efficiency' | null;
}

const siblingMark = (list: readonly Sorted[], index: number): CorePlace['sibling'] => {
  const here = list[index]?.physical ?? null;
  if (here === null) return ' ';
  const before = list[index - 1]?.physical === here;
  const after = list[index + 1]?.physical === here;
  if (!before && !after) return ' ';
  return !before ? '╭' : after ? '│' : '╰';
};

const kindLetter = { performance: 'P', efficiency: 'E' } as const;

export type PlacedCore = CorePlace & { readonly core: CoreShares; readonly position: number };

/** Siblings side by side, else in the machine's order, each with its marks. `position` counts in the sample. */
export function placedCores(cores: readonly CoreShares[], machine: Machine | null): PlacedCore[] {
  const known = new Map((machine?.topology ?? []).map(entry => [entry.id, entry]));
  const list = cores.map((core, position) => {
    const entry = known.get(core.id);
    return { core, position, physical: entry?.physical ?? null, kind: entry?.kind ?? null };
  });
  const firstOf = new Map<number, number>();
  for (const { physical, position } of list) {
    if (physical !== null && !firstOf.has(physical)) firstOf.set(physical, position);
  }
  const order = (entry: Sorted & { position: number }) =>
    entry.physical === null ? entry.position : (firstOf.get(entry.physical) ?? entry.position);
  const sorted = list.sort((a, b) => order(a) - order(b) || a.position - b.position);
  return sorted.map(({ core, position, kind }, index) => ({
    core,
    position,
    name: `${kind === null ? '' : kindLetter[kind]}${core.id}`,
    sibling: siblingMark(sorted, index),
  }));
}

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
