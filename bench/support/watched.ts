/** Programs that fill a terminal, measured in the same way: ours and its peers. */
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../src/clock.ts';
import type { Pty, PtyOptions } from '../../test/helpers/pty.ts';
import { startPty } from '../../test/helpers/pty.ts';
import { countFrames } from './frames.ts';
import { cpuMsOf, peakRssMbOf } from './process-cost.ts';

export interface Watched {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** On the screen once it is of use. */
  readonly shows: RegExp;
  /** Typed to end it. */
  readonly quit: string;
  /** Whether it works by starting programs; ours starts what it watches. */
  readonly hasHelpers: boolean;
}

export interface Cost {
  readonly cpuMsPerSecond: number;
  readonly cpuMsPerFrame: number;
  readonly bytesPerFrame: number;
  readonly peakRssMb: number;
}

/** The file that the shell would start, or null. */
export function installed(name: string): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

let ownFolder: string | null = null;

/** Nobody's settings or last choices: every program as it is when freshly installed. */
export function freshHome(): Record<string, string> {
  if (ownFolder === null) {
    const folder = mkdtempSync(join(tmpdir(), 'jugglers-bench-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    ownFolder = folder;
  }
  return { XDG_STATE_HOME: ownFolder, XDG_CONFIG_HOME: ownFolder };
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export const large: Size = { columns: 120, rows: 40 };
export const small: Size = { columns: 80, rows: 24 };

export const startWatched = ({ file, args }: Watched, options: PtyOptions): Pty =>
  startPty(file, args, { ...options, env: { ...freshHome(), ...options.env } });

/**
 * When the windows begin, after the first screen. What has to be compiled, learned or cached is a cost of the start; an
 * instrument that is left open for hours costs what it does later. What it costs meanwhile is told besides.
 */
export const settledMs = { early: 2000, steady: 20_000 } as const;
const windowMs = 8000;
/** As many frames as this are enough, where they come sooner. */
const mostFrames = 40;

interface Running {
  readonly watched: Watched;
  readonly pty: Pty;
  /** Frames so far. */
  readonly frames: () => number;
}

const readingOf = ({ watched, pty, frames }: Running) => ({
  atMs: systemClock.nowMs(),
  cpuMs: cpuMsOf(pty.pid, watched.hasHelpers),
  bytes: pty.bytes(),
  frames: frames(),
  peakRssMb: peakRssMbOf(pty.pid),
});

type Reading = ReturnType<typeof readingOf>;

function costBetween(from: Reading, to: Reading): Cost {
  const drawn = Math.max(1, to.frames - from.frames);
  return {
    cpuMsPerSecond: (to.cpuMs - from.cpuMs) / ((to.atMs - from.atMs) / 1000),
    cpuMsPerFrame: (to.cpuMs - from.cpuMs) / drawn,
    bytesPerFrame: (to.bytes - from.bytes) / drawn,
    peakRssMb: to.peakRssMb,
  };
}

async function windowOf(all: readonly Running[], spanMs: number): Promise<Cost[]> {
  const from = all.map(readingOf);
  await delay(spanMs);
  return all.map((running, at) => costBetween(from[at] as Reading, readingOf(running)));
}

const quitFrom = async (pty: Pty, { quit }: Watched): Promise<void> => {
  pty.type(quit);
  await pty.exit;
};

/** What each of them costs, in the order in which they were named. */
export interface Costs {
  readonly early: readonly Cost[];
  /** One list for each of the windows, which follow each other. */
  readonly steady: readonly (readonly Cost[])[];
}

/** All of them at the same time, each in a terminal of its own: whatever the machine does, it does to all of them. */
export async function costsTogether(
  all: readonly Watched[],
  { size, fps, windows }: { size: Size; fps: number; windows: number },
): Promise<Costs> {
  const spanMs = Math.min(windowMs, (mostFrames * 1000) / fps);
  const started = all.map(watched => ({ watched, pty: startWatched(watched, size) }));
  try {
    for (const { watched, pty } of started) {
      await pty.waitFor(watched.shows, `${watched.name}: its first screen`);
    }
    const running = started.map(one => ({ ...one, frames: countFrames(one.pty) }));
    await delay(settledMs.early);
    const early = await windowOf(running, spanMs);
    await delay(settledMs.steady - settledMs.early - spanMs);
    const steady: Cost[][] = [];
    while (steady.length < windows) steady.push(await windowOf(running, spanMs));
    await Promise.all(started.map(({ watched, pty }) => quitFrom(pty, watched)));
    return { early, steady };
  } finally {
    for (const { pty } of started) await pty.dispose();
  }
}

/** CPU of the program from its start to its first useful screen, milliseconds. */
export async function cpuMsToShow(watched: Watched, size: Size): Promise<number> {
  const pty = startWatched(watched, size);
  try {
    await pty.waitFor(watched.shows, `${watched.name}: its first screen`);
    const cpuMs = cpuMsOf(pty.pid, watched.hasHelpers);
    await quitFrom(pty, watched);
    return cpuMs;
  } finally {
    await pty.dispose();
  }
}
