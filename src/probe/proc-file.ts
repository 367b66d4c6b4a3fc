/** A file of /proc that stays open and is read again and again. */
import * as fs from 'node:fs';

// The program may put another function in its place later.
const { openSync } = fs;

/** Null where there is none: no Linux, no /proc, or no permission. */
export const openedProcFile = (path: string): number | null => {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
};
