/** Entry of the probe thread: looks at the main thread's beat and at the lanes' rings, and tells the dashboard. */
import { readlinkSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isMainThread, workerData } from 'node:worker_threads';
import { probeThreadName } from '../protocol.ts';
import type { ProbeSettings } from './settings.ts';
import { ProbeThread } from './probe-thread.ts';

const ownTid = (): number | null => {
  if (process.platform !== 'linux') return null;
  return Number(basename(readlinkSync('/proc/thread-self'))) || null;
};

/** `ps` tools and our own list look for it; only the newest Nodes set it themselves. */
const nameOurselves = (tid: number | null): void => {
  try {
    if (tid !== null) writeFileSync(`/proc/self/task/${tid}/comm`, probeThreadName);
  } catch {
    // A name is not worth more.
  }
};

if (!isMainThread) {
  const tid = ownTid();
  nameOurselves(tid);
  new ProbeThread(workerData as ProbeSettings, tid).start();
}
