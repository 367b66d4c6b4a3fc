/** A server, alone or under `watch --`, and a watch beside it: as a user starts them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { StallLine, WatchSecond } from '../../src/analysis/watch-report.ts';
import { systemClock } from '../../src/clock.ts';
import { probesIn } from '../../test/helpers/processes.ts';
import { httpGet } from '../../test/watch/server.ts';
import { programFile } from './program.ts';
import type { ServerKind } from './servers.ts';

const startBoundMs = 60_000;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
};

export interface Watch {
  stalls(): readonly StallLine[];
  /** Ctrl-C: resolves with the exit code. */
  end(): Promise<number | null>;
}

const follow = (child: ChildProcess): { lines: (StallLine | WatchSecond)[]; watch: Watch } => {
  const lines: (StallLine | WatchSecond)[] = [];
  if (child.stdout) createInterface({ input: child.stdout }).on('line', line => lines.push(JSON.parse(line)));
  const exit = once(child, 'exit');
  const watch: Watch = {
    stalls: () => lines.filter(line => line.type === 'stall'),
    end: async () => {
      child.kill('SIGINT');
      const [code] = (await exit) as [number | null];
      return code;
    },
  };
  return { lines, watch };
};

/** Watches beside what runs already; resolves once the first figures have come. */
export const startWatch = async (args: readonly string[]): Promise<Watch> => {
  const child = spawn(process.execPath, [programFile, 'watch', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { lines, watch } = follow(child);
  while (lines.length === 0 && child.exitCode === null) await delay(50);
  if (child.exitCode !== null) throw new Error(`the watch ended with ${child.exitCode}`);
  return watch;
};

export interface ServerState {
  readonly listeners: Readonly<Record<string, number>>;
  readonly [figure: string]: unknown;
}

/** By name: in which order a program and others have begun to listen tells nothing. */
export const sorted = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1)));

export interface Running {
  readonly port: number;
  readonly watch: Watch | null;
  get(path: string): Promise<string>;
  /** Of the process that does the work. */
  pid(): Promise<number>;
  /** What a watch may not change; without its pid. */
  state(): Promise<ServerState>;
  hasProbe(): Promise<boolean>;
  /** Asked to end as a supervisor does: its exit code and signal, or the watch's that hands them on. */
  end(): Promise<unknown>;
  /** Whatever is left of it. */
  kill(): void;
}

/** Any inspector port, so that servers do not meet on one. */
const environment = (port: number) => ({
  ...process.env,
  PORT: String(port),
  NODE_OPTIONS: '--inspect-port=0',
});

/** Also what it has started. Without a pid the group would be this program's own. */
const killGroup = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
};

export const startServer = async (folder: string, kind: ServerKind, isWatched = false): Promise<Running> => {
  const port = await freePort();
  const watching = isWatched ? [process.execPath, programFile, 'watch', '--json', '--'] : [];
  const [file = '', ...args] = [...watching, ...kind.command];
  const child = spawn(file, args, {
    cwd: join(folder, kind.cwd),
    env: environment(port),
    stdio: ['ignore', isWatched ? 'pipe' : 'ignore', 'ignore'],
    detached: true,
  });
  const { watch } = follow(child);
  const get = (path: string): Promise<string> => httpGet(port, path);
  const stateAt = async (path: string) => JSON.parse(await get(path)) as ServerState & { pid: number };
  const state = () => stateAt(kind.state);
  const untilMs = systemClock.nowMs() + startBoundMs;
  while (!(await state().catch(() => null))) {
    if (systemClock.nowMs() > untilMs || child.exitCode !== null) {
      killGroup(child);
      throw new Error(`${kind.name} did not start`);
    }
    await delay(100);
  }
  const exit = once(child, 'exit');
  return {
    port,
    watch: isWatched ? watch : null,
    get,
    pid: async () => (await state()).pid,
    state: async () => {
      const { pid: _, listeners, ...rest } = await state();
      return { ...rest, listeners: sorted(listeners) };
    },
    hasProbe: async () => probesIn((await state()).pid) > 0,
    end: async () => {
      const { pid } = await stateAt(kind.parent ?? kind.state);
      process.kill(pid, 'SIGTERM');
      return exit;
    },
    kill: () => killGroup(child),
  };
};
