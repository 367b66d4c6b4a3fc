/** Starts the thread that does HTTP for this process' blocking lanes, and connects lanes to it. */
import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { entryUrl } from '../paths.ts';
import type { LaneConnection } from './blocking-http.ts';

export interface BlockingIo {
  /** Serves the lane that holds the other end of `port`. */
  connect(connection: LaneConnection): void;
  close(): void;
}

/** Started before the run: a thread that blocks can start no other. */
export async function startBlockingIo(): Promise<BlockingIo> {
  const worker = new Worker(entryUrl('blocking-io'), { name: 'blocking-io', execArgv: [] });
  await once(worker, 'message');
  worker.unref();
  return {
    connect: connection => worker.postMessage(connection, [connection.port]),
    close: () => void worker.terminate(),
  };
}

/** The lane's end, for a lane on the very thread that started the helper. */
export function connectHere(io: BlockingIo, header: Int32Array): MessagePort {
  const { port1, port2 } = new MessageChannel();
  io.connect({ port: port2, header });
  return port1;
}
