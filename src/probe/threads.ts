/** What the Linux kernel tells of each thread of this process. */
import { readdirSync } from 'node:fs';
import { nowMs } from '../clock.ts';
import type { ThreadReading } from '../protocol.ts';
import { procText } from './proc-file.ts';
import { Stacks } from './stacks.ts';
import { ThreadUse } from './thread-use.ts';
import { WorkerLoop } from './worker-loop.ts';

/** USER_HZ, the unit of the times in `stat`: 100 on every architecture that Node runs on. */
const msPerTick = 10;

export interface ThreadStat {
  readonly comm: string;
  readonly state: string;
  readonly cpuMs: number;
  readonly core: number | null;
}

/** `/proc/PID/task/TID/stat` (proc(5)). The name stands in parentheses and may hold anything, also parentheses. */
export const parseStat = (text: string): ThreadStat | null => {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  // Field 3, the state, is the first after the name: field n is rest[n - 3].
  const rest = text.slice(close + 2).split(' ');
  const ticks = Number(rest[14 - 3]) + Number(rest[15 - 3]);
  const core = Number(rest[39 - 3] ?? Number.NaN);
  if (Number.isNaN(ticks)) return null;
  return {
    comm: text.slice(open + 1, close),
    state: rest[0] ?? '?',
    cpuMs: ticks * msPerTick,
    core: Number.isNaN(core) ? null : core,
  };
};

/** `schedstat`: nanoseconds on a core, nanoseconds runnable without one. Null where the kernel does not count. */
export const parseSchedstat = (text: string): { cpuMs: number; runQueueMs: number } | null => {
  const [cpuNs, waitNs] = text.trim().split(' ').map(Number);
  if (cpuNs === undefined || waitNs === undefined || Number.isNaN(cpuNs + waitNs)) return null;
  return { cpuMs: cpuNs / 1e6, runQueueMs: waitNs / 1e6 };
};

const switchesAfter = (text: string, key: string): number | null => {
  const at = text.indexOf(`\n${key}:`);
  if (at < 0) return null;
  return Number.parseInt(text.slice(at + key.length + 2), 10);
};

/** `status`: how often the thread gave up its core, and how often it lost it. */
export const parseSwitches = (text: string): { voluntary: number | null; involuntary: number | null } => ({
  voluntary: switchesAfter(text, 'voluntary_ctxt_switches'),
  involuntary: switchesAfter(text, 'nonvoluntary_ctxt_switches'),
});

/** One reading from the three files' texts; null if the thread is gone. Its name is `name`, or else the kernel's. */
export const threadReading = (
  tid: number,
  name: string | undefined,
  files: { stat: string; schedstat: string; status: string },
): ThreadReading | null => {
  const stat = parseStat(files.stat);
  if (!stat) return null;
  const times = parseSchedstat(files.schedstat);
  const switches = parseSwitches(files.status);
  return {
    tid,
    name: name ?? stat.comm,
    state: stat.state,
    core: stat.core,
    cpuMs: times?.cpuMs ?? stat.cpuMs,
    runQueueMs: times?.runQueueMs ?? null,
    voluntarySwitches: switches.voluntary,
    involuntarySwitches: switches.involuntary,
  };
};

/** What a thread has told of itself. */
export interface NamedThread {
  readonly tid: number;
  readonly name: string;
  /** See worker-loop.ts. */
  readonly loop?: SharedArrayBuffer | undefined;
}

interface Named {
  readonly told: NamedThread;
  readonly loop: WorkerLoop | null;
}

/** Before Node 24 all threads have the process' name, and so have V8's own. */
const isUnnamed = (comm: string): boolean => comm === 'node';

interface Known {
  readonly schedstat: string;
  readonly reading: ThreadReading;
  readonly use: ThreadUse;
}

/** All threads of this process. Most sleep: of one that has not run since, the last reading still holds. */
export class Threads {
  readonly #folder: string;
  readonly #stacks = new Stacks();
  #known = new Map<number, Known>();
  #named = new Map<number, Named>();

  constructor(folder = '/proc/self/task') {
    this.#folder = folder;
  }

  name(told: NamedThread): void {
    this.#named.set(told.tid, { told, loop: told.loop ? new WorkerLoop(told.loop) : null });
  }

  named(): readonly NamedThread[] {
    return Array.from(this.#named.values(), ({ told }) => told);
  }

  /** Null where there is no /proc. */
  read(): ThreadReading[] | null {
    const stillNamed = new Map<number, Named>();
    const known = new Map<number, Known>();
    try {
      for (const entry of readdirSync(this.#folder)) {
        const tid = Number(entry);
        const named = this.#named.get(tid);
        if (named) stillNamed.set(tid, named);
        const read = this.#readOne(tid, named?.told.name);
        if (read) known.set(tid, read);
      }
    } catch {
      return null;
    }
    this.#known = known;
    // The kernel gives the number of a thread that is gone to another one, which has a name of its own.
    this.#named = stillNamed;
    return Array.from(known.values(), thread => this.#withUtilization(thread));
  }

  /** Of main the heartbeat tells, of our own lanes their tasks; a worker's loop tells better than its sleep does. */
  #withUtilization({ reading, use }: Known): ThreadReading {
    const named = this.#named.get(reading.tid);
    const now = nowMs();
    const utilization = named ? (named.loop?.utilization(now) ?? null) : use.utilization(now, reading);
    const name = use.isWorker && isUnnamed(reading.name) ? 'worker' : reading.name;
    return utilization === null
      ? { ...reading, name }
      : { ...reading, name, utilization: Math.round(utilization * 1e3) / 1e3 };
  }

  #readOne(tid: number, name: string | undefined): Known | null {
    const path = `${this.#folder}/${tid}`;
    const schedstat = procText(`${path}/schedstat`);
    const before = this.#known.get(tid);
    const isSame = before?.schedstat === schedstat && (name ?? before.reading.name) === before.reading.name;
    // A kernel that does not count says zero all the time.
    if (isSame && before.reading.cpuMs > 0 && before.reading.runQueueMs !== null) return before;
    const files = { stat: procText(`${path}/stat`), schedstat, status: procText(`${path}/status`) };
    const reading = threadReading(tid, name, files);
    return reading && { schedstat, reading, use: before?.use ?? new ThreadUse(path, this.#stacks) };
  }
}
