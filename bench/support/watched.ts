/** Programs that fill a terminal, measured in the same way: ours and its peers. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../src/clock.ts';
import type { Pty } from '../../test/helpers/pty.ts';
import { startPty } from '../../test/helpers/pty.ts';
import { countFrames } from './frames.ts';
import { cpuMsOf, peakRssMbOf } from './process-cost.ts';
import { programFile } from './program.ts';

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
  readonly cpuMsToShow: number;
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

const warmUpMs = 2000;
const windowMs = 8000;

async function steadyCost(pty: Pty, { hasHelpers }: Watched): Promise<Omit<Cost, 'cpuMsToShow'>> {
  const frames = countFrames(pty);
  const reading = () => ({
    atMs: systemClock.nowMs(),
    cpuMs: cpuMsOf(pty.pid, hasHelpers),
    bytes: pty.bytes(),
    frames: frames(),
  });
  await delay(warmUpMs);
  const from = reading();
  await delay(windowMs);
  const to = reading();
  const drawn = Math.max(1, to.frames - from.frames);
  return {
    cpuMsPerSecond: (to.cpuMs - from.cpuMs) / ((to.atMs - from.atMs) / 1000),
    cpuMsPerFrame: (to.cpuMs - from.cpuMs) / drawn,
    bytesPerFrame: (to.bytes - from.bytes) / drawn,
    peakRssMb: peakRssMbOf(pty.pid),
  };
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** One start, a warm-up, a window, and its end. */
export async function costOf(watched: Watched, size: Size): Promise<Cost> {
  const pty = startPty(watched.file, watched.args, size);
  try {
    await pty.waitFor(watched.shows, `${watched.name}: its first screen`);
    const cpuMsToShow = cpuMsOf(pty.pid, watched.hasHelpers);
    const cost = await steadyCost(pty, watched);
    pty.type(watched.quit);
    await pty.exit;
    return { cpuMsToShow, ...cost };
  } finally {
    await pty.dispose();
  }
}

/** The same run that we watch, without a screen, beside a peer: so that both work on a machine as busy. */
export async function beside<Result>(
  args: readonly string[],
  measure: () => Promise<Result>,
): Promise<Result> {
  const load = spawn(process.execPath, [programFile, 'run', ...args, '--json'], { stdio: 'ignore' });
  try {
    return await measure();
  } finally {
    load.kill('SIGKILL');
  }
}
