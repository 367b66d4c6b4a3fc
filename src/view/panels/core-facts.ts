/** What the core meters need to know beside the machine's own shares: who of ours was where. */
import type { CoreShares, CoreTopology, Machine, State, ThreadState } from '../../state/state.ts';
import { padStart, span } from '../text.ts';
import type { Span } from '../text.ts';

/** What a machine's cores do, summed, in cores. */
export interface CoreTotals {
  readonly busy: number;
  readonly user: number;
  readonly system: number;
  readonly steal: number;
  /** How many cores have no more than a tenth left to give. */
  readonly full: number;
  /** CPU of all threads of the subject; null until there are readings of them. */
  readonly ours: number | null;
}

const threadsOf = (state: State): ThreadState[] =>
  state.processes.filter(({ isAlive }) => isAlive).flatMap(({ threads }) => threads);

function oursOf(threads: readonly ThreadState[]): number | null {
  const shares = threads.flatMap(({ cpuShare }) => (cpuShare === null ? [] : [cpuShare]));
  return shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0);
}

/** Above this a core has next to nothing to give. */
const fullShare = 0.9;

type Sums = Omit<CoreTotals, 'ours'>;

const sumsOf = (cores: readonly CoreShares[]): Sums => {
  let [busy, user, system, steal, full] = [0, 0, 0, 0, 0];
  for (let at = 0; at < cores.length; at++) {
    const core = cores[at] as CoreShares;
    busy += core.busy;
    user += core.user;
    system += core.busy - core.user;
    steal += core.steal;
    if (core.busy >= fullShare) full++;
  }
  return { busy, user, system, steal, full };
};

/** Asked for twice a picture. */
const knownSums = new WeakMap<readonly CoreShares[], Sums>();

export function coreTotals(state: State, cores: readonly CoreShares[]): CoreTotals {
  const sums = knownSums.get(cores) ?? sumsOf(cores);
  knownSums.set(cores, sums);
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
  readonly id: number;
  readonly position: number;
  readonly physical: number | null;
  readonly kind: CoreTopology['kind'];
  /** Of the first core on the same physical one: its place in the machine's order. */
  readonly order: number;
}

function locatedCores(ids: readonly number[], machine: Machine | null): Located[] {
  const known: CoreTopology[] = [];
  for (const entry of machine?.topology ?? []) known[entry.id] = entry;
  const firstOf = new Map<number, number>();
  const list = ids.map((id, position): Located => {
    const { physical = null, kind = null } = known[id] ?? {};
    if (physical === null) return { id, position, physical, kind, order: position };
    const order = firstOf.get(physical) ?? position;
    firstOf.set(physical, order);
    return { id, position, physical, kind, order };
  });
  return list.sort((a, b) => a.order - b.order);
}

export interface CorePlace {
  /** In the sample. */
  readonly position: number;
  /** `P3 `, `E12 `, ` 7 `, with the sibling's mark before it where there are siblings. */
  readonly label: Span;
}

/** Joins cores that share one physical core: first, middle, last of them; a blank for all others. */
const siblingMark = (list: readonly Located[], index: number): '╭' | '│' | '╰' | ' ' => {
  const here = list[index]?.physical ?? null;
  if (here === null) return ' ';
  const before = list[index - 1]?.physical === here;
  const after = list[index + 1]?.physical === here;
  if (!before && !after) return ' ';
  return !before ? '╭' : after ? '│' : '╰';
};

const kindLetter = { performance: 'P', efficiency: 'E' } as const;

export interface CoreOrder {
  /** Siblings side by side, else in the machine's order. */
  readonly places: readonly CorePlace[];
  readonly labelWidth: number;
  /** Whether some of them share one physical core. */
  readonly hasSiblings: boolean;
}

function orderOf(ids: readonly number[], machine: Machine | null): CoreOrder {
  const list = locatedCores(ids, machine);
  const names = list.map(({ id, kind }) => `${kind === null ? '' : kindLetter[kind]}${id}`);
  const widest = Math.max(...names.map(({ length }) => length));
  const marks = list.map((_, index) => siblingMark(list, index));
  const hasSiblings = marks.some(mark => mark !== ' ');
  const places = list.map(({ position }, index): CorePlace => {
    const name = `${padStart(names[index] as string, widest)} `;
    return { position, label: span(hasSiblings ? (marks[index] as string) + name : name, 'dim') };
  });
  return { places, labelWidth: widest + (hasSiblings ? 2 : 1), hasSiblings };
}

interface KnownOrder extends CoreOrder {
  readonly machine: Machine | null;
  readonly ids: readonly number[];
}

/** From picture to picture a machine's cores are the same. */
let known: KnownOrder | null = null;

export function coreOrder(cores: readonly CoreShares[], machine: Machine | null): CoreOrder {
  const isKnown =
    known?.machine === machine &&
    known.ids.length === cores.length &&
    known.ids.every((id, position) => id === cores[position]?.id);
  if (known === null || !isKnown) {
    const ids = cores.map(({ id }) => id);
    known = { machine, ids, ...orderOf(ids, machine) };
  }
  return known;
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
