/** Runs beside a watched process, in a thread of its own: what the kernel says of it, every few milliseconds. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../src/clock.ts';
import { probeThreadName } from '../../src/protocol.ts';
import { parseSchedstat, parseStat } from '../../src/probe/threads.ts';

export interface ThreadTimes {
  readonly state: string;
  readonly cpuMs: number;
  readonly runQueueMs: number;
}

export interface Moment {
  readonly atMs: number;
  /** Since the last one: if it is much longer than it should be, this thread had no core either. */
  readonly sinceLastMs: number;
  readonly main: ThreadTimes;
  readonly probe: ThreadTimes | null;
  /** Of all cores together, since the machine started. */
  readonly stealMs: number;
  /** The wall clock less the monotonic one: a jump means that one of them was set, or that the machine stood still. */
  readonly wallMs: number;
}

export type Asked = readonly [fromMs: number, toMs: number];

const everyMs = 4;
const keptMs = 120_000;
const msPerTick = 10;

const pid = workerData as number;
const text = (path: string): string => {
  try {
    return readFileSync(`/proc/${path}`, 'latin1');
  } catch {
    return '';
  }
};

const timesOf = (tid: number | string): ThreadTimes => {
  const times = parseSchedstat(text(`${pid}/task/${tid}/schedstat`));
  const stat = parseStat(text(`${pid}/task/${tid}/stat`));
  return { state: stat?.state ?? '-', cpuMs: times?.cpuMs ?? 0, runQueueMs: times?.runQueueMs ?? 0 };
};

const probeTid = (): string | null => {
  const shown = probeThreadName.slice(0, 15);
  try {
    const tids = readdirSync(`/proc/${pid}/task`);
    return tids.find(tid => text(`${pid}/task/${tid}/comm`).trim() === shown) ?? null;
  } catch {
    return null;
  }
};

const stealMs = (): number => Number(text('stat').split(/\s+/, 9)[8]) * msPerTick;

const moments: Moment[] = [];
parentPort?.on('message', ([fromMs, toMs]: Asked) => {
  const first = moments.findLastIndex(({ atMs }) => atMs <= fromMs);
  const last = moments.findIndex(({ atMs }) => atMs >= toMs);
  parentPort?.postMessage(moments.slice(Math.max(0, first), last < 0 ? undefined : last + 1));
});

let probe: string | null = null;
let lastMs = systemClock.nowMs();
for (let turn = 0; ; turn++) {
  const atMs = systemClock.nowMs();
  if (probe === null && turn % 50 === 0) probe = probeTid();
  moments.push({
    atMs,
    sinceLastMs: atMs - lastMs,
    main: timesOf(pid),
    probe: probe === null ? null : timesOf(probe),
    stealMs: stealMs(),
    wallMs: Date.now() - systemClock.nowMs(),
  });
  lastMs = atMs;
  if (moments.length > (2 * keptMs) / everyMs) moments.splice(0, keptMs / everyMs);
  await delay(everyMs);
}
