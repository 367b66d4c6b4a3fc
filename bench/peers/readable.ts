/** Whether every core of a large machine is on the screen, or in a group that is named with its size. */
import type { Figure } from '../support/figure.ts';
import { measured, notMeasured } from '../support/figure.ts';
import { onCores } from '../support/on-cores.ts';
import { spreadOf } from '../support/statistics.ts';
import type { Readable } from './readable-inside.ts';
import { missing, peers } from './programs.ts';

const machines = [64, 128, 256] as const;

function figureOf(cores: number, { size, shown, perColumn }: Readable, all: readonly Readable[]): Figure {
  const name = `cores of ${cores} that are not told of, ${size.columns}x${size.rows}`;
  const htop = all.find(other => other.name === 'htop' && other.size.columns === size.columns);
  const how = perColumn === 1 ? 'each by itself' : `${perColumn} to a column`;
  const theirs = htop === undefined ? missing(peers.htop) : `${htop.shown} with a percentage in htop`;
  return measured(name, spreadOf([cores - shown]), '', 0, `${how}; ${theirs}`);
}

async function figuresOf(cores: number): Promise<Figure[]> {
  const found = await onCores<Readable[]>(cores, 'peers/readable-inside.ts');
  if ('why' in found) return [notMeasured(`cores of ${cores} that are not told of`, 0, found.why)];
  const own = found.value.filter(({ name }) => name === 'jugglers');
  return own.map(one => figureOf(cores, one, found.value));
}

export async function readableCores(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const cores of machines) figures.push(...(await figuresOf(cores)));
  return figures;
}
