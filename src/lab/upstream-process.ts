/** Starts and ends the run's HTTP server. */
import { once } from 'node:events';
import { SubjectError } from '../errors.ts';
import { entryUrl } from '../paths.ts';
import { forkEntry } from './fork.ts';

export interface Upstream {
  /** Such as `http://127.0.0.1:4711`. */
  readonly origin: string;
  close(): void;
}

/** Throws a SubjectError if the server ends before it listens. */
export async function startUpstream(): Promise<Upstream> {
  const child = forkEntry(entryUrl('upstream'), { isWatched: false });
  const message = once(child, 'message').then(([first]) => first as { port: number });
  const early = once(child, 'exit').then(([code]) => {
    throw new SubjectError(`the run's HTTP server ended with code ${code} before it listened`);
  });
  const { port } = await Promise.race([message, early]);
  early.catch(() => {});
  child.unref();
  child.channel?.unref();
  return { origin: `http://127.0.0.1:${port}`, close: () => child.connected && child.disconnect() };
}
