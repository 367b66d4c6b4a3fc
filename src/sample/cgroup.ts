/** CPU limits of the control group that this process is in, both versions. */
import { posix } from 'node:path';
import type { ReadFile } from './files.ts';

interface CpuLimit {
  readonly version: 1 | 2;
  readonly directory: string;
  /** Cores' worth of CPU, such as 1.5; null = no limit at this level. */
  readonly quotaCores: number | null;
}

/** The group whose limit bites first. */
export interface CpuCgroup extends CpuLimit {
  /** Milliseconds that tasks of the group were kept off the cores since it was made; null where it is not counted. */
  throttledMs(): number | null;
}

interface Mount {
  /** Which part of the hierarchy is mounted: in a container often only its own. */
  readonly root: string;
  readonly point: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** proc(5): `36 35 98:0 /root /point options [optional ...] - type source superOptions`. */
function parseMount(line: string): Mount[] {
  const [left = '', right = ''] = line.split(' - ');
  const [, , , root, point] = left.split(' ');
  const [type, , options] = right.split(' ');
  if (root === undefined || point === undefined || type === undefined) return [];
  return [{ root, point, type, options: (options ?? '').split(',') }];
}

/** Own folder first, then its parents up to the mount point. Outside of what is mounted: the mount point alone. */
function directoriesUp(mount: Mount, path: string): string[] {
  const below = posix.relative(mount.root, path);
  const own = below.startsWith('..') ? mount.point : posix.join(mount.point, below);
  const directories = [own];
  for (let at = own; at !== mount.point; at = posix.dirname(at)) directories.push(posix.dirname(at));
  return directories;
}

/** cgroup v2: `max 100000` or `150000 100000`, microseconds of CPU in each period. */
function quotaV2(text: string | null): number | null {
  const [quota, period] = (text ?? '').trim().split(' ').map(Number);
  return quota && period ? quota / period : null;
}

/** cgroup v1: the quota is -1 where there is none. */
function quotaV1(quotaText: string | null, periodText: string | null): number | null {
  const quota = Number(quotaText ?? -1);
  const period = Number(periodText ?? 0);
  return quota > 0 && period > 0 ? quota / period : null;
}

const limitAt = (version: 1 | 2, directory: string, readFile: ReadFile): CpuLimit => ({
  version,
  directory,
  quotaCores:
    version === 2
      ? quotaV2(readFile(`${directory}/cpu.max`))
      : quotaV1(readFile(`${directory}/cpu.cfs_quota_us`), readFile(`${directory}/cpu.cfs_period_us`)),
});

/** v2 counts microseconds, v1 nanoseconds. */
function throttledMsOf(limit: CpuLimit, readFile: ReadFile): number | null {
  const [name, perMs] = limit.version === 2 ? ['throttled_usec', 1e3] : ['throttled_time', 1e6];
  const text = readFile(`${limit.directory}/cpu.stat`) ?? '';
  const count = new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1];
  return count === undefined ? null : Number(count) / perMs;
}

interface Place {
  readonly version: 1 | 2;
  readonly directories: readonly string[];
}

/** Where the CPU controller has this process. A v1 controller, where there is one, is the one in charge. */
function placeOf(selfCgroup: string, mounts: readonly Mount[]): Place | null {
  const v1Path = /^\d+:(?:\w+,)*cpu(?:,\w+)*:(.*)$/m.exec(selfCgroup)?.[1];
  const v1Mount = mounts.find(({ type, options }) => type === 'cgroup' && options.includes('cpu'));
  if (v1Path && v1Mount) return { version: 1, directories: directoriesUp(v1Mount, v1Path) };
  const v2Path = /^0::(.*)$/m.exec(selfCgroup)?.[1];
  const v2Mount = mounts.find(({ type }) => type === 'cgroup2');
  return v2Path && v2Mount ? { version: 2, directories: directoriesUp(v2Mount, v2Path) } : null;
}

const quotaOrNone = (limit: CpuLimit): number => limit.quotaCores ?? Infinity;

/**
 * The control group with the tightest CPU quota among this process' own and its parents (the own one if none has a
 * quota), or null where there are no control groups. The limit is read once, the throttled time at every call.
 */
export function readCpuCgroup(readFile: ReadFile): CpuCgroup | null {
  const mounts = (readFile('/proc/self/mountinfo') ?? '').split('\n').flatMap(parseMount);
  const place = placeOf(readFile('/proc/self/cgroup') ?? '', mounts);
  const limits = (place?.directories ?? []).map(directory =>
    limitAt(place?.version ?? 2, directory, readFile),
  );
  const [first, ...parents] = limits;
  if (first === undefined) return null;
  const tightest = parents.reduce(
    (least, next) => (quotaOrNone(next) < quotaOrNone(least) ? next : least),
    first,
  );
  return { ...tightest, throttledMs: () => throttledMsOf(tightest, readFile) };
}
