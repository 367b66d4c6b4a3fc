/** A live run at 10 fps over lines that cannot carry it, and before a reader that takes nothing at all. */
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../src/clock.ts';
import type { Pty } from '../../test/helpers/pty.ts';
import { startInShell } from '../../test/helpers/shell.ts';
import type { Figure } from '../support/figure.ts';
import { measured } from '../support/figure.ts';
import { cpuMsOf, rssMbOf } from '../support/process-cost.ts';
import { percentile, spreadOf } from '../support/statistics.ts';
import { freshHome, large, startWatched } from '../support/watched.ts';
import { live } from './programs.ts';

const fps = 10;
/** Until it has got to know the line. */
const settleMs = 4000;

/** In a shell, so that there is something to come back to. */
async function settledOn(bytesPerSecond: number): Promise<Pty> {
  const { file, args, shows } = live(fps);
  const pty = startInShell(file, args, { ...large, bytesPerSecond, env: freshHome() });
  await pty.waitFor(shows, 'the run');
  await delay(settleMs);
  return pty;
}

/** Until the person at the other end sees the shell again. */
async function quitMs(bytesPerSecond: number): Promise<number> {
  const pty = await settledOn(bytesPerSecond);
  try {
    const startMs = systemClock.nowMs();
    pty.type('q');
    await pty.waitFor(() => !pty.modes().isAlternateScreen, 'the shell');
    return systemClock.nowMs() - startMs;
  } finally {
    await pty.dispose();
  }
}

const typed = 'the quick brown fox jumps over a dog';

/** From each key typed into the filter until it is seen in the last line. */
async function echoesMs(bytesPerSecond: number): Promise<number[]> {
  const pty = await settledOn(bytesPerSecond);
  try {
    pty.type('/');
    await pty.waitFor(/filter/, 'the filter');
    const latencies: number[] = [];
    for (let length = 1; length <= typed.length; length++) {
      // At another moment of the frame each time.
      await delay(100 + ((length * 37) % 100));
      const startMs = systemClock.nowMs();
      pty.type(typed[length - 1] ?? '');
      const soFar = `/${typed.slice(0, length)}_`;
      await pty.waitFor(rows => (rows.at(-1) ?? '').includes(soFar), 'the echo');
      latencies.push(systemClock.nowMs() - startMs);
    }
    return latencies;
  } finally {
    await pty.dispose();
  }
}

interface Stalled {
  /** CPU a second while nothing is read, to that before. */
  readonly cpuRatio: number;
  readonly grownMb: number;
  /** What had been waiting for the reader: bytes that come as soon as it reads again. */
  readonly queuedBytes: number;
}

/** All that was queued comes at once, with the one picture that was waiting; the next is a tenth of a second away. */
const burstMs = 50;

async function stalled(durationMs: number): Promise<Stalled> {
  const watched = live(fps);
  const pty = startWatched(watched, large);
  const cpuOver = async (spanMs: number): Promise<number> => {
    const [fromMs, cpuMs] = [systemClock.nowMs(), cpuMsOf(pty.pid, false)];
    await delay(spanMs);
    return ((cpuMsOf(pty.pid, false) - cpuMs) * 1000) / (systemClock.nowMs() - fromMs);
  };
  try {
    await pty.waitFor(watched.shows, 'the run');
    await delay(settleMs);
    const before = await cpuOver(settleMs);
    const rssMb = rssMbOf(pty.pid);
    pty.stall();
    const during = await cpuOver(durationMs);
    const grownMb = rssMbOf(pty.pid) - rssMb;
    const seen = pty.bytes();
    pty.resume();
    await delay(burstMs);
    return { cpuRatio: during / before, grownMb, queuedBytes: pty.bytes() - seen };
  } finally {
    await pty.dispose();
  }
}

async function repeated(times: number, measure: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let time = 0; time < times; time++) values.push(await measure());
  return values;
}

/** `stallSeconds`: a minute is the bar's own, and less for those in a hurry. */
export async function slowLines(stallSeconds: number): Promise<Figure[]> {
  const quits = await repeated(5, () => quitMs(3000));
  const echoes = await echoesMs(8000);
  const stall = await stalled(stallSeconds * 1000);
  const after = `in ${stallSeconds} s without a reader`;
  const note = `live run asked for ${fps} fps, 120x40`;
  const once = (name: string, value: number, unit: string, bar: number): Figure =>
    measured(name, spreadOf([value]), unit, bar, note);
  return [
    measured('`q` on a 3 kB/s line until the shell is back', spreadOf(quits), 'ms', 300, note),
    measured(
      'key to echo on a 64 kbit/s line',
      spreadOf(echoes),
      'ms',
      150,
      `${note}; 95 % within ${percentile(echoes, 0.95).toFixed(0)} ms`,
    ),
    once(`CPU a second ${after} : with one`, stall.cpuRatio, 'x', 1),
    // What the run itself makes of its log and series; queued pictures would show in the next line too.
    once(`memory grown ${after}`, stall.grownMb, 'MB', 5),
    // What the kernel's pty holds, and a whole picture behind it; ten pictures a second would be half a megabyte a minute.
    once(`bytes queued ${after}`, stall.queuedBytes, 'B', 16_384),
  ];
}
