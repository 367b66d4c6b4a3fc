/**
 * `npm run bench [-- figure...]`: all figures, or those named, as a table and in bench/result.json. Every ratio is
 * between neighbours in one run of this program; how busy the machine was besides stands in none of them.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readMachine } from '../src/sample/machine.ts';
import { blockToScreen } from './block-to-screen.ts';
import { dashboardCost } from './dashboard-cost.ts';
import { dashboardMakespan } from './dashboard-makespan.ts';
import { firstFrame } from './first-frame.ts';
import { makespans } from './makespans.ts';
import { modeRatios } from './modes.ts';
import { byteFigures } from './peers/bytes.ts';
import { coreCosts, idleCost, memory } from './peers/cost.ts';
import { readableCores } from './peers/readable.ts';
import { slowLines } from './peers/slow-line.ts';
import { start } from './peers/start.ts';
import { waysOutTable } from './peers/ways-out.ts';
import { poolCost } from './pool-cost.ts';
import { predictions } from './predictions.ts';
import { endTogether } from './support/ending.ts';
import type { Figure, Told } from './support/figure.ts';
import { markdownOf, notMeasured, tableOf, verdictOf } from './support/figure.ts';
import { benchFile } from './support/program.ts';
import { watchOverhead } from './watch-overhead.ts';

const usage = 'npm run bench -- [figure...] [--markdown] [--stall-seconds 60]';

const { values: options, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: {
    markdown: { type: 'boolean', default: false },
    'stall-seconds': { type: 'string', default: '60' },
  },
});

const stallSeconds = Number(options['stall-seconds']);

type Measure = () => Promise<Figure[]>;

/** What is asked of an instrument on a server, beside the monitors that people have. */
const peers: Readonly<Record<string, Measure>> = {
  cost: coreCosts,
  idle: idleCost,
  start,
  memory,
  bytes: byteFigures,
  'slow-line': () => slowLines(stallSeconds),
  'ways-out': waysOutTable,
  'many-cores': readableCores,
};

const all: Readonly<Record<string, Measure>> = {
  'pool-cost': poolCost,
  'dashboard-makespan': dashboardMakespan,
  'dashboard-cost': dashboardCost,
  'first-frame': firstFrame,
  ...peers,
  predictions,
  modes: modeRatios,
  makespans,
  'watch-overhead': () => watchOverhead(),
  'block-to-screen': blockToScreen,
};

const groups: Readonly<Record<string, readonly string[]>> = { peers: Object.keys(peers) };

/** A figure that fails says so in its line, and the others are measured all the same. */
async function told(name: string): Promise<Told[]> {
  console.error(`measuring ${name} ...`);
  const command = `npm run bench -- ${name}`;
  try {
    return ((await all[name]?.()) ?? []).map(figure => ({ ...figure, command }));
  } catch (error) {
    process.exitCode = 1;
    const why = error instanceof Error ? error.message : String(error);
    console.error(why);
    return [{ ...notMeasured(name, null, why.split('\n')[0] ?? ''), command }];
  }
}

async function measure(names: readonly string[]): Promise<void> {
  const figures: Told[] = [];
  for (const name of names) figures.push(...(await told(name)));
  const machine = readMachine();
  const { model, usableCores, cores, node, os } = machine;
  console.log(`${model}, ${usableCores} of ${cores} cores, Node ${node}, ${os}\n`);
  console.log((options.markdown ? markdownOf : tableOf)(figures));
  const judged = figures.map(figure => ({ ...figure, verdict: verdictOf(figure) }));
  writeFileSync(benchFile('result.json'), `${JSON.stringify({ machine, figures: judged }, null, 2)}\n`);
}

const names = (asked.length > 0 ? asked : Object.keys(all)).flatMap(name => groups[name] ?? [name]);
const unknown = names.filter(name => !(name in all));

if (unknown.length > 0) {
  const known = [...Object.keys(groups), ...Object.keys(all)].join(', ');
  console.error(`bench: expected ${known}; got ${unknown.join(', ')}\n${usage}`);
  process.exitCode = 2;
} else if (!(stallSeconds > 0)) {
  console.error(
    `bench: --stall-seconds: expected a number above 0; got ${options['stall-seconds']}\n${usage}`,
  );
  process.exitCode = 2;
} else {
  endTogether();
  await measure(names);
}
