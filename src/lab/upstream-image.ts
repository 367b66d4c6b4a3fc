/** Photographs to fetch: made by rule from a number, so that they are the same bytes every time. */
import { encode } from 'jpeg-js';
import { seededRandom } from './random.ts';

const width = 640;
const height = 480;
/**
 * Encoding takes some 20 ms of the server's one thread, during which no other request is answered. So there are only a
 * few pictures, each made once; every further number shows one of them again.
 */
const pictures = 8;

/** Answers the JPEG of a number. */
export function createImages(): (image: number) => Uint8Array {
  const made = new Map<number, Uint8Array>();
  return image => {
    const picture = Math.abs(image) % pictures;
    const known = made.get(picture);
    if (known !== undefined) return known;
    const jpeg = encode({ width, height, data: pixels(picture) }, 80).data;
    made.set(picture, jpeg);
    return jpeg;
  };
}

/** Soft waves in each colour, with a little grain, like a picture rather than like noise. */
function pixels(picture: number): Buffer {
  const random = seededRandom(picture, 0);
  const wave = (length: number): Float64Array => {
    const pitch = 0.004 + random() * 0.03;
    return Float64Array.from({ length }, (_, at) => Math.sin(at * pitch));
  };
  const across = [wave(width), wave(width), wave(width)];
  const down = [wave(height), wave(height), wave(height)];
  const data = Buffer.alloc(width * height * 4, 255);
  for (let at = 0; at < data.length; at += 4) {
    const x = (at >> 2) % width;
    const y = Math.floor((at >> 2) / width);
    const grain = ((x * 73 + y * 151) % 17) - 8;
    for (let channel = 0; channel < 3; channel += 1) {
      data[at + channel] = 128 + 100 * across[channel]![x]! * down[channel]![y]! + grain;
    }
  }
  return data;
}
