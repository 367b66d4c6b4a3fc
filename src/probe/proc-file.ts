/** Files of /proc: one that stays open and is read again and again, and one that is read once. */
import * as fs from 'node:fs';

// The program may put another function in its place later.
const { closeSync, openSync, readSync } = fs;

/** Null where there is none: no Linux, no /proc, or no permission. */
export const openedProcFile = (path: string): number | null => {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
};

/** Longer than what is told of one thread. */
const buffer = Buffer.alloc(4096);

/** The first 4 kB; '' if there is no such file any more. */
export const procText = (path: string): string => {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    return buffer.toString('latin1', 0, readSync(file, buffer));
  } catch {
    // The thread ended between the listing and the look.
    return '';
  } finally {
    if (file !== null) closeSync(file);
  }
};
