import { openSync, readFileSync, readSync } from 'node:fs';

/** The text of a small file, or null where there is none or it may not be read. Samplers get it as a parameter. */
export type ReadFile = (path: string) => string | null;

export const readFile: ReadFile = path => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/** The bytes of a file, or null; they may lie where those of the next call will. */
export type ReadBytes = (path: string) => Uint8Array | null;

/** Room for the counters of 256 cores, and more is made where it is not enough. */
let room: Buffer = Buffer.alloc(64 * 1024);
const opened = new Map<string, number>();

function descriptorOf(path: string): number {
  const known = opened.get(path);
  if (known !== undefined) return known;
  const descriptor = openSync(path, 'r');
  opened.set(path, descriptor);
  return descriptor;
}

/** For files of the kernel that are read over and over: they stay open, and every call reads them anew. */
export const readKept: ReadBytes = path => {
  try {
    const descriptor = descriptorOf(path);
    let length = readSync(descriptor, room, 0, room.length, 0);
    while (length === room.length) {
      room = Buffer.alloc(2 * length);
      length = readSync(descriptor, room, 0, room.length, 0);
    }
    return room.subarray(0, length);
  } catch {
    return null;
  }
};
