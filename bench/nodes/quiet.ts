/**
 * Servers that do not block: every stall that is told of them is invented, but for collections. And what the probe costs
 * the idle one.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../src/clock.ts';
import { Inbox, type Of } from '../../test/source/targets.ts';
import { startLoad, startServer } from '../../test/watch/server.ts';
import { cpuMsOf } from '../support/process-cost.ts';
import { isCollection, Recorder } from './recorder.ts';
import { attach, type Target } from './target.ts';

const durationMs = 60_000;
/** Of these: a server that has just started, and been attached to, compiles and collects for some time. */
const settleMs = 30_000;
/** Some hundreds of requests a second: busy with them, and with nothing else. */
const pauseMs = 10;

const quietOne = async ({ node, probe }: Target, clients: number) => {
  const server = await startServer({ execPath: node, nodeArguments: ['--inspect-port=0'] });
  const recorder = new Recorder(server.pid);
  try {
    const inbox = new Inbox();
    const source = await attach(server.pid, inbox, probe);
    const attachedMs = systemClock.nowMs();
    const load = startLoad(server.port, clients, { pauseMs });
    await delay(settleMs);
    const cpuMs = cpuMsOf(server.pid, false);
    await delay(durationMs - settleMs);
    const cpuMsPerSecond = ((cpuMsOf(server.pid, false) - cpuMs) * 1000) / (durationMs - settleMs);
    const requests = await load.stop();
    await source.stop();
    // What came before was real: the probe being loaded, where that takes so long.
    const isLater = ({ startMs }: Of<'stall'>): boolean => startMs >= attachedMs;
    const stalls = inbox.all('stall').filter(isLater);
    const invented = stalls.filter(stall => !isCollection(stall, inbox));
    return {
      ...requests,
      cpuMsPerSecond,
      invented: await recorder.wordsOf(invented, inbox),
      collections: stalls.length - invented.length,
    };
  } finally {
    await recorder.end();
    await server.end();
  }
};

/** An idle one and one that serves, both for a minute, at the same time. */
export const quietOnes = async (target: Target) => {
  const [idle, serving] = await Promise.all([quietOne(target, 0), quietOne(target, 4)]);
  return { idle, serving };
};
