/** Core meters: the operating system's view of every core, and which of our lanes was last seen on it. */
import type { CoreShares, CoreTopology, Machine, State } from '../../state/state.ts';
import { span } from '../text.ts';
import type { Line } from '../text.ts';
import { coreBars } from './core-bars.ts';
import { coreOrder, coreTotals, idList } from './core-facts.ts';
import { coreGrid } from './core-grid.ts';
import type { CoreGrid } from './core-grid.ts';
import { bestFit, frame, innerSize, remembered, titled } from './frame.ts';
import type { Panel } from './frame.ts';
import { roomBelow } from './row.ts';

const legend: Line = [
  span('█', 'user'),
  span(' user  ', 'dim'),
  span('▓', 'system'),
  span(' system  ', 'dim'),
  span('░', 'steal'),
  span(' steal', 'dim'),
];

const dim = (text: string): Line => (text === '' ? [] : [span(text, 'dim')]);

/** Sums in cores, so that they compare with the number of lanes. */
function totals(state: State, cores: readonly CoreShares[]): Line[] {
  const { busy, ours } = coreTotals(state, cores);
  const all = `busy ${busy.toFixed(2)} of ${cores.length}`;
  if (ours === null) return [dim(all)];
  const mine = `ours ${ours.toFixed(2)}`;
  const others = `others ${Math.max(0, busy - ours).toFixed(2)}`;
  return [dim(`${all} · ${mine} · ${others}`), dim(`${mine} · ${others}`), dim(mine)];
}

/** What is said of the machine, at length and in short. */
type Words = readonly [atLength: string, inShort: string];

function limits({ machine }: State): Words[] {
  if (machine === null) return [];
  const words: Words[] = [];
  const { quotaCores, allowed, usableCores } = machine;
  if (quotaCores !== null) words.push([`quota ${quotaCores} cores`, `quota ${quotaCores}`]);
  if (allowed) words.push([`${allowed.length} ours: ${idList(allowed)}`, `${allowed.length} ours`]);
  else if (quotaCores === null && usableCores < machine.cores) {
    words.push([`${usableCores} usable`, `${usableCores} usable`]);
  }
  return words;
}

function kindsOf({ topology }: Machine): Words[] {
  const idsOf = (kind: CoreTopology['kind']): number[] =>
    topology.filter(core => core.kind === kind).map(({ id }) => id);
  const efficiency = idsOf('efficiency');
  if (efficiency.length === 0) return [];
  return [`P ${idList(idsOf('performance'))}`, `E ${idList(efficiency)}`].map((text): Words => [text, text]);
}

const knownKinds = new WeakMap<Machine, Words[]>();

/** Which cores are of which kind, where the picture has no names for each: `P 0-7 · E 8-15`. */
function kinds({ machine }: State): Words[] {
  if (machine === null) return [];
  const words = knownKinds.get(machine) ?? kindsOf(machine);
  knownKinds.set(machine, words);
  return words;
}

function factsOf(state: State, cores: readonly CoreShares[], grid: CoreGrid | null): Words[] {
  const facts = limits(state);
  if (grid === null) {
    return coreOrder(cores, state.machine).hasSiblings ? [...facts, ['SMT siblings', 'SMT']] : facts;
  }
  const { groupSize } = grid;
  if (groupSize > 1) facts.unshift([`busiest of ${groupSize} a column`, `busiest of ${groupSize}`]);
  return [...facts, ...kinds(state)];
}

/** All of it at length, else in short, else as much of that as there is room for, the first first. */
function bottomLeft(facts: readonly Words[], width: number): Line {
  const joined = (at: 0 | 1, count: number): string =>
    facts
      .slice(0, count)
      .map(words => words[at])
      .join(' · ');
  const choices = [joined(0, facts.length), ...facts.map((_, cut) => joined(1, facts.length - cut))];
  return dim(choices.find(text => text.length <= roomBelow(width)) ?? '');
}

const drawCores: Panel = ({ state }, size, theme) => {
  const title = titled('cores');
  const inner = innerSize(size);
  const list = state.sample?.cores ?? [];
  if (list.length === 0) return frame(title, [[span('not measured yet', 'dim')]], size, theme);
  const bars = coreBars(state, inner, theme);
  const grid = bars === null ? coreGrid(state, inner) : null;
  return frame(title, bars ?? grid?.lines ?? [], size, theme, {
    note: bestFit(totals(state, list), title, size.width),
    bottomLeft: bottomLeft(factsOf(state, list, grid), size.width),
    bottomRight: legend,
  });
};

/** Cores are looked at less often than pictures are drawn. */
const shownOf = ({ sample, coreHistory, machine, run, processes }: State): readonly unknown[] => [
  sample,
  coreHistory,
  machine,
  run === null,
  ...processes.flatMap(({ threads, isAlive }) => (isAlive ? [threads] : [])),
];

/** Bars where they fit, else one column a core, else one for several cores; all cores are always in the picture. */
export const cores: Panel = remembered(drawCores, shownOf);
