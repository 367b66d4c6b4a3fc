/**
 * `npm run bench [-- figure...]`: all figures, or those named, as a table and in bench/result.json. Every ratio is
 * between neighbours in one run of this program; how busy the machine was besides stands in none of them.
 */
import { writeFileSync } from 'node:fs';
import { readMachine } from '../src/sample/machine.ts';
import { dashboardCost } from './dashboard-cost.ts';
import { dashboardMakespan } from './dashboard-makespan.ts';
import { firstFrame } from './first-frame.ts';
import { makespans } from './makespans.ts';
import { modeRatios } from './modes.ts';
import { peerCost } from './peers.ts';
import { poolCost } from './pool-cost.ts';
import { watchOverhead } from './watch-overhead.ts';
import { predictions } from './predictions.ts';
import type { Figure } from './support/figure.ts';
import { tableOf } from './support/figure.ts';
import { benchFile } from './support/program.ts';

const all: Readonly<Record<string, () => Promise<Figure[]>>> = {
  'pool-cost': poolCost,
  'dashboard-makespan': dashboardMakespan,
  'dashboard-cost': dashboardCost,
  'first-frame': firstFrame,
  peers: peerCost,
  predictions,
  modes: modeRatios,
  makespans,
  'watch-overhead': () => watchOverhead(),
};

const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : Object.keys(all);
const unknown = names.filter(name => !(name in all));

if (unknown.length > 0) {
  console.error(`bench: expected ${Object.keys(all).join(', ')}; got ${unknown.join(', ')}`);
  process.exitCode = 2;
} else {
  const figures: Figure[] = [];
  for (const name of names) {
    console.error(`measuring ${name} ...`);
    figures.push(...((await all[name]?.()) ?? []));
  }
  const machine = readMachine();
  console.log(
    `${machine.model}, ${machine.usableCores} of ${machine.cores} cores, Node ${machine.node}, ${machine.os}\n`,
  );
  console.log(tableOf(figures));
  writeFileSync(benchFile('result.json'), `${JSON.stringify({ machine, figures }, null, 2)}\n`);
}
