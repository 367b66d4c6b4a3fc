/** What the machine is: read once at the start. */
import os from 'node:os';
import type { Machine } from '../state/state.ts';
import { allowedCores } from './affinity.ts';
import { readCpuCgroup } from './cgroup.ts';
import { parseProcStat } from './cores.ts';
import type { ReadFile } from './files.ts';
import { readFile } from './files.ts';
import { readTopology } from './topology.ts';

/** What the machine is read from; tests hand in recorded texts. */
export interface MachineReaders {
  readonly readFile: ReadFile;
  /** `os.cpus()`: where /proc is missing, and for its model names. */
  readonly cpus: () => readonly { readonly model: string }[];
  readonly node: string;
  /** Kernel name and release. */
  readonly kernel: string;
}

const ownReaders: MachineReaders = {
  readFile,
  cpus: os.cpus,
  node: process.versions.node,
  kernel: `${os.type()} ${os.release()}`,
};

/** /proc/cpuinfo names the processor on x86; ARM boards name themselves in the device tree, ending in a NUL. */
function modelOf({ readFile: read, cpus }: MachineReaders): string {
  const fromCpuInfo = /^model name\s*: (.*)$/m.exec(read('/proc/cpuinfo') ?? '')?.[1];
  const fromDeviceTree = read('/proc/device-tree/model')?.replaceAll('\0', '');
  const names = [fromCpuInfo, fromDeviceTree, cpus()[0]?.model].map(name => name?.trim());
  return names.find(name => name !== undefined && name !== '' && name !== 'unknown') ?? 'unknown';
}

function osOf({ readFile: read, kernel }: MachineReaders): string {
  const distribution = /^PRETTY_NAME="?([^"\n]*)/m.exec(read('/etc/os-release') ?? '')?.[1];
  return distribution ? `${distribution}, ${kernel}` : kernel;
}

function coreIds({ readFile: read, cpus }: MachineReaders): number[] {
  const online = parseProcStat(Buffer.from(read('/proc/stat') ?? '')).map(core => core.id);
  return online.length > 0 ? online : [...cpus().keys()];
}

/** The cores that affinity leaves to us, where those are not all. The list may name cores that are off. */
function allowedOf(ids: readonly number[], { readFile: read }: MachineReaders): number[] | null {
  const listed = new Set(allowedCores(read('/proc/self/status') ?? ''));
  const allowed = ids.filter(id => listed.has(id));
  return allowed.length === 0 || allowed.length === ids.length ? null : allowed;
}

/** A quota of a few milliseconds a period is still more than nothing. */
const leastUsableCores = 0.01;

/** The machine as this process finds it. Synchronous, and on Linux a few small files. */
export function readMachine(readers: MachineReaders = ownReaders): Machine {
  const ids = coreIds(readers);
  const allowed = allowedOf(ids, readers);
  const quotaCores = readCpuCgroup(readers.readFile)?.quotaCores ?? null;
  return {
    model: modelOf(readers),
    cores: ids.length,
    usableCores: Math.max(leastUsableCores, Math.min(allowed?.length ?? ids.length, quotaCores ?? Infinity)),
    quotaCores,
    ...(allowed && { allowed }),
    node: readers.node,
    os: osOf(readers),
    topology: readTopology(ids, readers.readFile),
  };
}

/**
 * The same machine with its proper names where `readMachine` could only give the kernel's (no /proc). Takes some
 * 100 ms in programs that it starts, so it is asked for after the first picture, and does nothing on Linux.
 */
export async function withProperNames(machine: Machine, read: ReadFile = readFile): Promise<Machine> {
  if (read('/proc/stat') !== null) return machine;
  const { cpu, osInfo } = await import('systeminformation');
  const [processor, system] = await Promise.all([cpu(), osInfo()]);
  return {
    ...machine,
    model: `${processor.manufacturer} ${processor.brand}`.trim() || machine.model,
    os: `${system.distro} ${system.release}`.trim() || machine.os,
  };
}
