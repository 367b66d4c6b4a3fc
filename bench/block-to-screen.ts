/** From the moment that a watched server blocks until a terminal shows it: what an SRE sees over SSH, live. */
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../src/clock.ts';
import { type Server, startServer } from '../test/watch/server.ts';
import type { Figure } from './support/figure.ts';
import { measured } from './support/figure.ts';
import { inTerminal } from './support/program.ts';
import { percentile, spreadOf } from './support/statistics.ts';

const blocks = 30;
/** The block is over, also on the screen, and the loop at rest again. */
const pauseMs = 700;

/** The request is sent when the clock starts: what it takes to arrive is in the figure, too. */
async function blockToScreenMs(server: Server, pty: ReturnType<typeof inTerminal>): Promise<number> {
  const startMs = systemClock.nowMs();
  const answer = server.get('/block');
  await pty.waitFor(/BLOCKED/, 'the block');
  const latencyMs = systemClock.nowMs() - startMs;
  await answer;
  await pty.waitFor(rows => !rows.some(row => row.includes('BLOCKED')), 'its end');
  return latencyMs;
}

export async function blockToScreen(): Promise<Figure[]> {
  const server = await startServer();
  const pty = inTerminal(['watch', String(server.pid), '--yes']);
  try {
    await pty.waitFor(/lag/, 'the watch');
    const latencies: number[] = [];
    for (let block = 0; block < blocks; block++) {
      // At another moment of the frame each time.
      await delay(pauseMs + ((block * 37) % 250));
      latencies.push(await blockToScreenMs(server, pty));
    }
    const note = `120x40; 95 % within ${percentile(latencies, 0.95).toFixed(0)} ms, 50 of them are the threshold`;
    return [measured('block to screen', spreadOf(latencies), 'ms', 150, note)];
  } finally {
    await pty.dispose();
    await server.end();
  }
}
