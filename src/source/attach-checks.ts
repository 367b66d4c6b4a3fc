/** What can be known to stand in the way of an attach before the process is touched at all. */
import { constants } from 'node:os';
import { basename } from 'node:path';
import { visible } from '../visible.ts';
import { readNodeArguments } from './node-arguments.ts';
import { executableOf, isNode } from './node-binary.ts';
import { argumentsOf, catchesSignal, environmentOf, isStopped, isThere, linkOf, ownerOf } from './proc.ts';

const preload = 'start it with `jugglers watch -- <command>` instead';

/** They must be the same for our paths, pids, sockets and loopback to be the target's. */
const namespaces = ['pid', 'mnt', 'net', 'user'];

const isElsewhere = (pid: number, readLink: typeof linkOf): boolean =>
  namespaces.some(name => {
    const own = readLink(`/proc/self/ns/${name}`);
    const other = readLink(`/proc/${pid}/ns/${name}`);
    return own !== null && other !== null && own !== other;
  });

const inspectorFlag = /^--inspect(?:-brk|-wait|-port)?(?:=(?:.*:)?(\d+)?.*)?$/;

/** The options that its Node was started with, from its arguments (up to the script) and NODE_OPTIONS. */
const nodeOptionsOf = (pid: number): readonly string[] => {
  const { options } = readNodeArguments(argumentsOf(pid).slice(1));
  const fromEnvironment = (environmentOf(pid, 'NODE_OPTIONS') ?? '').split(/\s+/);
  return [...fromEnvironment, ...options];
};

const defaultPort = 9229;

/** Where its inspector listens, or will; 0 = on any port. */
export const inspectorPortOf = (pid: number): number => {
  const ports = nodeOptionsOf(pid).flatMap(option => inspectorFlag.exec(option)?.[1] ?? []);
  return Number(ports.at(-1) ?? defaultPort);
};

/** It was started with its inspector open, not only told where to open it. */
export const beganInspected = (pid: number): boolean =>
  nodeOptionsOf(pid).some(option => /^--inspect(?:-brk|-wait)?(?:=|$)/.test(option));

/** Refuses by what it returns: what stands in the way and what to do; null if nothing does. */
export const refusalFor = (pid: number, readLink = linkOf): string | null => {
  if (process.platform !== 'linux') return `attaching needs Linux; on ${process.platform} ${preload}`;
  if (!isThere(pid)) return `there is no process ${pid}; \`jugglers ps\` lists those that can be watched`;
  if (pid === process.pid) return `process ${pid} is this dashboard itself`;
  const owner = ownerOf(pid);
  if (owner !== process.getuid?.())
    return `process ${pid} belongs to another user (uid ${owner}); run jugglers as that user`;
  if (isElsewhere(pid, readLink))
    return `process ${pid} runs in another container or namespace; run jugglers inside of it, or ${preload} there`;
  return refusalOfProgram(pid);
};

export const stoppedWords = (pid: number): string =>
  `process ${pid} is stopped; let it go on first: kill -CONT ${pid}`;

const refusalOfProgram = (pid: number): string | null => {
  const program = visible(basename(executableOf(pid) ?? argumentsOf(pid)[0] ?? '?'));
  if (!isNode(pid)) return `process ${pid} is no Node process (it runs \`${program}\`)`;
  if (isStopped(pid)) return stoppedWords(pid);
  // Without a handler the signal that opens the inspector would end the process.
  if (catchesSignal(pid, constants.signals.SIGUSR1) !== true)
    return `process ${pid} has its inspector disabled (--disable-sigusr1, or it has just begun); ${preload}`;
  return null;
};
