/** What the Linux kernel tells of another process, through /proc (proc(5)). Gone or forbidden reads as null. */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';

export const textOf = (path: string): string | null => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
};

export const linkOf = (path: string): string | null => {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
};

export const ownerOf = (pid: number): number | null => {
  try {
    return statSync(`/proc/${pid}`).uid;
  } catch {
    return null;
  }
};

const listOf = (text: string | null): readonly string[] =>
  (text ?? '').split('\0').filter(part => part !== '');

/** UTF-8, as arguments are. */
export const argumentsOf = (pid: number): readonly string[] => {
  const text = textOf(`/proc/${pid}/cmdline`);
  return listOf(text === null ? null : Buffer.from(text, 'latin1').toString('utf8'));
};

/** As it was when the process began. */
export const environmentOf = (pid: number, name: string): string | null =>
  listOf(textOf(`/proc/${pid}/environ`))
    .find(entry => entry.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? null;

export interface ProcessStat {
  /** R running, S sleeping, D disk, T stopped, t traced, Z zombie ... */
  readonly state: string;
  readonly ppid: number;
  /** User + system, in ticks of 10 ms. */
  readonly cpuMs: number;
  /** Since the machine's start. */
  readonly startedMs: number;
}

/** USER_HZ is 100 on every architecture that Node runs on. */
const msPerTick = 10;

export const statOf = (pid: number): ProcessStat | null => {
  const text = textOf(`/proc/${pid}/stat`);
  // The name stands in parentheses and may hold anything: fields count from the last one that closes.
  const rest = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  if (!rest || rest.length < 20) return null;
  const field = (number: number): number => Number(rest[number - 3]);
  return {
    state: rest[0] ?? '?',
    ppid: field(4),
    cpuMs: (field(14) + field(15)) * msPerTick,
    startedMs: field(22) * msPerTick,
  };
};

/** Alive, and not only waiting to be reaped. */
export const isThere = (pid: number): boolean => {
  const stat = statOf(pid);
  return stat !== null && stat.state !== 'Z' && stat.state !== 'X';
};

/** By a signal, or by a debugger of the system. */
export const isStopped = (pid: number): boolean => /^[Tt]$/.test(statOf(pid)?.state ?? '');

/** True if the process has a handler of its own for this signal; null if it cannot be told. */
export const catchesSignal = (pid: number, signal: number): boolean | null => {
  const hex = /^SigCgt:\s*([0-9a-f]+)/m.exec(textOf(`/proc/${pid}/status`) ?? '')?.[1];
  return hex === undefined ? null : ((BigInt(`0x${hex}`) >> BigInt(signal - 1)) & 1n) === 1n;
};

/** By a thread's `wchan`: kernels name either function of the two, as their compiler has folded them. */
export const isPoll = (wchan: string | null): boolean | null =>
  wchan === null || wchan === '' || wchan === '0' ? null : /epoll|ep_poll/.test(wchan);

/** True while the main thread waits for events, as an idle loop does; null where the kernel does not say. */
export const isInPoll = (pid: number): boolean | null => isPoll(textOf(`/proc/${pid}/wchan`));

export interface ListeningSocket {
  readonly host: string;
  readonly port: number;
  readonly inode: string;
}

/** The address is hexadecimal, in the machine's byte order; all that matters here is how to reach it from here. */
const hostOf = (address: string): string => {
  if (address.length > 8) return /^0+$/.test(address) ? '127.0.0.1' : '[::1]';
  const bytes = [...Buffer.from(address, 'hex')].toReversed();
  return address === '00000000' ? '127.0.0.1' : bytes.join('.');
};

/** All TCP sockets that listen in this network namespace, whoever's. */
export const listeningSockets = (): ListeningSocket[] =>
  ['tcp', 'tcp6'].flatMap(table => {
    const lines = (textOf(`/proc/self/net/${table}`) ?? '').split('\n').slice(1);
    return lines.flatMap(line => {
      const fields = line.trim().split(/\s+/);
      const [address = '', port = ''] = fields[1]?.split(':') ?? [];
      return fields[3] === '0A'
        ? { host: hostOf(address), port: Number.parseInt(port, 16), inode: fields[9] ?? '' }
        : [];
    });
  });

/** Inodes of the sockets that the process holds, by descriptor; empty if it may not be looked at. */
export const socketInodes = (pid: number): readonly string[] => {
  const folder = `/proc/${pid}/fd`;
  let descriptors: number[] = [];
  try {
    descriptors = readdirSync(folder).map(Number);
  } catch {
    // Gone, or not ours.
  }
  const links = descriptors
    .toSorted((a, b) => a - b)
    .map(descriptor => /^socket:\[(\d+)\]$/.exec(linkOf(`${folder}/${descriptor}`) ?? '')?.[1]);
  return links.filter(inode => inode !== undefined);
};

/** Pids of all processes. */
export const allPids = (): number[] => readdirSync('/proc').map(Number).filter(Number.isInteger);
