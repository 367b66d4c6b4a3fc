/**
 * What a probe costs the server that it watches. Two whole processes differ by 10 to 20 % on a machine like any, even
 * when they are the same; so it is one process that is attached to and left again, and what autocannon gets out of it
 * meanwhile is held against that right before and after. Medians over all rounds, with a bootstrap interval.
 */
import autocannon from 'autocannon';
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../src/clock.ts';
import { attachTo } from '../src/source/attach.ts';
import { textOf } from '../src/source/proc.ts';
import { type BuiltProbe, buildProbe } from '../test/watch/built-probe.ts';
import { type Server, startServer } from '../test/watch/server.ts';
import { bootstrapMedian } from './support/bootstrap.ts';
import type { Figure } from './support/figure.ts';
import { percentile } from './support/statistics.ts';

/** Short and many: what the machine does besides falls on all states. */
const windowMs = 400;
const windowsOfPair = 8;
/** The probe thread hears of it when it has news to tell, four times a second. */
const changeMs = 300;
/** Until the server's code is compiled. */
const warmUpMs = 8000;
/** An attach throws compiled code away, and so does its end: after two seconds nothing is seen of it any more. */
const settleMs = 3000;
const connections = 8;
const idleMs = 10_000;
/** After the attach: the probe's own code is compiled, and it has found the loop at rest. */
const idleSettleMs = 15_000;

/** CPU milliseconds of a thread, as the scheduler counts them. */
const threadCpuMs = (pid: number, tid: number | string): number =>
  Number((textOf(`/proc/${pid}/task/${tid}/schedstat`) ?? '0').split(' ')[0]) / 1e6;

const mainCpuMs = (pid: number): number => threadCpuMs(pid, pid);

/** Of all its threads: the probe's is one of them. */
const processCpuMs = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`).reduce((sumMs, tid) => sumMs + threadCpuMs(pid, tid), 0);

const attachQuietly = (server: Server, probe: BuiltProbe) =>
  attachTo(server.pid, {
    clock: systemClock,
    thresholdMs: 50,
    // As a dashboard asks for them at its four pictures a second.
    newsMs: 250,
    probe,
    onMessage: () => {},
    onProgress: () => {},
  });

interface Window {
  /** Of the server's main thread. */
  readonly cpuMsPerRequest: number;
  readonly msPerRequest: number;
  readonly p99Ms: number;
}

/** Requests without pause over connections that stay. */
class Load {
  readonly #cannon: autocannon.Instance;
  readonly #end: Promise<void>;
  #timesMs: number[] = [];

  constructor({ port }: Server) {
    const ended = Promise.withResolvers<void>();
    const options = { url: `http://127.0.0.1:${port}/`, connections, duration: 3600 };
    this.#cannon = autocannon(options, (error: Error | null, { errors, non2xx }) => {
      if (error || errors + non2xx > 0)
        ended.reject(error ?? new Error(`${errors + non2xx} requests failed`));
      else ended.resolve();
    });
    this.#end = ended.promise;
    // Its own histogram counts in whole milliseconds, of which an answer takes few.
    this.#cannon.on('response', (_client, _status, _bytes, timeMs) => this.#timesMs.push(timeMs));
  }

  /** Resolves to the time of each answer in the next so many milliseconds. */
  async during(spanMs: number): Promise<readonly number[]> {
    this.#timesMs = [];
    await delay(spanMs);
    return this.#timesMs;
  }

  /** @throws if a request has failed. */
  stop(): Promise<void> {
    this.#cannon.stop();
    return this.#end;
  }
}

async function measureWindow(server: Server, load: Load): Promise<Window> {
  const [fromCpuMs, fromMs] = [mainCpuMs(server.pid), systemClock.nowMs()];
  const timesMs = await load.during(windowMs);
  return {
    cpuMsPerRequest: (mainCpuMs(server.pid) - fromCpuMs) / timesMs.length,
    msPerRequest: (systemClock.nowMs() - fromMs) / timesMs.length,
    p99Ms: percentile(timesMs, 0.99),
  };
}

type Pair = readonly [Window, Window];

/**
 * Of the windows of a state the lower quartile: a virtual machine's neighbours make whole seconds slower, by 10 to 40 %,
 * and never faster (Chen and Revels, Robust benchmarking in noisy environments, 2016).
 */
const undisturbed = (windows: readonly Window[]): Window => {
  const of = (key: keyof Window): number =>
    percentile(
      windows.map(window => window[key]),
      0.25,
    );
  return { cpuMsPerRequest: of('cpuMsPerRequest'), msPerRequest: of('msPerRequest'), p99Ms: of('p99Ms') };
};

/** Two states, as the first, the second, the second, the first, and so on: what drifts falls on both. */
async function measurePair(server: Server, load: Load, enter: (isFirst: boolean) => void): Promise<Pair> {
  await load.during(settleMs);
  const windows: [Window[], Window[]] = [[], []];
  for (let i = 0; i < windowsOfPair; i++) {
    const isFirst = i % 4 === 0 || i % 4 === 3;
    enter(isFirst);
    await load.during(changeMs);
    windows[isFirst ? 0 : 1].push(await measureWindow(server, load));
  }
  return [undisturbed(windows[0]), undisturbed(windows[1])];
}

