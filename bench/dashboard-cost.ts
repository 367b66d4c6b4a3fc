/** What the dashboard process itself uses while a run is shown: CPU and bytes, by frame and by second. */
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../src/clock.ts';
import { readProcess } from '../src/sample/process.ts';
import type { Pty } from '../test/helpers/pty.ts';
import type { Figure } from './support/figure.ts';
import { countFrames } from './support/frames.ts';
import { inTerminal } from './support/program.ts';
import type { Spread } from './support/statistics.ts';
import { spreadOf } from './support/statistics.ts';

const runs = 3;
const warmUpMs = 2000;
const windowMs = 8000;
/** Long enough for warm-up and window on two cores; it is left before its end. */
const args = ['run', 'primes', '--mode', 'parallel', '--workers', '2', '--scale', '8'];

interface Cost {
  readonly cpuMsPerSecond: number;
  readonly cpuMsPerFrame: number;
  readonly bytesPerSecond: number;
  readonly bytesPerFrame: number;
  readonly rssMb: number;
}

async function reading(pty: Pty, frames: () => number) {
  const own = await readProcess(pty.pid);
  if (own === null) throw new Error('the dashboard ended while it was measured');
  return { atMs: systemClock.nowMs(), bytes: pty.bytes(), frames: frames(), ...own };
}

async function windowOf(pty: Pty): Promise<Cost> {
  const frames = countFrames(pty);
  await delay(warmUpMs);
  const from = await reading(pty, frames);
  await delay(windowMs);
  const to = await reading(pty, frames);
  const seconds = (to.atMs - from.atMs) / 1000;
  const drawn = to.frames - from.frames;
  return {
    cpuMsPerSecond: (to.cpuMs - from.cpuMs) / seconds,
    cpuMsPerFrame: (to.cpuMs - from.cpuMs) / drawn,
    bytesPerSecond: (to.bytes - from.bytes) / seconds,
    bytesPerFrame: (to.bytes - from.bytes) / drawn,
    rssMb: to.rssBytes / 1e6,
  };
}

async function costAt(fps: number): Promise<Cost> {
  const pty = inTerminal([...args, '--fps', String(fps)]);
  try {
    await pty.waitFor(/running/, 'the run');
    const cost = await windowOf(pty);
    await pty.waitFor(/running now [12]/, 'a run that is still going on');
    pty.type('q');
    await pty.exit;
    return cost;
  } finally {
    await pty.dispose();
  }
}

const figure = (
  name: string,
  unit: string,
  { median, min, max, runs: n }: Spread,
  bar: number | null,
): Figure => ({
  name,
  value: median,
  unit,
  range: [min, max],
  runs: n,
  bar,
  note: '120x40, live run of primes',
});

async function figuresAt(fps: number): Promise<Figure[]> {
  const costs: Cost[] = [];
  for (let run = 0; run < runs; run++) costs.push(await costAt(fps));
  const of = (name: keyof Cost): Spread => spreadOf(costs.map(cost => cost[name]));
  return [
    figure(`dashboard CPU a second, ${fps} fps`, 'ms', of('cpuMsPerSecond'), null),
    // htop's CPU and bytes for a frame at this size.
    figure(`dashboard CPU a frame, ${fps} fps`, 'ms', of('cpuMsPerFrame'), 5),
    figure(`bytes a second, ${fps} fps`, 'B', of('bytesPerSecond'), null),
    figure(`bytes a frame, ${fps} fps`, 'B', of('bytesPerFrame'), 2300),
    figure(`dashboard RSS, ${fps} fps`, 'MB', of('rssMb'), 110),
  ];
}

export async function dashboardCost(): Promise<Figure[]> {
  return [...(await figuresAt(4)), ...(await figuresAt(10))];
}
