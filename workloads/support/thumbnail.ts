import type { TaskContext } from '../../src/lab/workload.ts';
import { inSteps } from './steps.ts';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha; a byte each, row by row. */
  readonly data: Uint8Array;
}

/** Rows of the small picture in a step: well under a millisecond for a picture of camera size. */
const rowsPerStep = 8;

/** Averages every block of source pixels that falls on one pixel of `target` (a box filter) into rows from..to. */
function averageRows(source: Picture, target: Picture, from: number, to: number): void {
  const across = source.width / target.width;
  const down = source.height / target.height;
  for (let y = from; y < to; y++)
    for (let x = 0; x < target.width; x++)
      averageBlock(
        source,
        [Math.floor(x * across), Math.floor((x + 1) * across)],
        [Math.floor(y * down), Math.floor((y + 1) * down)],
        target.data,
        (y * target.width + x) * 4,
      );
}

function averageBlock(
  { data, width }: Picture,
  [left, right]: readonly [number, number],
  [top, bottom]: readonly [number, number],
  into: Uint8Array,
  at: number,
): void {
  const pixels = (right - left) * (bottom - top);
  for (let channel = 0; channel < 4; channel++) {
    let sum = 0;
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) sum += data[(y * width + x) * 4 + channel] as number;
    into[at + channel] = Math.round(sum / pixels);
  }
}

/** The picture at `width` pixels across (never wider than it is), its shape kept. */
export async function shrink(source: Picture, width: number, context: TaskContext): Promise<Picture> {
  const across = Math.min(width, source.width);
  const down = Math.max(1, Math.round((source.height * across) / source.width));
  const target = { width: across, height: down, data: new Uint8Array(across * down * 4) };
  await inSteps(
    down,
    rowsPerStep,
    context,
    (from, to) => {
      averageRows(source, target, from, to);
    },
    [0.7, 0.9],
  );
  return target;
}
