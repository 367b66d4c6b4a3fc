/**
 * Preloaded into a subject with --import or --require: starts the heartbeat and the probe thread. Does nothing at all
 * without JUGGLERS_SOCKET in the environment. It is a guest in someone else's program: it never throws, prints, or
 * keeps the process alive.
 */
import { existsSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { BroadcastChannel, isMainThread, threadId } from 'node:worker_threads';
import * as workerThreads from 'node:worker_threads';
import { channelName, type ToProbe } from '../protocol.ts';
import { outliveReader } from './broken-pipe.ts';
import { install } from './install.ts';
import { defaultThresholdMs, isOurs } from './settings.ts';
import { meterLoop } from './worker-loop.ts';

const watchProcess = (socketPath: string): void => {
  const { JUGGLERS_ROLE: role = 'program', JUGGLERS_THRESHOLD_MS, JUGGLERS_PIPES } = process.env;
  // The environment outlives the dashboard in a program's later children.
  if (!isOurs(role) && !existsSync(socketPath)) return;
  if (role === 'lab') process.env.JUGGLERS_ROLE = 'lane';
  const thresholdMs = Number(JUGGLERS_THRESHOLD_MS) || defaultThresholdMs;
  const memory = install({ socketPath, role, thresholdMs });
  if (role === 'program' && JUGGLERS_PIPES) outliveReader(JUGGLERS_PIPES, memory);
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
  // Our own lanes are told of task by task.
  const loop = isOurs(process.env.JUGGLERS_ROLE ?? 'program') ? {} : { loop: meterLoop() };
  const message: ToProbe = { type: 'thread-started', tid: kernelThreadId(), name: threadName(), ...loop };
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
