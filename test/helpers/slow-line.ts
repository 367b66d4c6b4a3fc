/** A line that takes so many bytes a second: what comes in goes on piece by piece, and no more is asked for meanwhile. */
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../src/clock.ts';

export interface Line {
  /** Takes what was read, whole. */
  carry(data: Uint8Array): void;
  /** Resolves when all that was taken so far has arrived. */
  arrived(): Promise<void>;
}

/** A hundredth of a second of the line at a time. */
const piecesPerSecond = 100;

export interface LineEnds {
  /** Gets the pieces as they arrive. */
  readonly deliver: (piece: Uint8Array) => void;
  /** The line is busy, or no longer so: read no more meanwhile. */
  readonly pause: () => void;
  readonly resume: () => void;
}

export function slowLine(bytesPerSecond: number, { deliver, pause, resume }: LineEnds): Line {
  const mostBytes = Math.max(1, Math.floor(bytesPerSecond / piecesPerSecond));
  let carrying = Promise.resolve();
  let waiting = 0;
  let freeAtMs = systemClock.nowMs();
  const carryNow = async (data: Uint8Array): Promise<void> => {
    for (let from = 0; from < data.length; from += mostBytes) {
      const piece = data.subarray(from, from + mostBytes);
      freeAtMs = Math.max(freeAtMs, systemClock.nowMs()) + (piece.length * 1000) / bytesPerSecond;
      await delay(freeAtMs - systemClock.nowMs());
      deliver(piece);
    }
    waiting -= 1;
    if (waiting === 0) resume();
  };
  return {
    carry(data) {
      if (waiting === 0) pause();
      waiting += 1;
      carrying = carrying.then(() => carryNow(data));
    },
    arrived: () => carrying,
  };
}
