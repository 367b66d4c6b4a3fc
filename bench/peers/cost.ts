/** CPU and bytes of a live run beside htop's: same terminal, same refresh, same cores, at the same time. */
import type { Figure } from '../support/figure.ts';
import { digits, measured, notMeasured } from '../support/figure.ts';
import { type OnCores, onCores } from '../support/on-cores.ts';
import { spreadOf } from '../support/statistics.ts';
import type { Cost, Costs } from '../support/watched.ts';
import { costsTogether, large, settledMs } from '../support/watched.ts';
import { idle, live, missing, peers, watchedPeer } from './programs.ts';

const windows = 3;
const refreshes = [1, 10] as const;
const sizes = [16, 64, 256] as const;

interface Compared {
  readonly name: string;
  readonly cost: keyof Cost;
  readonly unit: string;
  readonly bar: number | null;
  readonly from: keyof Costs;
}

const windowsOf = ({ early, steady }: Costs, { from }: Compared): Costs['steady'] =>
  from === 'early' ? [early] : steady;

/** Ours : that of `column`, within each window; without the peer only ours is told. */
function ratio(compared: Compared, costs: Costs, column: number, why: string): Figure {
  const { name, cost, unit, bar, from } = compared;
  const all = windowsOf(costs, compared);
  const mine = spreadOf(all.map(([own]) => own?.[cost] ?? Number.NaN)).median;
  const theirs = all.flatMap(window => window[column]?.[cost] ?? []);
  if (theirs.length < all.length) return notMeasured(name, bar, `${why} (ours: ${digits(mine)} ${unit})`);
  const ratios = all.map(([own], at) => (own?.[cost] ?? Number.NaN) / (theirs[at] ?? Number.NaN));
  const note = `${digits(mine)} : ${digits(spreadOf(theirs).median)} ${unit}`;
  return measured(name, spreadOf(ratios), 'x', bar, `${note}, from ${settledMs[from] / 1000} s on`);
}

/** Ours alone. */
const absolute = (compared: Compared, costs: Costs): Figure => {
  const { name, cost, unit, bar } = compared;
  const values = windowsOf(costs, compared).map(([own]) => own?.[cost] ?? Number.NaN);
  return measured(name, spreadOf(values), unit, bar, 'live run, 120x40');
};

function figuresAt(cores: number, fps: number, found: OnCores<Record<string, Costs>>): Figure[] {
  const at = `${cores} cores, ${fps} fps`;
  const bytes = { cost: 'bytesPerFrame', unit: 'B', from: 'steady' } as const;
  const cpu = { cost: 'cpuMsPerFrame', unit: 'ms', from: 'steady' } as const;
  const ratios: readonly Compared[] = [
    { ...cpu, name: `CPU a frame : htop's, ${at}`, bar: 0.5 },
    { ...bytes, name: `bytes a frame : htop's, ${at}`, bar: 1 },
    { ...cpu, name: `CPU a frame at first : htop's, ${at}`, bar: null, from: 'early' },
  ];
  // Of more cores the note of the ratio tells.
  const alone: readonly Compared[] =
    cores === 16 ? [{ ...bytes, name: `bytes a frame, ${at}`, bar: 2300 }] : [];
  if ('why' in found) return [...ratios, ...alone].map(({ name, bar }) => notMeasured(name, bar, found.why));
  const costs = found.value[fps] ?? { early: [], steady: [] };
  return [
    ...ratios.map(compared => ratio(compared, costs, 1, missing(peers.htop))),
    ...alone.map(compared => absolute(compared, costs)),
  ];
}

/** @throws Error if one of the programs fails. */
async function figuresOf(cores: number): Promise<Figure[]> {
  const args = [windows, ...refreshes].map(String);
  const found = await onCores<Record<string, Costs>>(cores, 'peers/cost-inside.ts', args);
  return refreshes.flatMap(fps => figuresAt(cores, fps, found));
}

/** 16, 64 and 256 fabricated cores. */
export async function coreCosts(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const cores of sizes) figures.push(...(await figuresOf(cores)));
  return figures;
}

/** Nothing runs any more, or never did: a look at the cores once a second. */
export async function idleCost(): Promise<Figure[]> {
  const htop = watchedPeer(peers.htop, 1);
  const both = [idle, ...(htop === null ? [] : [htop])];
  const costs = await costsTogether(both, { size: large, fps: 1, windows });
  const second = { cost: 'cpuMsPerSecond', unit: 'ms', bar: 1, from: 'steady' } as const;
  return [ratio({ ...second, name: "CPU a second, idle, 1 fps : htop's" }, costs, 1, missing(peers.htop))];
}

/** Beside the two that are written in an interpreted language, as ours is. */
export async function memory(): Promise<Figure[]> {
  const gtop = watchedPeer(peers.gtop, 1);
  const glances = watchedPeer(peers.glances, 1);
  const others = [gtop, glances].filter(watched => watched !== null);
  const costs = await costsTogether([live(1), ...others], { size: large, fps: 1, windows });
  const beside = (name: 'gtop' | 'glances', compared: Compared): Figure => {
    const column = 1 + others.findIndex(other => other.name === name);
    return ratio(compared, costs, column || Infinity, missing(peers[name]));
  };
  const second = { cost: 'cpuMsPerSecond', unit: 'ms', bar: null, from: 'steady' } as const;
  return [
    beside('gtop', { name: "peak RSS : gtop's", cost: 'peakRssMb', unit: 'MB', bar: 1, from: 'steady' }),
    beside('gtop', { ...second, name: "CPU a second, 1 fps : gtop's" }),
    beside('glances', { ...second, name: "CPU a second, 1 fps : glances'" }),
  ];
}
