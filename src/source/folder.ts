/** The folder that a dashboard's socket lies in: for this user only, and gone with the dashboard. */
import { accessSync, constants, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The name holds the pid, so that a later dashboard can tell whose it was. */
const ours = /^jugglers-(\d+)-[A-Za-z0-9]{6}$/;

const isUsable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return lstatSync(folder).isDirectory();
  } catch {
    return false;
  }
};

const runtimeFolder = (): string | null => {
  const runtime = process.env.XDG_RUNTIME_DIR;
  return runtime && isUsable(runtime) ? runtime : null;
};

/** XDG_RUNTIME_DIR is on memory and the user's own; the temporary folder is everywhere. */
const baseFolder = (): string => runtimeFolder() ?? tmpdir();

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
};

const isOwn = (folder: string): boolean => {
  try {
    const stat = lstatSync(folder);
    return stat.isDirectory() && stat.uid === process.getuid?.();
  } catch {
    return false;
  }
};

/** This user's, by whether the dashboard that made them lives. */
const foldersOf = (base: string, isLiving: boolean): string[] => {
  let names: string[] = [];
  try {
    names = readdirSync(base);
  } catch {
    // There is none.
  }
  return names.flatMap(name => {
    const pid = ours.exec(name)?.[1];
    const folder = join(base, name);
    return pid && isAlive(Number(pid)) === isLiving && isOwn(folder) ? folder : [];
  });
};

/** Those of all dashboards of this user that run now, wherever they were started. */
export const livingFolders = (): string[] =>
  [runtimeFolder(), tmpdir()].flatMap(base => (base === null ? [] : foldersOf(base, true)));

/** Never throws: a folder that vanishes meanwhile is what we want. */
export const removeFolder = (folder: string): void => {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Someone else's business, or read-only by now.
  }
};

/** Removes what dashboards left behind that were killed. */
export const removeStaleFolders = (base: string): void => {
  for (const folder of foldersOf(base, false)) removeFolder(folder);
};

/** A new empty folder, mode 0700 (mkdtemp's). */
export const makeFolder = (base: string = baseFolder()): string => {
  removeStaleFolders(base);
  return mkdtempSync(join(base, `jugglers-${process.pid}-`));
};
