/** From the command to the first screen that is of use: time, and CPU of the dashboard process. */
import { systemClock } from '../src/clock.ts';
import { readProcess } from '../src/sample/process.ts';
import type { Figure } from './support/figure.ts';
import { inTerminal } from './support/program.ts';
import { spreadOf } from './support/statistics.ts';

const runs = 9;

interface Start {
  readonly name: string;
  readonly args: readonly string[];
  /** On the screen once it is of use. */
  readonly shows: RegExp;
}

const starts: readonly Start[] = [
  { name: 'picker', args: [], shows: /primes/i },
  { name: 'run screen', args: ['run', 'primes', '--mode', 'parallel'], shows: /\d%/ },
];

async function once({ args, shows }: Start): Promise<{ wallMs: number; cpuMs: number }> {
  const startMs = systemClock.nowMs();
  const pty = inTerminal(args);
  try {
    await pty.waitFor(shows, 'the first screen');
    const wallMs = systemClock.nowMs() - startMs;
    const cpuMs = (await readProcess(pty.pid))?.cpuMs ?? Number.NaN;
    return { wallMs, cpuMs };
  } finally {
    await pty.dispose();
  }
}

async function figuresOf(start: Start): Promise<Figure[]> {
  const results = [];
  for (let run = 0; run < runs; run++) results.push(await once(start));
  const figure = (what: string, values: number[], bar: number | null): Figure => {
    const { median, min, max } = spreadOf(values);
    return {
      name: `${what} to first ${start.name}`,
      value: median,
      unit: 'ms',
      range: [min, max],
      runs,
      bar,
      note: '120x40',
    };
  };
  return [
    figure(
      'time',
      results.map(({ wallMs }) => wallMs),
      null,
    ),
    figure(
      'CPU',
      results.map(({ cpuMs }) => cpuMs),
      300,
    ),
  ];
}

export async function firstFrame(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const start of starts) figures.push(...(await figuresOf(start)));
  return figures;
}
