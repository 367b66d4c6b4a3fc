/** Eight workloads in six modes, once each at their default size: the table that the lessons rest on. */
import { modeIds } from '../src/protocol.ts';
import { workloads } from '../workloads/index.ts';
import type { Figure } from './support/figure.ts';
import { reportOf } from './support/program.ts';

const seconds = (ms: number | null): number => (ms ?? Number.NaN) / 1000;

async function figureOf(workload: string, mode: string): Promise<Figure> {
  const pool = mode === 'spawn' ? [] : ['--workers', '2'];
  const { makespanMs, loop, checksum, noise } = await reportOf([workload, '--mode', mode, ...pool]);
  const value = seconds(makespanMs);
  const lag = loop.lagMaxMs === null ? 'not measured' : `${loop.lagMaxMs.toFixed(0)} ms`;
  const others = noise.otherCpuPercent === null ? '' : `, others ${noise.otherCpuPercent.toFixed(0)} %`;
  return {
    name: `${workload}, ${mode}`,
    value,
    unit: 's',
    range: [value, value],
    runs: 1,
    bar: null,
    note: `lag max ${lag}, checksum ${checksum}${others}`,
  };
}

export async function makespans(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { id } of workloads) {
    for (const mode of modeIds) figures.push(await figureOf(id, mode));
  }
  return figures;
}
