/** The one place that forks. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ForkOptions {
  /** Watched processes inherit the probe, which this process was started with. */
  readonly isWatched: boolean;
}

/** Messages are structured clones, so that task inputs may hold typed arrays, maps and the like. */
export function forkEntry(entry: URL, { isWatched }: ForkOptions): ChildProcess {
  const { JUGGLERS_SOCKET: _, ...unwatched } = process.env;
  return fork(fileURLToPath(entry), [], {
    execArgv: isWatched ? process.execArgv : [],
    env: isWatched ? process.env : unwatched,
    serialization: 'advanced',
  });
}
