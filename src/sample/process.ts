/** CPU and memory of one process. */
import type { ReadFile } from './files.ts';
import { readFile } from './files.ts';

export interface ProcessReading {
  /** User + system, since the process began. */
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** As `ProcessReading.cpuMs`, of this process. */
export function readOwnCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** USER_HZ: the unit of /proc's CPU counters on every architecture that Node runs on. */
const msPerTick = 10;

/** Fields of /proc/PID/stat after the command, which may itself hold blanks and brackets: counted from its last `)`. */
function cpuMsOfStat(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

function rssBytesOfStatus(status: string): number {
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

/** Another process of this machine, or null if it is gone. Where there is no /proc, pidusage asks the OS's tools. */
export async function readProcess(pid: number, read: ReadFile = readFile): Promise<ProcessReading | null> {
  const stat = read(`/proc/${pid}/stat`);
  if (stat !== null) {
    return { cpuMs: cpuMsOfStat(stat), rssBytes: rssBytesOfStatus(read(`/proc/${pid}/status`) ?? '') };
  }
  if (read('/proc/self/stat') !== null) return null;
  const { default: pidusage } = await import('pidusage');
  try {
    const usage = await pidusage(pid);
    return { cpuMs: usage.ctime, rssBytes: usage.memory };
  } catch {
    return null;
  }
}
