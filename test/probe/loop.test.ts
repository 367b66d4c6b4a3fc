/** The probe in a real process over the real socket: what it says of the main thread's loop. */
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { StackFrame } from '../../src/protocol.ts';
import { launchTarget, makeGate, printedTimes, stopTargets, targetUrl } from '../source/targets.ts';

afterEach(stopTargets);

/** Innermost frame of the target's own; `Atomics.wait` itself is native and stands before it. */
const ownFrame = (frames: readonly StackFrame[]): StackFrame | undefined =>
  frames.find(({ file }) => file !== '');

const kinds = [
  ['busy loop', 'spin', 'spinUntilGate'],
  ['sleep in Atomics.wait', 'wait', 'waitUntilGate'],
] as const;

test.each(kinds)('a %s is told while it lasts, named, and measured', async (_, kind, functionName) => {
  const gate = makeGate();
  const { inbox } = await launchTarget('blocks.mjs', { env: { GATE: gate.path, KIND: kind } });
  // A loaded machine makes a block of the start-up, too.
  const at = await inbox.first('blocked-at', ({ frames }) =>
    frames.some(frame => frame.functionName === functionName),
  );
  // To the nearest thousandth, as messages of the loop are.
  await inbox.first('loop', ({ blockedSinceMs }) => Math.abs((blockedSinceMs ?? 0) - at.sinceMs) < 0.001);
  expect(ownFrame(at.frames)).toEqual({
    functionName,
    file: targetUrl('blocks.mjs').href,
    line: expect.any(Number),
    column: expect.any(Number),
  });
  // Only now may the block end, so all of the above was said while it lasted.
  expect(inbox.all('stall').filter(stall => stall.startMs >= at.sinceMs - 20)).toEqual([]);
  await inbox.first('loop', loop => loop.lagMs > 600);
  gate.open();
  const truth = await printedTimes(inbox);
  const stall = await inbox.first('stall', ({ startMs }) => startMs >= at.sinceMs - 25);
  // The two lie over each other; how exactly is measured by `npm run test:nodes`, on a machine that is quiet.
  expect(stall.startMs).toBeLessThan(truth.endMs);
  expect(stall.startMs + stall.durationMs).toBeGreaterThan(truth.startMs);
  expect(stall.durationMs).toBeGreaterThan((truth.endMs - truth.startMs) / 2);
  expect(ownFrame(stall.frames)?.functionName).toBe(functionName);
  gate.remove();
});

test('a block that begins before the first beat is not lost', async () => {
  const gate = makeGate();
  const { inbox } = await launchTarget('blocks-at-start.mjs', { env: { GATE: gate.path } });
  const live = await inbox.first('loop', loop => loop.lagMs > 300);
  expect(live).toMatchObject({ p50Ms: expect.any(Number), utilization: 1 });
  gate.open();
  const truth = await printedTimes(inbox);
  const stall = await inbox.first('stall', ({ durationMs }) => durationMs > 300);
  expect(stall.startMs).toBeLessThan(truth.startMs);
  expect(stall.startMs + stall.durationMs).toBeGreaterThan(truth.endMs);
  gate.remove();
});

test('an idle loop is not blocked, and its utilization is low', async () => {
  const { inbox } = await launchTarget('idle.mjs', { env: { JUGGLERS_THRESHOLD_MS: '1000' } });
  const { atMs: fromMs } = await inbox.first('loop', ({ blockedSinceMs }) => blockedSinceMs === null);
  await inbox.first(
    'loop',
    ({ atMs, utilization, utilizationTotal }) =>
      atMs - fromMs > 1500 && (utilization ?? 1) < 0.5 && (utilizationTotal ?? 1) < 0.8,
  );
  // A loaded machine makes a block of the start-up.
  expect(inbox.all('stall').filter(({ startMs }) => startMs > fromMs)).toEqual([]);
  expect(inbox.all('blocked-at').filter(({ sinceMs }) => sinceMs > fromMs)).toEqual([]);
});

test('a loop with nothing to do rests, and a block that ends its rest is told while it lasts', async () => {
  const gate = makeGate();
  const env = { GATE: gate.path, KIND: 'spin', ON_SIGNAL: '1' };
  const { lab, inbox } = await launchTarget('blocks.mjs', { env });
  const rest = await inbox.first('loop', ({ isResting }) => isResting === true);
  expect(rest.blockedSinceMs).toBeNull();
  process.kill(lab.pid, 'SIGUSR2');
  const at = await inbox.first('blocked-at', ({ sinceMs }) => sinceMs > rest.atMs);
  expect(ownFrame(at.frames)?.functionName).toBe('spinUntilGate');
  gate.open();
  const truth = await printedTimes(inbox);
  const stall = await inbox.first('stall', ({ startMs }) => startMs > rest.atMs);
  expect(stall.startMs).toBeLessThan(truth.endMs);
  expect(stall.startMs + stall.durationMs).toBeGreaterThan(truth.startMs);
  gate.remove();
});

test('a process that ends right after a block ends cleanly, and silently', async () => {
  const gate = makeGate();
  const { inbox } = await launchTarget('blocks.mjs', { env: { GATE: gate.path, KIND: 'exit' } });
  await inbox.first('blocked-at');
  gate.open();
  const lost = await inbox.first('subject-lost');
  expect(lost.reason).toBe('exited with code 0');
  expect(inbox.all('output').filter(({ stream }) => stream === 'stderr')).toEqual([]);
  gate.remove();
});

test('who needs news seldom gets them seldom, and a block and its end at once', async () => {
  const gate = makeGate();
  const env = { GATE: gate.path, KIND: 'spin', ON_SIGNAL: '1' };
  const { lab, inbox } = await launchTarget('blocks.mjs', { env, newsMs: 600_000 });
  await inbox.first('memory');
  const sinceMs = systemClock.nowMs();
  process.kill(lab.pid, 'SIGUSR2');
  const at = await inbox.first('blocked-at', block => block.sinceMs > sinceMs - 20);
  gate.open();
  await inbox.first('stall', ({ startMs, durationMs }) => startMs + durationMs > at.atMs);
  // Its begin, and no reading besides; that it is at rest is told at any time.
  const told = inbox.all('loop').filter(({ atMs, isResting }) => atMs > sinceMs && !isResting);
  expect(told.length).toBeGreaterThan(0);
  expect(told.filter(({ blockedSinceMs }) => blockedSinceMs === null)).toEqual([]);
  gate.remove();
});
