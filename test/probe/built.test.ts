/** The probe as it is shipped, one CommonJS file and its thread, in every Node that this machine has. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchTarget, makeGate, printedTimes, stopTargets, targetUrl } from '../source/targets.ts';
import { systemClock } from '../../src/clock.ts';
import { type BuiltProbe, buildProbe } from '../watch/built-probe.ts';

/** One path for each version: those on the PATH, the usual places, and the one that runs this. */
const nodes = (): [version: string, path: string][] => {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
  const paths = [process.execPath, ...folders.map(folder => join(folder, 'node'))].filter(path =>
    existsSync(path),
  );
  const version = (path: string): string => execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
  return [...new Map([...new Set(paths.map(path => realpathSync(path)))].map(path => [version(path), path]))];
};

let probe: BuiltProbe;

beforeAll(async () => {
  probe = await buildProbe();
});

afterEach(stopTargets);
afterAll(() => probe.remove());

describe.each(nodes())('Node %s', (version, execPath) => {
  test('hello, a live block with its line, the stall', async () => {
    const gate = makeGate();
    const env = { GATE: gate.path };
    const { inbox } = await launchTarget('blocks.mjs', {
      execPath,
      nodeArguments: probe.preloadArguments,
      env,
    });
    expect((await inbox.first('hello')).node).toBe(version);
    // A loaded machine makes a block of the start-up, too: that one lies in the engine.
    const file = targetUrl('blocks.mjs').href;
    const { frames } = await inbox.first('blocked-at', at => at.frames.some(frame => frame.file === file));
    expect(frames[0]).toMatchObject({ functionName: 'spinUntilGate', file });
    gate.open();
    const { startMs, endMs } = await printedTimes(inbox);
    const stall = await inbox.first('stall', stalled => stalled.startMs + stalled.durationMs >= endMs - 1);
    expect(stall.frames[0]?.functionName).toBe('spinUntilGate');
    expect(stall.startMs).toBeLessThan(endMs);
    expect(stall.durationMs).toBeGreaterThan((endMs - startMs) / 2);
    gate.remove();
  });

  test('an end right after a block is clean and silent', async () => {
    const gate = makeGate();
    const env = { GATE: gate.path, KIND: 'exit' };
    const { inbox } = await launchTarget('blocks.mjs', {
      execPath,
      nodeArguments: probe.preloadArguments,
      env,
    });
    await inbox.first('blocked-at');
    gate.open();
    expect((await inbox.first('subject-lost')).reason).toBe('exited with code 0');
    expect(inbox.all('output').map(({ stream }) => stream)).toEqual(['stdout']);
    gate.remove();
  });

  const ends = [
    ['without a socket in the environment', {}],
    ['with a socket that is not there', { JUGGLERS_SOCKET: '/nowhere/socket' }],
  ] as const;
  test.each(ends)('%s a program runs and ends as ever', async (_, env) => {
    const script = 'console.log(process.env.JUGGLERS_ROLE, Object.keys(require.cache).length)';
    const child = spawn(execPath, [...probe.preloadArguments, '-e', script], { env: { PATH: '', ...env } });
    let printed = '';
    child.stdout.on('data', chunk => (printed += chunk));
    child.stderr.on('data', chunk => (printed += chunk));
    const [code] = await once(child, 'close');
    expect([code, printed]).toEqual([0, 'undefined 1\n']);
  });
});

/** Node 24.8 and newer hook callbacks alone when asked to: with one that cannot be asked the loop's rest is watched. */
const rests = (): [name: string, execPath: string, preload: readonly string[]][] => {
  const preload = ['--require', fileURLToPath(targetUrl('no-callback-hook.cjs'))];
  const all = nodes();
  return all.flatMap(([version, path]): [string, string, readonly string[]][] => [
    [version, path, []],
    [`${version}, no hook`, path, preload],
  ]);
};

test.each(rests())('Node %s: a block out of a rest is told while it lasts', async (_, execPath, preload) => {
  const gate = makeGate();
  const { lab, inbox } = await launchTarget('blocks.mjs', {
    execPath,
    nodeArguments: [...preload, ...probe.preloadArguments],
    env: { GATE: gate.path, ON_SIGNAL: '1' },
  });
  const resting = await inbox.first('loop', ({ isResting }) => isResting === true);
  process.kill(lab.pid, 'SIGUSR2');
  const at = await inbox.first('blocked-at', ({ sinceMs }) => sinceMs > resting.atMs);
  expect(at.frames.map(({ functionName }) => functionName)).toContain('spinUntilGate');
  gate.open();
  const { startMs, endMs } = await printedTimes(inbox);
  const stall = await inbox.first('stall', stalled => stalled.startMs + stalled.durationMs >= endMs - 1);
  expect(stall.frames.map(({ functionName }) => functionName)).toContain('spinUntilGate');
  expect(stall.startMs).toBeLessThan(endMs);
  expect(stall.durationMs).toBeGreaterThan((endMs - startMs) / 2);
  gate.remove();
});

/** libuv does not count a wait that a signal ends as one. */
test.each(rests())('Node %s: a rest that a signal ends was no block', async (_, execPath, preload) => {
  const { inbox } = await launchTarget('ends-a-child.mjs', {
    execPath,
    nodeArguments: [...preload, ...probe.preloadArguments],
    env: { JUGGLERS_THRESHOLD_MS: '1000' },
  });
  await inbox.first('output', ({ text }) => text.includes('hasEnded'));
  const endedMs = systemClock.nowMs();
  const after = await inbox.first('loop', ({ atMs, isResting }) => atMs > endedMs && isResting === true);
  expect(inbox.all('stall')).toEqual([]);
  expect(after.maxMs).toBeLessThan(1000);
  expect(after.utilizationTotal).toBeLessThan(0.7);
});
