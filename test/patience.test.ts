import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { patience, whenPatienceEnds } from '../src/patience.ts';

/** As one that is stopped, or gets no core. */
const standStill = (durationMs: number): void =>
  void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);

test('what has come while the process stood still is looked at before patience ends', async () => {
  const order: string[] = [];
  const { port1, port2 } = new MessageChannel();
  const over = patience(50).then(() => order.push('over'));
  port2.once('message', () => order.push('message'));
  port1.postMessage('');
  standStill(100);
  await over;
  port1.close();
  expect(order).toEqual(['message', 'over']);
});

test('it ends once, unless it is taken back', async () => {
  const ends: string[] = [];
  clearInterval(whenPatienceEnds(20, () => ends.push('taken back')));
  whenPatienceEnds(20, () => ends.push('over'));
  await patience(100);
  expect(ends).toEqual(['over']);
});
