/**
 * A machine of many cores for every program that reads /proc and /sys: its own /proc/stat, /proc/cpuinfo and
 * /sys/devices/system/cpu are mounted over the real ones, in a mount namespace of this process (`unshare`, which is
 * what starts it), so that nothing outside sees them. The load goes up and down on each core at its own phase.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/clock.ts';

/** Often enough that a look every 100 ms always finds new counters. */
const moveMs = 50;
/** USER_HZ. */
const ticksPerMs = 0.1;
/** One way up and down takes half a minute; the golden angle keeps neighbours apart. */
const msPerRadian = 5000;
const phaseStep = 2.399;

interface Core {
  user: number;
  system: number;
  idle: number;
}

/** Padded, so that a text is as long as the last one and no reader ever finds half of it. */
const padded = (ticks: number): string => String(Math.floor(ticks)).padStart(12, '0');

const statLine = (name: string, { user, system, idle }: Core): string =>
  `${name} ${padded(user)} 0 ${padded(system)} ${padded(idle)} 0 0 0 0 0 0\n`;

const sumOf = (cores: readonly Core[], name: keyof Core): number =>
  cores.reduce((sum, core) => sum + Math.floor(core[name]), 0);

const statText = (cores: readonly Core[], rest: string): string => {
  const all = { user: sumOf(cores, 'user'), system: sumOf(cores, 'system'), idle: sumOf(cores, 'idle') };
  return statLine('cpu ', all) + cores.map((core, id) => statLine(`cpu${id}`, core)).join('') + rest;
};

const moveOn = (cores: readonly Core[], nowMs: number, spanMs: number): void => {
  cores.forEach((core, id) => {
    const busy = 0.5 + 0.5 * Math.sin(nowMs / msPerRadian + id * phaseStep);
    core.user += spanMs * ticksPerMs * busy * 0.9;
    core.system += spanMs * ticksPerMs * busy * 0.1;
    core.idle += spanMs * ticksPerMs * (1 - busy);
  });
};

/** Two siblings half the machine apart, one package. */
const writeCpuFolder = (folder: string, count: number): void => {
  const half = Math.ceil(count / 2);
  const write = (path: string, text: string): void => writeFileSync(join(folder, path), `${text}\n`);
  mkdirSync(folder);
  for (const name of ['online', 'possible', 'present']) write(name, `0-${count - 1}`);
  write('offline', '');
  for (let id = 0; id < count; id++) {
    mkdirSync(join(folder, `cpu${id}/topology`), { recursive: true });
    const first = id % half;
    const siblings = first + half < count ? `${first},${first + half}` : String(first);
    write(`cpu${id}/online`, '1');
    write(`cpu${id}/topology/core_id`, String(first));
    write(`cpu${id}/topology/physical_package_id`, '0');
    write(`cpu${id}/topology/thread_siblings_list`, siblings);
    write(`cpu${id}/topology/core_cpus_list`, siblings);
  }
};

const cpuInfoOf = (count: number): string => {
  const [first = ''] = readFileSync('/proc/cpuinfo', 'utf8').split('\n\n');
  const ids = Array.from({ length: count }, (_, id) => id);
  return ids.map(id => `${first.replace(/^processor\s*:.*$/m, `processor\t: ${id}`)}\n\n`).join('');
};

const mount = (...args: string[]): void => void execFileSync('mount', args, { stdio: 'pipe' });

/** From now on this process and all that it starts see `count` cores. Needs a mount namespace of its own. */
export function fabricateMachine(count: number, folder: string): void {
  mount('-t', 'tmpfs', 'none', folder);
  const stat = readFileSync('/proc/stat', 'utf8');
  const rest = stat.slice(stat.indexOf('intr '));
  const cores = Array.from({ length: count }, () => ({ user: 1e5, system: 1e4, idle: 9e5 }));
  writeFileSync(join(folder, 'stat'), statText(cores, rest));
  writeFileSync(join(folder, 'cpuinfo'), cpuInfoOf(count));
  writeCpuFolder(join(folder, 'cpu'), count);
  const file = openSync(join(folder, 'stat'), 'r+');
  let lastMs = systemClock.nowMs();
  setInterval(() => {
    const nowMs = systemClock.nowMs();
    moveOn(cores, nowMs, nowMs - lastMs);
    lastMs = nowMs;
    writeSync(file, statText(cores, rest), 0);
  }, moveMs).unref();
  mount('--bind', join(folder, 'stat'), '/proc/stat');
  mount('--bind', join(folder, 'cpuinfo'), '/proc/cpuinfo');
  mount('--bind', join(folder, 'cpu'), '/sys/devices/system/cpu');
}
