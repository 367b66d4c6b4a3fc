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

const nodes = <Name extends 'fs' | 'module' | 'path' | 'url' | 'vm'>(name: Name) =>
  process.getBuiltinModule(`node:${name}`);

/** Beside Node's own cache, which is a folder of this user's for this very Node; null where that has none or is off. */
function cacheFile(): string | null {
  nodes('module').enableCompileCache?.();
  const folder = nodes('module').getCompileCacheDir?.();
  // A screen needs other functions than a report: what is kept is what the first start of its kind has called.
  const kind = process.stdout.isTTY ? 'screen' : 'text';
  return folder === undefined ? null : nodes('path').join(folder, `jugglers-${bundleId}-${kind}`);
}

function read(file: string): Buffer | undefined {
  try {
    return nodes('fs').readFileSync(file);
  } catch {
    return undefined;
  }
}

/** At once or not at all, beside others that do the same. A full or read-only disk only makes the next start slower. */
function write(file: string, code: Buffer): void {
  const own = `${file}.${process.pid}`;
  try {
    nodes('fs').writeFileSync(own, code, { mode: 0o600 });
    nodes('fs').renameSync(own, file);
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
