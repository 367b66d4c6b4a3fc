/**
 * What a probe costs the server that it watches. Two whole processes differ by 10 to 20 % on a machine like any, even
 * when they are the same; so it is one process, its probe switched on and off in windows, and the main thread's CPU
 * time for each request in the one window to that in its neighbour. Median of all pairs, with a bootstrap interval.
 */
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../src/clock.ts';
import { attachTo } from '../src/source/attach.ts';
import { textOf } from '../src/source/proc.ts';
import { buildProbe } from '../test/watch/built-probe.ts';
import { type Load, type Server, startLoad, startServer } from '../test/watch/server.ts';
import { bootstrapMedian } from './support/bootstrap.ts';
import type { Figure } from './support/figure.ts';

const windowMs = 400;
/** After a switch: the probe thread has heard of it, and what was under way is done. */
const settleMs = 60;
const clients = 8;
const idleMs = 10_000;

/** CPU milliseconds of a thread, as the scheduler counts them. */
const threadCpuMs = (pid: number, tid: number | string): number =>
  Number((textOf(`/proc/${pid}/task/${tid}/schedstat`) ?? '0').split(' ')[0]) / 1e6;

const mainCpuMs = (pid: number): number => threadCpuMs(pid, pid);

/** Of all its threads: the probe's is one of them. */
const processCpuMs = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`).reduce((sumMs, tid) => sumMs + threadCpuMs(pid, tid), 0);

interface Window {
  readonly cpuMsPerRequest: number;
  readonly requestsPerSecond: number;
}

const measureWindow = async (server: Server, load: Load): Promise<Window> => {
  await delay(settleMs);
  const [cpuMs, answered, atMs] = [mainCpuMs(server.pid), load.answered(), systemClock.nowMs()];
  await delay(windowMs);
  const requests = load.answered() - answered;
  return {
    cpuMsPerRequest: (mainCpuMs(server.pid) - cpuMs) / requests,
    requestsPerSecond: (requests * 1000) / (systemClock.nowMs() - atMs),
  };
};

interface Pair {
  readonly on: Window;
  readonly off: Window;
}

/** The first of the two changes places each time. */
const measurePairs = async (pairs: number, setOn: (isOn: boolean) => void, server: Server, load: Load) => {
  const measured: Pair[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const windows = new Map<boolean, Window>();
    for (const isOn of pair % 2 === 0 ? [true, false] : [false, true]) {
      setOn(isOn);
      windows.set(isOn, await measureWindow(server, load));
    }
    measured.push({ on: windows.get(true) as Window, off: windows.get(false) as Window });
  }
  return measured;
};

const figure = (name: string, ratios: readonly number[], bar: number | null, note: string): Figure => {
  const { median, low, high } = bootstrapMedian(ratios);
  return { name, value: median, unit: '', range: [low, high], runs: ratios.length, bar, note };
};

const attachQuietly = async (server: Server) => {
  const probe = await buildProbe();
  const source = await attachTo(server.pid, {
    clock: systemClock,
    thresholdMs: 50,
    probe,
    onMessage: () => {},
    onProgress: () => {},
  });
  return { source, remove: probe.remove };
};

async function underLoad(pairs: number): Promise<Figure[]> {
  const server = await startServer();
  const { source, remove } = await attachQuietly(server);
  const load = startLoad(server.port, clients);
  try {
    await delay(2000);
    const same = await measurePairs(Math.ceil(pairs / 4), () => {}, server, load);
    const pairsOnOff = await measurePairs(pairs, isOn => source.setBeating(isOn), server, load);
    const cpu = ({ on, off }: Pair): number => on.cpuMsPerRequest / off.cpuMsPerRequest;
    const rate = ({ on, off }: Pair): number => off.requestsPerSecond / on.requestsPerSecond;
    return [
      figure(
        'server CPU a request, watched : not',
        pairsOnOff.map(cpu),
        1.02,
        'range: 95 % interval of the median',
      ),
      figure('requests a second, not watched : watched', pairsOnOff.map(rate), 1.02, 'loopback, the same'),
      figure('server CPU a request, nothing switched', same.map(cpu), null, 'what noise alone does'),
    ];
  } finally {
    await load.stop();
    await source.stop();
    await server.end();
    remove();
  }
}

/** CPU of a server that nobody asks anything, with the probe, without what it takes by itself. */
async function idle(): Promise<Figure[]> {
  const server = await startServer();
  const perSecond = async (): Promise<readonly [main: number, all: number]> => {
    const before = [mainCpuMs(server.pid), processCpuMs(server.pid)] as const;
    await delay(idleMs);
    const seconds = idleMs / 1000;
    return [(mainCpuMs(server.pid) - before[0]) / seconds, (processCpuMs(server.pid) - before[1]) / seconds];
  };
  const without = await perSecond();
  const { source, remove } = await attachQuietly(server);
  try {
    await delay(1000);
    const watched = await perSecond();
    source.setBeating(false);
    const paused = await perSecond();
    const one = (name: string, value: number, bar: number | null): Figure => {
      return {
        name,
        value,
        unit: 'ms/s',
        range: [value, value],
        runs: 1,
        bar,
        note: 'CPU of an idle server',
      };
    };
    return [
      one('idle, watched, main thread', watched[0] - without[0], 1),
      one('idle, watched, all threads', watched[1] - without[1], 1),
      one('idle, probe there but off, all threads', paused[1] - without[1], 1),
    ];
  } finally {
    await source.stop();
    await server.end();
    remove();
  }
}

export async function watchOverhead(pairs = 150): Promise<Figure[]> {
  return [...(await underLoad(pairs)), ...(await idle())];
}
