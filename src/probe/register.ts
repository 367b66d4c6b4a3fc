/**
 * Preloaded into a subject with --import or --require: starts the heartbeat and the probe thread. Does nothing at all
 * without JUGGLERS_SOCKET in the environment. It is a guest in someone else's program: it never throws, prints, or
 * keeps the process alive.
 */
import { readlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BroadcastChannel, isMainThread, threadId, Worker } from 'node:worker_threads';
import * as workerThreads from 'node:worker_threads';
import { channelName, type ToProbe } from '../protocol.ts';
import { type BeatMemory, makeBeatMemory, word } from './beat-memory.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { ProbeSettings } from './settings.ts';

/** From this on the loop counts as stalled: three frames of an animation, felt by everyone. */
const defaultThresholdMs = 50;
/** The probe thread needs 30 to 60 ms to come up. */
const readyBoundMs = 1000;

const threadFile = (): URL | string => {
  const here = import.meta.url;
  return here.endsWith('.ts') ? new URL('./thread.ts', here) : join(dirname(here), 'probe-thread.cjs');
};

const settingsFor = (socketPath: string, memory: BeatMemory): ProbeSettings => ({
  socketPath,
  buffer: memory.buffer,
  role: process.env.JUGGLERS_ROLE ?? 'subject',
  pid: process.pid,
  ppid: process.ppid,
  title: basename(process.argv[1] ?? '') || process.title,
  thresholdMs: Number(process.env.JUGGLERS_THRESHOLD_MS) || defaultThresholdMs,
});

const isOurs = (role: string): boolean => role === 'lab' || role === 'lane';

const startThread = (settings: ProbeSettings): void => {
  const worker = new Worker(threadFile(), {
    name: 'jugglers-probe',
    workerData: settings,
    // Nothing of the subject's: its preloads would run in our thread too.
    env: {},
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8, stackSizeMb: 1 },
  });
  worker.unref();
  // Our own subject without its probe thread would outlive a killed dashboard.
  worker.on('error', () => isOurs(settings.role) && process.kill(process.pid, 'SIGKILL'));
};

const watchProcess = (socketPath: string): void => {
  const memory = makeBeatMemory();
  const settings = settingsFor(socketPath, memory);
  if (settings.role === 'lab') process.env.JUGGLERS_ROLE = 'lane';
  startThread(settings);
  // What our own lanes post before the thread listens would be lost. Other people's programs are not made to wait.
  if (isOurs(settings.role)) Atomics.wait(memory.words, word.isThreadReady, 0, readyBoundMs);
  startHeartbeat(memory);
};

const kernelThreadId = (): number | null => {
  if (process.platform !== 'linux') return null;
  return Number(basename(readlinkSync('/proc/thread-self'))) || null;
};

const threadName = (): string => {
  const given = 'threadName' in workerThreads ? String(workerThreads.threadName ?? '') : '';
  return given === '' || given === 'WorkerThread' ? `worker ${threadId}` : given;
};

const announceThread = (): void => {
  const channel = new BroadcastChannel(channelName);
  channel.unref();
  const message: ToProbe = { type: 'thread-started', threadId, tid: kernelThreadId(), name: threadName() };
  channel.postMessage(message);
  channel.close();
};

const socketPath = process.env.JUGGLERS_SOCKET;
if (socketPath) {
  try {
    if (isMainThread) watchProcess(socketPath);
    else announceThread();
  } catch {
    // A program that cannot be watched still runs.
  }
}
