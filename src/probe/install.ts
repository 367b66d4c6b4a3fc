/** Main-thread side of a probe: its thread, its heartbeat, and how both end. */
import { basename, dirname, join } from 'node:path';
import { BroadcastChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { channelName, probeThreadName, type ToProbe } from '../protocol.ts';
import { type BeatMemory, callProbe, makeBeatMemory, word } from './beat-memory.ts';
import { GcDuty } from './gc-duty.ts';
import { Heartbeat } from './heartbeat.ts';
import { countResources } from './resources.ts';
import { forgetStackMemory, makeStackMemory } from './stack-memory.ts';
import { defaultLingerMs, type FromMain, isOurs, type ProbeSettings, type ToMain } from './settings.ts';

/** So long an end is delayed at most; it takes a millisecond or two. */
const handOverBoundMs = 20;
/** The probe thread needs 30 to 60 ms to come up. */
const readyBoundMs = 1000;

const threadFile = (): URL | string => {
  const here = import.meta.url;
  return here.endsWith('.ts') ? new URL('./thread.ts', here) : join(dirname(here), 'probe-thread.cjs');
};

const startThread = (settings: ProbeSettings): Worker => {
  const worker = new Worker(threadFile(), {
    name: probeThreadName,
    workerData: settings,
    // Nothing of the subject's: its preloads would run in our thread too.
    env: {},
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8, stackSizeMb: 1 },
  });
  return worker;
};

/** A program that ends right after a block would take the news of it along. */
const handOver = (worker: Worker, memory: BeatMemory, heartbeat: Heartbeat): void => {
  const { words } = memory;
  if (Atomics.load(words, word.isOver) === 1) return;
  heartbeat.beatNow();
  const message: FromMain = { type: 'ending' };
  worker.postMessage(message);
  callProbe(memory);
  Atomics.wait(words, word.isHandedOver, 0, handOverBoundMs);
};

/** Workers that start with the program would tell of themselves before the probe thread listens. Returns the end of it. */
const handOnPosted = (worker: Worker): (() => void) => {
  const channel = new BroadcastChannel(channelName);
  const handOn = (posted: unknown): void => {
    const message: FromMain = { type: 'posted', message: posted as ToProbe };
    worker.postMessage(message);
  };
  channel.addEventListener('message', event => handOn((event as MessageEvent).data));
  channel.unref();
  return () => {
    for (;;) {
      const posted = receiveMessageOnPort(channel as unknown as MessagePort);
      if (!posted) return channel.close();
      handOn(posted.message);
    }
  };
};

/** Beats when it is told to, and no longer than the probe thread lives. */
const beatFor = (worker: Worker, memory: BeatMemory, role: string): void => {
  const tellResources = (): void => {
    const message: FromMain = { type: 'resources', counts: countResources() };
    if (!isOurs(role)) worker.postMessage(message);
  };
  const gcDuty = new GcDuty();
  let heartbeat = new Heartbeat(memory, gcDuty, tellResources);
  // Those of an attached process carry no preload.
  let stopHandingOn = role === 'program' ? handOnPosted(worker) : undefined;
  worker.on('message', (message: ToMain) => {
    if (message.type === 'listening') stopHandingOn = void stopHandingOn?.();
    if (message.type === 'ask') heartbeat.answer();
    if (message.type !== 'begin-beating') return;
    heartbeat.stop();
    heartbeat = new Heartbeat(memory, gcDuty, tellResources);
  });
  let isThreadThere = true;
  worker.on('exit', () => {
    isThreadThere = false;
    stopHandingOn?.();
    heartbeat.stop();
  });
  // A process that is attached to keeps its listeners as they were.
  if (role === 'program') process.once('exit', () => isThreadThere && handOver(worker, memory, heartbeat));
};

export interface InstallOptions {
  readonly socketPath: string;
  readonly role: string;
  readonly thresholdMs: number;
}

/** May throw, where the process may not start threads: then nothing is installed. */
export const install = ({ socketPath, role, thresholdMs }: InstallOptions): BeatMemory => {
  const memory = makeBeatMemory();
  const stackMemory = makeStackMemory();
  const worker = startThread({
    socketPath,
    buffer: memory.buffer,
    stackMemory,
    role,
    pid: process.pid,
    ppid: process.ppid,
    title: basename(process.argv[1] ?? '') || process.title,
    thresholdMs,
    lingerMs: Number(process.env.JUGGLERS_LINGER_MS) || defaultLingerMs,
  });
  worker.on('exit', () => forgetStackMemory(stackMemory));
  // Our own subject without its probe thread would outlive a killed dashboard.
  worker.on('error', () => isOurs(role) && process.kill(process.pid, 'SIGKILL'));
  // What our own lanes post before the thread listens would be lost. Other people's programs are not made to wait.
  if (isOurs(role)) Atomics.wait(memory.words, word.isThreadReady, 0, readyBoundMs);
  beatFor(worker, memory, role);
  // Last: a listener for messages would take the process hostage again.
  worker.unref();
  return memory;
};
