/** Photographs to fetch: made by rule from a number, so that they are the same bytes every time. */
import { encode } from 'jpeg-js';
import { seededRandom } from './random.ts';

const width = 640;
const height = 480;
/** Encoding takes some 30 ms, which must not be part of what a task waits for twice. */
const cacheSize = 256;

/** Answers the JPEG of a number; encoded once. */
export function createImages(): (image: number) => Uint8Array {
  const cache = new Map<number, Uint8Array>();
  return image => {
    const known = cache.get(image);
    if (known !== undefined) return known;
    if (cache.size >= cacheSize) cache.clear();
    const made = encode({ width, height, data: pixels(image) }, 80).data;
    cache.set(image, made);
    return made;
  };
}

/** Soft waves with a little grain, like a picture rather than like noise. */
function pixels(image: number): Buffer {
  const random = seededRandom(image, 0);
  const waves = [0, 1, 2].map(() => ({ across: 0.004 + random() * 0.03, down: 0.004 + random() * 0.03 }));
  const data = Buffer.alloc(width * height * 4, 255);
  for (let at = 0; at < data.length; at += 4) {
    const x = (at / 4) % width;
    const y = Math.floor(at / 4 / width);
    for (const [channel, { across, down }] of waves.entries()) {
      data[at + channel] = 128 + 100 * Math.sin(x * across + channel) * Math.cos(y * down) + random() * 20;
    }
  }
  return data;
}
