/**
 * Runs the bundled program from code that an earlier start has compiled. Node's own cache has only what is compiled
 * when a file is loaded, and most functions are compiled when they are first called: a fifth of a start's CPU.
 */
import type { Script } from 'node:vm';

/** Stands for what is in the bundle; the build knows it. */
declare const bundleId: string;

/** Part of the bundle: what a CommonJS module has, and where it lies. */
type Bundle = (required: NodeJS.Require, hereUrl: string) => void;

/** By then a screen shows what it is for; later the engine forgets what was only needed to get there. */
const shownMs = 2000;
/** Who is done sooner was only asked for the version, and has called next to nothing. */
const leastSeconds = 0.25;
const staleMs = 30 * 24 * 3600 * 1000;

const nodes = <Name extends 'fs' | 'module' | 'path' | 'url' | 'vm'>(name: Name) =>
  process.getBuiltinModule(`node:${name}`);

/** This user's. */
export const isOwn = (folder: string): boolean => {
  try {
    return nodes('fs').statSync(folder).uid === process.getuid?.();
  } catch {
    return false;
  }
};

/**
 * Node's own cache, with a folder for this very Node, where NODE_COMPILE_CACHE or the user's caches lie. Node would take
 * the temporary folder: what somebody else had put there would be run. Null where there is none, or it is off.
 */
function cacheFolder(): string | null {
  const { HOME, XDG_CACHE_HOME } = process.env;
  const { join } = nodes('path');
  const caches = XDG_CACHE_HOME || (HOME && join(HOME, '.cache'));
  if (caches) nodes('module').enableCompileCache?.(join(caches, 'jugglers'));
  const folder = nodes('module').getCompileCacheDir?.();
  return folder !== undefined && isOwn(folder) ? folder : null;
}

function cacheFile(): string | null {
  const folder = cacheFolder();
  // A screen needs other functions than a report: what is kept is what the first start of its kind has called.
  const kind = process.stdout.isTTY ? 'screen' : 'text';
  return folder && nodes('path').join(folder, `jugglers-${bundleId}-${kind}`);
}

function read(file: string): Buffer | undefined {
  try {
    return nodes('fs').readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Of versions that nobody has started for long. */
function removeStale(newest: string): void {
  const { readdirSync, rmSync, statSync } = nodes('fs');
  const folder = nodes('path').dirname(newest);
  const nowMs = statSync(newest).mtimeMs;
  for (const name of readdirSync(folder)) {
    const file = nodes('path').join(folder, name);
    const isOther = name.startsWith('jugglers-') && !name.includes(bundleId);
    if (isOther && nowMs - statSync(file).mtimeMs > staleMs) rmSync(file, { force: true });
  }
}

/** At once or not at all, beside others that do the same. A full or read-only disk only makes the next start slower. */
function write(file: string, code: Buffer): void {
  const own = `${file}.${process.pid}`;
  try {
    nodes('fs').writeFileSync(own, code, { mode: 0o600 });
    nodes('fs').renameSync(own, file);
    removeStale(file);
  } catch {
    nodes('fs').rmSync(own, { force: true });
  }
}

function keepLater(script: Script, file: string): void {
  const keep = (): void => {
    clearTimeout(timer);
    process.off('exit', keep);
    if (process.uptime() > leastSeconds) write(file, script.createCachedData());
  };
  const timer = setTimeout(keep, shownMs);
  timer.unref();
  process.once('exit', keep);
}

/** `folder`: where the bundle lies; `required` is the `require` of a module in it. */
export function startBundle(required: NodeJS.Require, folder: string): void {
  const filename = nodes('path').join(folder, 'cli.cjs');
  const file = cacheFile();
  const cachedData = file === null ? undefined : read(file);
  const { Script } = nodes('vm');
  // The bundle is all ASCII.
  const script = new Script(nodes('fs').readFileSync(filename, 'latin1'), { filename, cachedData });
  if (file !== null && (cachedData === undefined || script.cachedDataRejected)) keepLater(script, file);
  (script.runInThisContext() as Bundle)(required, nodes('url').pathToFileURL(filename).href);
}
