/** Starts and ends the run's HTTP server. */
import { once } from 'node:events';
import { messageOf, SubjectError } from '../errors.ts';
import { entryUrl } from '../paths.ts';
import { forkEntry } from './fork.ts';
import { createHttpClient } from './http.ts';

export interface Upstream {
  /** Such as `http://127.0.0.1:4711`. */
  readonly origin: string;
  close(): void;
}

/**
 * `prefetch`: paths that it has answered once by the time it is handed out, so that what it makes on first demand does
 * not take the run's cores. Throws a SubjectError if the server ends before it listens, or cannot answer.
 */
export async function startUpstream(prefetch: readonly string[] = []): Promise<Upstream> {
  const child = forkEntry(entryUrl('upstream'), { isWatched: false });
  const message = once(child, 'message').then(([first]) => first as { port: number });
  const early = once(child, 'exit').then(([code]) => {
    throw new SubjectError(`the run's HTTP server ended with code ${code} before it listened`);
  });
  const { port } = await Promise.race([message, early]);
  early.catch(() => {});
  child.unref();
  child.channel?.unref();
  const origin = `http://127.0.0.1:${port}`;
  const client = createHttpClient();
  try {
    await Promise.all(prefetch.map(path => client.get(origin + path).fetched));
  } catch (error) {
    child.disconnect();
    throw new SubjectError(messageOf(error), error);
  }
  return { origin, close: () => child.connected && child.disconnect() };
}
