import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Group and others may do anything at all with it. */
const othersMask = 0o077;

/** A folder under the system's temporary one that belongs to this user alone; made if it is not there. */
function privateFolder(): string {
  // Windows has no user ids, and gives every user a temporary folder of their own.
  const uid = process.getuid?.();
  const folder = join(tmpdir(), `jugglers-${uid ?? 'files'}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const isOurs = uid === undefined || (found.uid === uid && (found.mode & othersMask) === 0);
  if (!found.isDirectory() || !isOurs)
    throw new Error(`${folder} should be a folder that only you may use; remove it and run again`);
  return folder;
}

const sizeOf = (path: string): number | undefined => lstatSync(path, { throwIfNoEntry: false })?.size;

/**
 * Path of a file of `sizeBytes` that stays in the temporary folder for the next run. Every lane asks for it: the first
 * writes it, the others find it. It appears under its name only when complete.
 */
export function ensureFile(name: string, sizeBytes: number, content: () => Uint8Array): string {
  const path = join(privateFolder(), name);
  if (sizeOf(path) !== sizeBytes) {
    const draft = `${path}.${randomUUID()}`;
    writeFileSync(draft, content(), { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
  }
  return path;
}
