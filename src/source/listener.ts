/** The dashboard's end of the socket: takes connections of probes, hands on what they say. */
import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { type Command, protocolVersion, type SubjectMessage } from '../protocol.ts';
import { makeFolder, removeFolder } from './folder.ts';
import { isLagQuestion, type LagAnswer, RecentLag } from './lags.ts';
import { lineSplitter } from './lines.ts';
import { parseMessage } from './parse.ts';

type Hello = Extract<SubjectMessage, { type: 'hello' }>;

/** A trace message of 4,096 records is about 200 kB, a plan of 100,000 tasks about 8 MB. */
const maxLineLength = 32 * 1024 * 1024;

/** A probe that has said hello. */
export interface Connection {
  readonly hello: Hello;
  readonly lag: RecentLag;
  send(command: Command): void;
}

export interface ListenerHandlers {
  onHello(connection: Connection): void;
  /** Everything after the hello. */
  onMessage(message: SubjectMessage, connection: Connection): void;
  onClose(connection: Connection): void;
  /** A connection was turned away, and why. */
  onRefused(reason: string): void;
}

export interface Listener {
  readonly socketPath: string;
  /** Those that are open and have said hello, oldest first. */
  connections(): readonly Connection[];
  /** Closes all connections and removes the folder. */
  close(): Promise<void>;
  /** The same as far as it can be done at once, for the way out of a crash. */
  closeNow(): void;
}

const versionReason = (v: number): string =>
  `the probe speaks protocol version ${v}, this program ${protocolVersion}: start both from the same install`;

/** What is wrong with the first message, or null. */
const refusalOf = (message: SubjectMessage | null): string | null => {
  if (message?.type !== 'hello') return 'expected hello as the first line, got something else';
  return message.v === protocolVersion ? null : versionReason(message.v);
};

const answerLags = (socket: Socket, open: ReadonlySet<Connection>): void => {
  const answer: LagAnswer = { type: 'lags', lags: [...open].flatMap(({ lag }) => lag.now() ?? []) };
  socket.end(`${JSON.stringify(answer)}\n`);
};

const serveSocket = (socket: Socket, open: Set<Connection>, handlers: ListenerHandlers): void => {
  let connection: Connection | null = null;
  const greet = (message: SubjectMessage | null): void => {
    const refusal = refusalOf(message);
    if (refusal) {
      handlers.onRefused(refusal);
      socket.destroy();
      return;
    }
    const send = (command: Command): void => {
      if (socket.writable) socket.write(`${JSON.stringify(command)}\n`);
    };
    connection = { hello: message as Hello, lag: new RecentLag(), send };
    open.add(connection);
    handlers.onHello(connection);
  };
  const take = (line: string): void => {
    if (socket.destroyed) return;
    if (!connection && isLagQuestion(line)) return answerLags(socket, open);
    const message = parseMessage(line);
    if (!connection) return greet(message);
    if (message?.type === 'loop') connection.lag.take(message);
    if (message && message.type !== 'hello') handlers.onMessage(message, connection);
  };
  const onTooLong = (): void => {
    handlers.onRefused(`a line is longer than ${maxLineLength} characters`);
    socket.destroy();
  };
  socket.on('data', lineSplitter(maxLineLength, { onLine: take, onTooLong }).write);
  // 'close' follows.
  socket.on('error', () => {});
  socket.on('close', () => {
    if (connection && open.delete(connection)) handlers.onClose(connection);
  });
};

const listenOn = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });

/** Listens on a socket (mode 0600) in a new folder (mode 0700). Rejects with the system's error. */
export const startListener = async (handlers: ListenerHandlers): Promise<Listener> => {
  const folder = makeFolder();
  const socketPath = join(folder, 'socket');
  const open = new Set<Connection>();
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveSocket(socket, open, handlers);
  });
  try {
    await listenOn(server, socketPath);
    chmodSync(socketPath, 0o600);
  } catch (error) {
    removeFolder(folder);
    throw error;
  }
  const destroyAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    socketPath,
    connections: () => [...open],
    close: () =>
      new Promise(resolve => {
        server.close(() => {
          removeFolder(folder);
          resolve();
        });
        destroyAll();
      }),
    closeNow: () => {
      destroyAll();
      removeFolder(folder);
    },
  };
};
