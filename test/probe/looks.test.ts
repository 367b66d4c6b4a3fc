/** When the probe thread looks, on real shared memory: who writes into it stands for the main thread. */
import { MessageChannel, Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nowMs } from '../../src/clock.ts';
import { type BeatMemory, makeBeatMemory, stamp, word } from '../../src/probe/beat-memory.ts';
import { marginMs } from '../../src/probe/judge.ts';
import { Looks, type Outlook, Turns } from '../../src/probe/looks.ts';

const hourMs = 3_600_000;

let memory: BeatMemory;
let looks: Looks;
let lookedAtMs: number[];
let outlook: Outlook;
let nextNewsMs: number;
let onLook: () => void;

beforeEach(() => {
  memory = makeBeatMemory();
  lookedAtMs = [];
  outlook = 'beating';
  nextNewsMs = Infinity;
  onLook = () => {};
  looks = makeLooks(50);
});

const makeLooks = (thresholdMs: number): Looks =>
  new Looks(memory, thresholdMs, {
    look: () => {
      lookedAtMs.push(nowMs());
      onLook();
      return outlook;
    },
    hasStirred: () => false,
    nextNewsMs: () => nextNewsMs,
  });

afterEach(() => looks.stop());

const looked = (times: number): Promise<void> =>
  new Promise(resolve => {
    onLook = () => {
      if (lookedAtMs.length < times) return;
      looks.stop();
      resolve();
    };
    looks.start();
  });

test('beats that come spare it the looks until news are due', async () => {
  memory.stamps[stamp.dueMs] = nowMs() + hourMs;
  nextNewsMs = nowMs() + 400;
  await looked(2);
  expect(lookedAtMs[1]).toBeGreaterThanOrEqual(nextNewsMs);
});

const asLate = [
  [10, marginMs],
  [40, 40],
  [50, 50],
  [500, 50],
] as const;

test.each(asLate)(
  'with a threshold of %i ms a beat is missed when it is %i ms late',
  async (thresholdMs, lateMs) => {
    looks = makeLooks(thresholdMs);
    const dueMs = nowMs() + 200;
    memory.stamps[stamp.dueMs] = dueMs;
    nextNewsMs = dueMs + hourMs;
    await looked(2);
    expect(lookedAtMs[1]).toBeGreaterThan(dueMs + lateMs);
    // One that is late already, and no block for all that, is no reason to look without pause.
    lookedAtMs.length = 0;
    await looked(3);
    expect((lookedAtMs[2] as number) - (lookedAtMs[0] as number)).toBeGreaterThan(60);
  },
);

test('the main thread wakes it for what it should not sleep through', async () => {
  memory.stamps[stamp.dueMs] = nowMs() + hourMs;
  nextNewsMs = nowMs() + hourMs;
  const caller = new Worker(
    `const words = new Int32Array(require('node:worker_threads').workerData);
    setInterval(() => { Atomics.add(words, ${word.calls}, 1); Atomics.notify(words, ${word.calls}); }, 20);`,
    { eval: true, workerData: memory.buffer },
  );
  await looked(3);
  await caller.terminate();
});

test('what has come for its loop comes before the next look', async () => {
  memory.stamps[stamp.dueMs] = nowMs() + hourMs;
  nextNewsMs = nowMs() + 200;
  const order: string[] = [];
  const { port1, port2 } = new MessageChannel();
  port2.on('message', () => order.push('message'));
  await new Promise<void>(resolve => {
    onLook = () => {
      order.push('look');
      if (order.length === 1) port1.postMessage('');
      else resolve();
    };
    looks.start();
  });
  port1.close();
  expect(order).toEqual(['look', 'message', 'look']);
});

test('what is due every so often is due again that long after the last time', () => {
  const turns = new Turns();
  expect(turns.nextMs('news', 250)).toBe(-Infinity);
  const fromMs = nowMs();
  expect(turns.isDue('news', 250)).toBe(true);
  expect(turns.isDue('news', 250)).toBe(false);
  expect(turns.nextMs('news', 250)).toBeGreaterThanOrEqual(fromMs + 250);
});
