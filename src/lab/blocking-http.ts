/** HTTP for threads that block: another thread does the request, this one sleeps on its bell until the answer is there. */
import { receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { blockUntil } from './block-until.ts';
import type { FetchedBody } from './workload.ts';

/** Lane -> blocking-io thread, on the lane's own port. */
export interface BlockingRequest {
  readonly id: number;
  readonly url: string;
}

/** Back again; after posting it the thread rings the lane's bell. */
export type BlockingReply =
  | { readonly id: number; readonly status: number; readonly body: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly error: string };

/** To the blocking-io thread: serve this lane too. `header` is the lane's shared header, for its bell. */
export interface LaneConnection {
  readonly port: MessagePort;
  readonly header: Int32Array;
}

export class BlockingHttp {
  readonly #port: MessagePort;
  readonly #header: Int32Array;
  #lastId = 0;

  constructor({ port, header }: LaneConnection) {
    this.#port = port;
    this.#header = header;
    port.unref();
  }

  /** Blocks until the answer is whole. Throws what went wrong, or Cancelled. */
  get(url: string): FetchedBody {
    const id = this.send(url);
    const reply = blockUntil(this.#header, Infinity, () => this.#replyTo(id)) as BlockingReply;
    if ('error' in reply) throw new Error(reply.error);
    return reply;
  }

  /** Asks without waiting; the answer is thrown away. */
  send(url: string): number {
    this.#lastId += 1;
    this.#port.postMessage({ id: this.#lastId, url } satisfies BlockingRequest);
    return this.#lastId;
  }

  /** Answers to earlier requests (cancelled, or not waited for) are passed over. */
  #replyTo(id: number): BlockingReply | undefined {
    for (;;) {
      const received = receiveMessageOnPort(this.#port) as { message: BlockingReply } | undefined;
      if (received === undefined || received.message.id === id) return received?.message;
    }
  }
}
