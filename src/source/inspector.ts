/** A target's inspector: finding where it listens, and asking it things. */
import { listeningSockets, type ListeningSocket, socketInodes } from './proc.ts';

const httpBoundMs = 2000;

/** The TCP sockets that the process itself listens on. */
export const socketsOf = (pid: number): ListeningSocket[] => {
  const byInode = new Map(listeningSockets().map(socket => [socket.inode, socket]));
  return socketInodes(pid).flatMap(inode => byInode.get(inode) ?? []);
};

interface Listed {
  readonly webSocketDebuggerUrl?: unknown;
}

/** The inspector's address at this socket; null if what listens there is none. */
export const debuggerUrlAt = async ({ host, port }: ListeningSocket): Promise<string | null> => {
  try {
    const url = `http://${host}:${port}/json/list`;
    const response = await fetch(url, { signal: AbortSignal.timeout(httpBoundMs) });
    const [first] = (await response.json()) as Listed[];
    return typeof first?.webSocketDebuggerUrl === 'string' ? first.webSocketDebuggerUrl : null;
  } catch {
    // Not HTTP, not JSON, not an inspector.
    return null;
  }
};

interface Answer {
  readonly id?: number;
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: {
      readonly text: string;
      readonly exception?: { readonly description?: string };
    };
  };
}

const resultOf = ({ error, result }: Answer): unknown => {
  const details = result?.exceptionDetails;
  if (error) throw new Error(error.message);
  if (details) throw new Error(details.exception?.description ?? details.text);
  return result?.result?.value;
};

export interface Evaluation {
  /** What the expression returned. Comes when the target's loop is free; rejects if it throws, or the target goes. */
  readonly value: Promise<unknown>;
  /** Resolves when the connection is over. */
  readonly closed: Promise<void>;
  /** Ends the connection; what was asked is still done. Not for a target that closes its inspector itself. */
  close(): void;
}

/** Connects, and has the target's main thread evaluate an expression of a plain value. */
export const evaluateIn = (url: string, expression: string): Evaluation => {
  const socket = new WebSocket(url);
  const params = { expression, returnByValue: true, includeCommandLineAPI: true };
  const value = new Promise<unknown>((resolve, reject) => {
    const lost = (): void => reject(new Error('the inspector closed the connection'));
    socket.addEventListener('open', () =>
      socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params })),
    );
    socket.addEventListener('message', ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== 1) return;
      try {
        resolve(resultOf(answer));
      } catch (error) {
        reject(error as Error);
      }
    });
    socket.addEventListener('error', lost);
    socket.addEventListener('close', lost);
  });
  const closed = new Promise<void>(resolve => socket.addEventListener('close', () => resolve()));
  return { value, closed, close: () => socket.close() };
};
