/** Entry of the probe thread: looks at the main thread's beat and at the lanes' rings, and tells the dashboard. */
import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { isMainThread, workerData } from 'node:worker_threads';
import type { ProbeSettings } from './settings.ts';
import { ProbeThread } from './probe-thread.ts';

const ownTid = (): number | null => {
  if (process.platform !== 'linux') return null;
  return Number(basename(readlinkSync('/proc/thread-self'))) || null;
};

if (!isMainThread) new ProbeThread(workerData as ProbeSettings, ownTid()).start();
