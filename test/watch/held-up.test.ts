/** Programs that are late without having done anything for it: what is told of them is no stall of theirs. */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { watchedPrograms } from './programs.ts';

const launch = watchedPrograms();

/** Always busy, and never for longer than a millisecond. */
const busy = `
const turn = () => {
  const untilNs = process.hrtime.bigint() + 1_000_000n;
  while (process.hrtime.bigint() < untilNs);
  setImmediate(turn);
};
turn();
`;

const stateOf = (pid: number): string =>
  readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.[0] ?? '';

test.runIf(process.platform === 'linux')(
  'a stopped process has stood still, and is in no stall',
  async () => {
    const { source, inbox } = await launch([process.execPath, '-e', busy]);
    await inbox.first('loop', ({ p50Ms }) => p50Ms !== null);
    const fromMs = systemClock.nowMs();
    process.kill(source.pid, 'SIGSTOP');
    await expect.poll(() => stateOf(source.pid)).toBe('T');
    await delay(300);
    const toMs = systemClock.nowMs();
    process.kill(source.pid, 'SIGCONT');
    // A machine that others use may have stood still before, too.
    const stopped = await inbox.first('stopped', told => told.startMs + told.durationMs > toMs);
    expect(stopped.startMs).toBeLessThan(toMs);
    await inbox.first('loop', ({ atMs, blockedSinceMs }) => atMs > toMs && blockedSinceMs === null);
    const during = <Told extends { startMs: number; durationMs: number }>(told: readonly Told[]): Told[] =>
      told.filter(({ startMs, durationMs }) => startMs < toMs && startMs + durationMs > fromMs);
    expect(during(inbox.all('stall'))).toEqual([]);
    expect(inbox.all('blocked-at').filter(({ sinceMs }) => sinceMs > fromMs - 50 && sinceMs < toMs)).toEqual(
      [],
    );
  },
);
