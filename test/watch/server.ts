/** A server process that a test attaches to, and requests without pause. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { targetUrl } from '../source/targets.ts';
import { type Alive, aliveIn } from './heap.ts';

interface ServerState {
  readonly listeners: Readonly<Record<string, number>>;
  readonly modules: number;
  readonly environment: readonly string[];
  readonly globals: number;
  readonly descriptors: number;
  readonly threads: number;
  readonly heapBytes: number;
  readonly inspector: string | null;
}

export interface Server {
  readonly pid: number;
  readonly port: number;
  readonly process: ChildProcess;
  get(path: string): Promise<string>;
  state(): Promise<ServerState>;
  alive(): Promise<Alive>;
  end(): Promise<void>;
}

export const httpGet = (port: number, path: string, agent?: Agent): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path, agent }, response => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(body)
          : reject(new Error(`status ${response.statusCode}: ${body}`)),
      );
      response.on('error', reject);
    });
    request.on('error', reject);
  });

export interface ServerOptions {
  readonly execPath?: string;
  readonly nodeArguments?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export const startServer = async (options: ServerOptions = {}): Promise<Server> => {
  const { execPath = process.execPath, nodeArguments = [], env = {} } = options;
  const script = fileURLToPath(targetUrl('server.cjs'));
  const child = spawn(execPath, [...nodeArguments, script], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...env },
  });
  const lines = createInterface({ input: child.stdout });
  const port = await new Promise<number>(resolve => {
    lines.on('line', line => line.startsWith('port ') && resolve(Number(line.slice(5))));
  });
  return {
    pid: child.pid ?? 0,
    port,
    process: child,
    get: path => httpGet(port, path),
    state: async () => JSON.parse(await httpGet(port, '/state')) as ServerState,
    async alive() {
      const file = await httpGet(port, '/snapshot');
      try {
        return aliveIn(file);
      } finally {
        rmSync(file);
      }
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
};

/** Somebody who listens on a port, whichever that is. */
export const listenAnywhere = async (): Promise<{ port: number; close(): Promise<void> }> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = promisify(server.close.bind(server));
  return { port, close };
};

/** Nobody else listens there, and who asks for any port is hardly given one that was just let go of. */
export const freePort = async (): Promise<number> => {
  const { port, close } = await listenAnywhere();
  await close();
  return port;
};

export interface Load {
  /** Requests answered so far. */
  answered(): number;
  /** Ends the load: how many requests were answered, and the errors of those that were not. */
  stop(): Promise<{ answered: number; failed: readonly string[] }>;
}

export interface LoadOptions {
  readonly path?: string;
  /** Between an answer and the next request. */
  readonly pauseMs?: number;
}

/** So many clients that each ask again once they have their answer. */
export const startLoad = (port: number, clients: number, options: LoadOptions = {}): Load => {
  const { path = '/', pauseMs = 0 } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const failed: string[] = [];
  let answered = 0;
  const end = new AbortController();
  const client = async (): Promise<void> => {
    while (!end.signal.aborted) {
      try {
        await httpGet(port, path, agent);
        answered += 1;
      } catch (error) {
        failed.push(String(error));
      }
      if (pauseMs > 0) await delay(pauseMs);
    }
  };
  const all = Array.from({ length: clients }, client);
  return {
    answered: () => answered,
    async stop() {
      end.abort();
      await Promise.all(all);
      agent.destroy();
      return { answered, failed };
    },
  };
};
