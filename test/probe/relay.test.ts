/** The probe thread's end of the channel to the threads of its process. */
import { once } from 'node:events';
import { BroadcastChannel } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Link } from '../../src/probe/link.ts';
import { Relay } from '../../src/probe/relay.ts';
import { channelName, type FromProbe, type ToProbe } from '../../src/protocol.ts';
import { requestFor } from '../source/targets.ts';

let relay: Relay;
let lab: BroadcastChannel | null = null;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const link = { send: () => true } as unknown as Link;
  relay = new Relay(link, { onThread: () => {}, onProbe: () => {}, onForward: () => {} });
  relay.start();
});
afterEach(() => {
  vi.useRealTimers();
  relay.close();
  lab?.close();
  lab = null;
});

/** A lab that comes up now; what it hears first. */
const hearing = async (says: ToProbe | null): Promise<FromProbe> => {
  lab = new BroadcastChannel(channelName);
  const heard = once(lab, 'message');
  if (says) lab.postMessage(says);
  else vi.advanceTimersByTime(2000);
  const [{ data }] = (await heard) as [{ data: FromProbe }];
  return data;
};

const run = { type: 'run', request: requestFor('r1') } as const;

test('a lab that takes longer than any to come up still gets its run', async () => {
  relay.onCommand(run);
  vi.advanceTimersByTime(60_000);
  expect(await hearing({ type: 'listening' })).toEqual({ type: 'command', command: run });
});

test('one that was up before it could be heard gets it after a while', async () => {
  relay.onCommand(run);
  expect(await hearing(null)).toEqual({ type: 'command', command: run });
});
