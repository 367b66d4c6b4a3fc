/** CPU and memory of a process, finer than the 10 ms of /proc/PID/stat. */
import { readdirSync, readFileSync } from 'node:fs';

/** User + system of all its threads, in nanoseconds as the scheduler counts them; ended threads are left out. */
function threadsMs(pid: number): number {
  let ns = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    ns += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
  }
  return ns / 1e6;
}

const msPerTick = 10;

/** Of children that have ended and been waited for: programs that ask other programs (`ps`) pay there. */
function childrenMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * msPerTick;
}

/** `withChildren`: what it started is a part of it, and not what it watches. */
export const cpuMsOf = (pid: number, withChildren: boolean): number =>
  threadsMs(pid) + (withChildren ? childrenMs(pid) : 0);

const statusMb = (pid: number, name: string): number =>
  Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) /
  1000;

export const peakRssMbOf = (pid: number): number => statusMb(pid, 'VmHWM');

export const rssMbOf = (pid: number): number => statusMb(pid, 'VmRSS');
