import type { ReadFile } from '../../src/sample/files.ts';

/** A file system of literal texts. */
export const filesOf =
  (texts: Readonly<Record<string, string>>): ReadFile =>
  path =>
    texts[path] ?? null;
