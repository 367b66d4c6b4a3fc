import { readFileSync } from 'node:fs';

/** The text of a small file, or null where there is none or it may not be read. Samplers get it as a parameter. */
export type ReadFile = (path: string) => string | null;

export const readFile: ReadFile = path => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};
