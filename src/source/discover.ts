/** The Node processes of this machine, as the system tells of them. */
import { readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { probeThreadName } from '../protocol.ts';
import { readNodeArguments } from './node-arguments.ts';
import { looksLikeNode } from './node-binary.ts';
import { allPids, argumentsOf, environmentOf, ownerOf, statOf, textOf } from './proc.ts';

export interface NodeProcess {
  readonly pid: number;
  readonly ppid: number;
  /** False: another user's, which cannot be watched. */
  readonly isOwn: boolean;
  /** What it runs, in a few words: the script's name, or the title that it gave itself. Untrusted text. */
  readonly title: string;
  /** The whole command line. Untrusted text. */
  readonly command: string;
  /** User + system CPU since its start; two readings make a share. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly uptimeMs: number;
  /** It carries a probe at this moment. */
  readonly isProbed: boolean;
  /** A process of this program: the dashboard, its lab, or the npm that started it. */
  readonly isOurs: boolean;
}

/** `VmRSS` of `status` is in kB, whatever the page size. */
const rssBytesOf = (pid: number): number =>
  Number(/^VmRSS:\s*(\d+)/m.exec(textOf(`/proc/${pid}/status`) ?? '')?.[1] ?? 0) * 1024;

const machineUptimeMs = (): number => Number((textOf('/proc/uptime') ?? '0').split(' ')[0]) * 1000;

/** Node that runs `node --flags script.js` or `node -e code`; a title of its own replaces the whole command line. */
const titleOf = ([program = '', ...words]: readonly string[]): string => {
  if (program.includes(' ') && !program.startsWith('/')) return program;
  const { script } = readNodeArguments(words);
  return script === null ? basename(program) : nameOf(script);
};

/** `server.js`; for a name that says nothing, its folder too: `api/index.js`. */
const nameOf = (script: string): string => {
  const name = basename(script);
  return /^(index|main|cli|bin)\b/.test(name) ? script.split('/').slice(-2).join('/') : name;
};

const hasProbeThread = (pid: number): boolean => {
  const folder = `/proc/${pid}/task`;
  try {
    return readdirSync(folder).some(tid => textOf(`${folder}/${tid}/comm`)?.trim() === probeThreadName);
  } catch {
    return false;
  }
};

/** This process and those above it. */
const ownLine = (): ReadonlySet<number> => {
  const line = new Set<number>();
  for (let pid = process.pid; pid > 0 && !line.has(pid); pid = statOf(pid)?.ppid ?? 0) line.add(pid);
  return line;
};

/** `npm start`, `npx jugglers`: there for as long as we are, and for nothing else. */
const isOurStarter = (title: string): boolean => title.startsWith('npm ');

const readProcess = (pid: number, uptimeMs: number, own: ReadonlySet<number>): NodeProcess | null => {
  const stat = statOf(pid);
  const owner = ownerOf(pid);
  const args = argumentsOf(pid);
  if (!stat || stat.state === 'Z' || owner === null || args.length === 0) return null;
  const role = environmentOf(pid, 'JUGGLERS_ROLE');
  const isLab = role === 'lab' || role === 'lane';
  const title = titleOf(args);
  return {
    pid,
    ppid: stat.ppid,
    isOwn: owner === process.getuid?.(),
    title,
    command: args.join(' '),
    cpuMs: stat.cpuMs,
    rssBytes: rssBytesOf(pid),
    uptimeMs: Math.max(0, uptimeMs - stat.startedMs),
    isProbed: isLab || hasProbeThread(pid),
    isOurs: isLab || pid === process.pid || (own.has(pid) && isOurStarter(title)),
  };
};

const fromProc = (): NodeProcess[] => {
  const uptimeMs = machineUptimeMs();
  const own = ownLine();
  return allPids().flatMap(pid => (looksLikeNode(pid) ? (readProcess(pid, uptimeMs, own) ?? []) : []));
};

/** Slow (half a second), and only where there is no /proc. What it does not tell of is left at nothing. */
const fromPs = async (): Promise<NodeProcess[]> => {
  const { processes } = await import('systeminformation');
  const { list } = await processes();
  const { username } = userInfo();
  const isNode = ({ name }: { name: string }): boolean => /^node(js)?$/.test(basename(name));
  return list.filter(isNode).map(entry => ({
    pid: entry.pid,
    ppid: entry.parentPid,
    isOwn: entry.user === username,
    title: titleOf([entry.name, ...entry.params.split(' ').filter(part => part !== '')]),
    command: `${entry.command} ${entry.params}`.trim(),
    cpuMs: 0,
    rssBytes: entry.memRss * 1024,
    uptimeMs: 0,
    isProbed: false,
    isOurs: entry.pid === process.pid,
  }));
};

/** Newest first. Processes that may not be looked at (other users') are recognised by nothing and left out. */
export const listNodeProcesses = async (): Promise<readonly NodeProcess[]> => {
  const found = process.platform === 'linux' ? fromProc() : await fromPs();
  return found.toSorted((a, b) => a.uptimeMs - b.uptimeMs || b.pid - a.pid);
};
