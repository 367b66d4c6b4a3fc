/** The thread that does HTTP requests for blocking lanes: one in each process that has such lanes. */
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../../errors.ts';
import { laneHeader } from '../../lane-memory.ts';
import type { BlockingReply, BlockingRequest, LaneConnection } from '../blocking-http.ts';
import { openChannel } from '../channel.ts';
import { createHttpClient } from '../http.ts';
import { announceThread } from '../thread-id.ts';

const client = createHttpClient();

async function serve({ port, header }: LaneConnection, request: BlockingRequest): Promise<void> {
  const reply = await answerTo(request);
  port.postMessage(reply, 'body' in reply ? [reply.body.buffer] : []);
  Atomics.add(header, laneHeader.bell, 1);
  Atomics.notify(header, laneHeader.bell);
}

async function answerTo({ id, url }: BlockingRequest): Promise<BlockingReply> {
  try {
    const { status, body } = await client.get(url).fetched;
    return { id, status, body };
  } catch (error) {
    return { id, error: messageOf(error) };
  }
}

parentPort?.on('message', (connection: LaneConnection) => {
  connection.port.on('message', (request: BlockingRequest) => void serve(connection, request));
});
announceThread(openChannel(), 'blocking-io');
parentPort?.postMessage('ready');