type State = 'watched' | 'unwatched' | 'without' | 'without again';
type Round = Readonly<Record<State, Window>>;

/** As after a dashboard that has gone, the probe then is there, and silent. */
async function whileAttached(server: Server, load: Load, probe: BuiltProbe): Promise<Pair> {
  const source = await attachQuietly(server, probe);
  const pair = await measurePair(server, load, isOn => source.setBeating(isOn));
  await source.stop();
  return pair;
}

const between = (before: Window, after: Window): Window => ({
  cpuMsPerRequest: (before.cpuMsPerRequest + after.cpuMsPerRequest) / 2,
  msPerRequest: (before.msPerRequest + after.msPerRequest) / 2,
  p99Ms: (before.p99Ms + after.p99Ms) / 2,
});

async function measureRounds(server: Server, count: number, probe: BuiltProbe): Promise<Round[]> {
  const load = new Load(server);
  await load.during(warmUpMs);
  const withoutProbe = (): Promise<Pair> => measurePair(server, load, () => {});
  const rounds: Round[] = [];
  let before = await withoutProbe();
  for (let round = 0; round < count; round++) {
    const [watched, unwatched] = await whileAttached(server, load, probe);
    const after = await withoutProbe();
    const [without, again] = [between(before[0], after[0]), between(before[1], after[1])];
    rounds.push({ watched, unwatched, without, 'without again': again });
    before = after;
  }
  await load.stop();
  return rounds;
}

const measures = {
  'time a request': 'msPerRequest',
  'p99 of the answers': 'p99Ms',
  'server CPU a request': 'cpuMsPerRequest',
} as const satisfies Record<string, keyof Window>;

/** 0.98 of the requests a second are 1 / 0.98 of the time for each. */
const bars: Readonly<Partial<Record<State, readonly (number | null)[]>>> = {
  watched: [1 / 0.98, 1.05, null],
  unwatched: [1 / 0.99, null, null],
  'without again': [null, null, null],
};

/** Watched and unwatched take turns: of those two it is surest what the one costs more than the other. */
const ratios = (rounds: readonly Round[], state: State, base: State = 'without'): Figure[] =>
  Object.entries(measures).map(([name, key], index) => {
    const values = rounds.map(round => round[state][key] / round[base][key]);
    const { median, low, high } = bootstrapMedian(values);
    return {
      name: `${name}, ${state} : ${base}`,
      value: median,
      unit: 'x',
      range: [low, high],
      runs: rounds.length,
      bar: (base === 'without' && bars[state]?.[index]) || null,
      note: 'autocannon on loopback; range: 95 % interval of the median',
    };
  });

async function underLoad(count: number, probe: BuiltProbe): Promise<Figure[]> {
  const server = await startServer();
  try {
    const rounds = await measureRounds(server, count, probe);
    return [
      ...ratios(rounds, 'watched'),
      ...ratios(rounds, 'watched', 'unwatched'),
      ...ratios(rounds, 'unwatched'),
      ...ratios(rounds, 'without again'),
    ];
  } finally {
    await server.end();
  }
}

/** CPU of a server that nobody asks anything, with the probe, without what it takes by itself. */
async function idle(probe: BuiltProbe): Promise<Figure[]> {
  const server = await startServer();
  const perSecond = async (): Promise<readonly [main: number, all: number]> => {
    const before = [mainCpuMs(server.pid), processCpuMs(server.pid)] as const;
    await delay(idleMs);
    const seconds = idleMs / 1000;
    return [(mainCpuMs(server.pid) - before[0]) / seconds, (processCpuMs(server.pid) - before[1]) / seconds];
  };
  try {
    await delay(idleSettleMs);
    const without = await perSecond();
    const source = await attachQuietly(server, probe);
    await delay(idleSettleMs);
    const watched = await perSecond();
    source.setBeating(false);
    const paused = await perSecond();
    await source.stop();
    const one = (name: string, value: number, bar: number | null): Figure => {
      return {
        name,
        value,
        unit: 'ms/s',
        range: [value, value],
        runs: 1,
        bar,
        note: `CPU of an idle server that has settled, Node ${process.versions.node}`,
      };
    };
    return [
      one('idle, watched, main thread', watched[0] - without[0], 1),
      one('idle, watched, all threads', watched[1] - without[1], 1),
      one('idle, probe there but off, all threads', paused[1] - without[1], 1),
    ];
  } finally {
    await server.end();
  }
}

export async function watchOverhead(rounds = 30): Promise<Figure[]> {
  const probe = await buildProbe();
  try {
    return [...(await underLoad(rounds, probe)), ...(await idle(probe))];
  } finally {
    probe.remove();
  }
}
