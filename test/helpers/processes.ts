/** Processes of this machine that carry a marker in their environment or command line. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../src/clock.ts';
import { probeThreadName } from '../../src/protocol.ts';

export interface LiveProcess {
  readonly pid: number;
  readonly command: string;
}

const read = (pid: number, name: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    // It ended since it was listed.
    return '';
  }
};

/** A zombie has neither environment nor command line left, so that it is never found: it is no longer alive. */
const carries = (pid: number, marker: string): boolean =>
  read(pid, 'environ').includes(marker) || read(pid, 'cmdline').includes(marker);

/** Those alive at this moment, this process itself left out. */
export const processesOf = (marker: string): LiveProcess[] =>
  readdirSync('/proc')
    .map(Number)
    .filter(pid => pid > 0 && pid !== process.pid && carries(pid, marker))
    .map(pid => ({ pid, command: read(pid, 'cmdline').replaceAll('\0', ' ').trim() }));

/** How many probe threads a process carries. Throws if it has ended: that is another thing than none. */
export const probesIn = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`).filter(tid => read(pid, `task/${tid}/comm`).trim() === probeThreadName)
    .length;

/** Waits until none is left; fails with their command lines if that is not so within the bound. */
export async function waitForNoneOf(marker: string, boundMs = 60_000): Promise<void> {
  const endMs = systemClock.nowMs() + boundMs;
  for (;;) {
    const left = processesOf(marker);
    if (left.length === 0) return;
    if (systemClock.nowMs() > endMs) {
      throw new Error(`still alive: ${left.map(({ pid, command }) => `${pid} ${command}`).join('; ')}`);
    }
    await delay(10);
  }
}

/** Kills all that carry the marker, also what they start meanwhile. */
export async function killAllOf(marker: string): Promise<void> {
  for (let left = processesOf(marker); left.length > 0; left = processesOf(marker)) {
    for (const { pid } of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    await delay(5);
  }
}
