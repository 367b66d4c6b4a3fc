/** A plain HTTP GET, for async lanes and for the thread that serves blocking ones. */
import { Agent, get } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { FetchedBody } from './workload.ts';

export interface Fetched extends FetchedBody {
  /** When the server answered, by the clock that all processes share; null for servers other than the run's own. */
  readonly answeredAtMs: number | null;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface HttpClient {
  /** Answers the body whole, and a way to give up. Rejects with the engine's error, the address added. */
  get(url: string): { readonly fetched: Promise<Fetched>; abort(): void };
}

/** Any number of connections at once, kept open between requests. */
export function createHttpClient(): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: Infinity });
  return {
    get: url => {
      let current: ClientRequest | null = null;
      let isAborted = false;
      const fetched = new Promise<Fetched>((resolve, reject) => {
        const ask = (mayRetry: boolean): void => {
          const fail = (error: Error): void => {
            // A kept connection may be closed by the server just as it is used again: that is no answer.
            if (mayRetry && !isAborted && current?.reusedSocket === true) ask(false);
            else reject(new Error(`fetch ${url}: ${error.message}`, { cause: error }));
          };
          current = get(url, { agent }, response => void collect(response).then(resolve, fail));
          current.on('error', fail);
        };
        ask(true);
      });
      const abort = (): void => {
        isAborted = true;
        current?.destroy();
      };
      return { fetched, abort };
    },
  };
}

async function collect(response: IncomingMessage): Promise<Fetched> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response) chunks.push(chunk as Uint8Array);
  const stamp = Number(response.headers['x-answered-at']);
  return {
    status: response.statusCode ?? 0,
    body: joined(chunks),
    answeredAtMs: Number.isFinite(stamp) ? stamp : null,
  };
}

/** In memory of its own (not Node's shared pool), so that it can be handed to another thread without a copy. */
function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}
