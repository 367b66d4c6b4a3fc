/** The kernel's id of the calling thread, and telling it to the probe. */
import { readlinkSync } from 'node:fs';
import type { LabPort } from './channel.ts';

/** Null where the OS does not tell (only Linux does). */
export function kernelThreadId(): number | null {
  try {
    const tid = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    return Number.isInteger(tid) ? tid : null;
  } catch {
    return null;
  }
}

export const announceThread = (port: LabPort, name: string): void =>
  port.post({ type: 'thread-started', tid: kernelThreadId(), name });
