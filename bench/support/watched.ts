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

const warmUpMs = 2000;
const windowMs = 8000;
/** As many frames as this are enough, where they come sooner. */
const mostFrames = 40;

async function steadyCost(pty: Pty, { hasHelpers }: Watched, spanMs: number): Promise<Cost> {
  const frames = countFrames(pty);
  const reading = () => ({
    atMs: systemClock.nowMs(),
    cpuMs: cpuMsOf(pty.pid, hasHelpers),
    bytes: pty.bytes(),
    frames: frames(),
  });
  await delay(warmUpMs);
  const from = reading();
  await delay(spanMs);
  const to = reading();
  const drawn = Math.max(1, to.frames - from.frames);
  return {
    cpuMsPerSecond: (to.cpuMs - from.cpuMs) / ((to.atMs - from.atMs) / 1000),
    cpuMsPerFrame: (to.cpuMs - from.cpuMs) / drawn,
    bytesPerFrame: (to.bytes - from.bytes) / drawn,
    peakRssMb: peakRssMbOf(pty.pid),
  };
}

const quitFrom = async (pty: Pty, { quit }: Watched): Promise<void> => {
  pty.type(quit);
  await pty.exit;
};

/** All of them at the same time, each in a terminal of its own: whatever the machine does, it does to all of them. */
export async function costsTogether(all: readonly Watched[], size: Size, fps: number): Promise<Cost[]> {
  const spanMs = Math.min(windowMs, (mostFrames * 1000) / fps);
  const started = all.map(watched => ({ watched, pty: startWatched(watched, size) }));
  try {
    for (const { watched, pty } of started) {
      await pty.waitFor(watched.shows, `${watched.name}: its first screen`);
    }
    const costs = await Promise.all(started.map(({ watched, pty }) => steadyCost(pty, watched, spanMs)));
    await Promise.all(started.map(({ watched, pty }) => quitFrom(pty, watched)));
    return costs;
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
