import { createHash } from 'node:crypto';
import jpeg from 'jpeg-js';
import type { Workload } from '../src/lab/workload.ts';
import { amountOption, numberOf, tasksOption } from './support/options.ts';
import { shrink } from './support/thumbnail.ts';

const jpegQuality = 80;
/** The server draws a picture when it is first asked for it, which takes longer than to make it small. */
const pictures = 4;
const pathOf = (picture: number): string => `/image/${picture % pictures}`;

interface Job {
  readonly picture: number;
  readonly path: string;
  readonly width: number;
}

interface Thumbnail {
  readonly picture: number;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly sha256: string;
}

const thumbnails: Workload<Job, Thumbnail> = {
  id: 'thumbnails',
  title: 'Thumbnails',
  story:
    'Each picture is fetched (a wait), then unpacked and made small (work). One thread overlaps the waits but does all the work itself; several threads share the work but wait for every picture; threads that also juggle do both. Unpacking a JPEG is one step that cannot be cut, so the loop lags by as long as it takes.',
  kind: 'mixed',
  teaches: 'Part wait, part work: several threads that also juggle beat both.',
  rows: ['003-15', '003-9'],
  options: [
    tasksOption(40, 1_000, 'number of pictures'),
    amountOption('wait', 50, 60_000, 'milliseconds that the server holds each picture'),
    {
      name: 'width',
      type: 'number',
      default: 160,
      range: [8, 640],
      isInteger: true,
      help: 'width of the small picture',
    },
  ],
  plan: ({ options, scale }) =>
    Array.from({ length: numberOf(options, 'tasks') }, (_, i) => ({
      name: `picture ${i + 1}`,
      input: {
        picture: i + 1,
        path: `${pathOf(i)}?wait=${Math.round(numberOf(options, 'wait') * scale)}`,
        width: numberOf(options, 'width'),
      },
    })),
  prefetch: Array.from({ length: pictures }, (_, picture) => pathOf(picture)),
  async run({ picture, path, width }, context) {
    const { status, body } = await context.fetch(path);
    await context.checkpoint();
    if (status !== 200)
      throw new Error(`picture ${picture} was answered with status ${status}, expected 200`);
    context.progress(0.1);
    const whole = jpeg.decode(body, { useTArray: true });
    await context.checkpoint();
    context.progress(0.7);
    const small = await shrink(whole, width, context);
    const packed = jpeg.encode(small, jpegQuality).data;
    await context.checkpoint();
    context.progress(1);
    return {
      picture,
      width: small.width,
      height: small.height,
      bytes: packed.length,
      sha256: createHash('sha256').update(packed).digest('hex'),
    };
  },
};
export default thumbnails;
