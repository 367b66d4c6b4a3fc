/** Bytes on the wire: of a frame, to what an ideal cell diff takes for the same pictures, and of no change at all. */
import { setTimeout as delay } from 'node:timers/promises';
import { createEmulator } from '../../test/view/terminal/emulator.ts';
import type { Figure } from '../support/figure.ts';
import { measured } from '../support/figure.ts';
import { cellsOf, framesIn, idealEncoder } from '../support/ideal-diff.ts';
import { spreadOf } from '../support/statistics.ts';
import type { Size } from '../support/watched.ts';
import { large, small, startWatched } from '../support/watched.ts';
import { live } from './programs.ts';

const refreshes = [1, 10] as const;
const runs = 2;
const warmUpMs = 2000;
const windowMs = 8000;

interface Recording {
  /** Frames up to the window, and those in it. */
  readonly before: string;
  readonly stream: string;
}

async function recordedAt(size: Size, fps: number): Promise<Recording> {
  const watched = live(fps);
  const pty = startWatched(watched, size);
  try {
    const pieces: Uint8Array[] = [];
    pty.onOutput(piece => pieces.push(piece));
    await pty.waitFor(watched.shows, 'the run');
    await delay(warmUpMs);
    const first = pieces.length;
    await delay(windowMs);
    const text = (part: readonly Uint8Array[]): string => Buffer.concat(part).toString();
    return { before: text(pieces.slice(0, first)), stream: text(pieces.slice(first)) };
  } finally {
    await pty.dispose();
  }
}

interface Replayed {
  readonly bytesPerFrame: number;
  readonly ratio: number;
}

async function replayed({ before, stream }: Recording, { columns, rows }: Size): Promise<Replayed> {
  const emulator = createEmulator(columns, rows);
  await emulator.feed(before);
  const encode = idealEncoder();
  const frames = framesIn(stream);
  let shown = cellsOf(emulator.terminal);
  let idealBytes = 0;
  for (const frame of frames) {
    await emulator.feed(frame);
    const cells = cellsOf(emulator.terminal);
    idealBytes += Buffer.byteLength(encode(shown, cells));
    shown = cells;
  }
  const bytes = Buffer.byteLength(stream);
  return { bytesPerFrame: bytes / frames.length, ratio: bytes / idealBytes };
}

async function figuresAt(size: Size, bar: number, fps: number): Promise<Figure[]> {
  const replays: Replayed[] = [];
  for (let run = 0; run < runs; run++) replays.push(await replayed(await recordedAt(size, fps), size));
  const at = `${size.columns}x${size.rows}, ${fps} fps`;
  const perFrame = spreadOf(replays.map(({ bytesPerFrame }) => bytesPerFrame));
  const ratio = spreadOf(replays.map(one => one.ratio));
  return [
    measured(`bytes a frame, ${at}`, perFrame, 'B', bar, 'live run'),
    measured(`bytes : an ideal cell diff's, ${at}`, ratio, 'x', 1.1, 'live run'),
  ];
}

/** What is sent in five seconds, once the picture is frozen. */
async function bytesWhenFrozen(): Promise<number> {
  const watched = live(10);
  const pty = startWatched(watched, large);
  try {
    await pty.waitFor(watched.shows, 'the run');
    await delay(warmUpMs);
    pty.type('f');
    await pty.waitFor(/FROZEN|frozen/, 'the frozen picture');
    // What was under way with it.
    await delay(500);
    const settled = pty.bytes();
    await delay(5000);
    return pty.bytes() - settled;
  } finally {
    await pty.dispose();
  }
}

/** Both sizes at the same time: bytes are bytes, however busy the machine is. */
export async function byteFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const fps of refreshes) {
    const both = [figuresAt(large, 2300, fps), figuresAt(small, 1700, fps)];
    figures.push(...(await Promise.all(both)).flat());
  }
  const frozen = spreadOf([await bytesWhenFrozen()]);
  return [
    ...figures,
    measured('bytes in 5 s when nothing changes', frozen, 'B', 0, 'a frozen run, 10 fps, 120x40'),
  ];
}
