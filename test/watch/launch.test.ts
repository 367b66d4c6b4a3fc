/** A user's own command, started under watch. */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { listNodeProcesses } from '../../src/source/discover.ts';
import { isThere } from '../../src/source/proc.ts';
import { withPreload } from '../../src/source/probe-files.ts';
import { targetUrl } from '../source/targets.ts';
import { watchedPrograms } from './programs.ts';

const launch = watchedPrograms();

const family = fileURLToPath(targetUrl('family.cjs'));
const script = (code: string): string[] => [process.execPath, '-e', code];

test('through a shell, every Node process of it is watched: a tree', async () => {
  const { source, inbox } = await launch(['sh', '-c', `"${process.execPath}" "${family}"; true`]);
  // A child's hello may come before that of its parent.
  const parent = await inbox.first('hello', ({ ppid }) => ppid === source.pid);
  const child = await inbox.first('hello', ({ ppid }) => ppid === parent.pid);
  expect([parent, child]).toMatchObject([
    { role: 'program', ppid: source.pid, title: 'family.cjs' },
    { role: 'program', title: 'family.cjs' },
  ]);
  const { threads } = await inbox.first(
    'threads',
    message => message.pid === child.pid && message.threads.some(({ name }) => /helper|worker 1/.test(name)),
  );
  expect(threads.map(({ name }) => name)).toEqual(expect.arrayContaining(['main', 'jugglers-probe']));
  await source.stop();
  expect([parent.pid, child.pid, source.pid].filter(isThere)).toEqual([]);
  expect(inbox.all('subject-lost')).toMatchObject([{ expected: true, reason: 'stopped' }]);
});

test('the list of processes knows a started program as watched, and as the user’s', async () => {
  const { source, inbox } = await launch(script('setInterval(() => {}, 1000)'));
  await inbox.first('hello');
  const listed = await listNodeProcesses();
  expect(listed.find(({ pid }) => pid === source.pid)).toMatchObject({
    isProbed: true,
    isOurs: false,
    isOwn: true,
  });
});

test('what does not heed SIGTERM is killed after the grace', async () => {
  const env = { ...process.env, STUBBORN: '1' };
  const { source, inbox } = await launch([process.execPath, family], { env, graceMs: 300 });
  const parent = await inbox.first('hello', ({ pid }) => pid === source.pid);
  const child = await inbox.first('hello', ({ ppid }) => ppid === parent.pid);
  await source.stop();
  await expect.poll(() => [parent.pid, child.pid].filter(isThere)).toEqual([]);
});

test('the exit code, and the signal, come through', async () => {
  const failed = await launch(script('process.exit(7)'));
  expect(await failed.source.ended).toEqual({ code: 7, signal: null });
  expect(failed.inbox.all('subject-lost')).toMatchObject([{ expected: false, exitCode: 7, signal: null }]);
  const interrupted = await launch(script('setInterval(() => {}, 1000)'));
  await interrupted.inbox.first('hello');
  interrupted.source.signal('SIGINT');
  expect(await interrupted.source.ended).toEqual({ code: null, signal: 'SIGINT' });
});

test.each(['process.exit(3)', 'process.exitCode = 3'])(
  'a block right before the end is told: %s',
  async end => {
    // However late it gets a core, that is not all there is to it.
    const block =
      'const fromMs = Date.now(); const begin = process.cpuUsage();' +
      'while (Date.now() < fromMs + 300 || process.cpuUsage(begin).user < 1e5);';
    const told = async (): Promise<number> => {
      const { source, inbox } = await launch(
        script(
          `setTimeout(() => { console.log(Number(process.hrtime.bigint()) / 1e6); ${block} ${end} }, 700)`,
        ),
      );
      expect(await source.ended).toEqual({ code: 3, signal: null });
      // A loaded machine may make a block of the start-up, too: that one is over.
      const beganMs = Number((await inbox.first('output')).text);
      return inbox
        .all('stall')
        .filter(({ startMs, durationMs }) => durationMs > 280 && startMs + durationMs > beganMs + 280).length;
    };
    // The end waits for 20 ms at most: a machine that gives the probe thread no core meanwhile may miss one.
    await expect.poll(told).toBe(1);
  },
);

test('a program that has nothing left to do ends, watched or not', async () => {
  const { source, inbox } = await launch(script('setTimeout(() => {}, 300)'));
  expect(await source.ended).toEqual({ code: 0, signal: null });
  expect(inbox.all('output')).toEqual([]);
});

test('a command that does not exist is refused', async () => {
  await expect(launch(['no-such-command-here'])).rejects.toThrow(
    /`no-such-command-here` could not be started/,
  );
});

test('output goes into an open file where one is given', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'watch-log-'));
  const path = join(folder, 'log');
  const file = openSync(path, 'w');
  const stdio = { stdin: 'ignore', stdout: file, stderr: file } as const;
  const { source, inbox } = await launch(script('console.log("out"); console.error("err")'), { stdio });
  closeSync(file);
  await source.ended;
  expect(readFileSync(path, 'utf8')).toBe('out\nerr\n');
  expect(inbox.all('output')).toEqual([]);
  rmSync(folder, { recursive: true });
});

test('the user’s NODE_OPTIONS are kept, and paths with spaces hold together', async () => {
  expect(withPreload(' --max-old-space-size=100 ', ['--require', '/a b/"c".cjs'])).toBe(
    String.raw`--max-old-space-size=100 --require "/a b/\"c\".cjs"`,
  );
  const env = { ...process.env, NODE_OPTIONS: '--stack-trace-limit=33' };
  const { inbox } = await launch(script('console.log(Error.stackTraceLimit)'), { env });
  expect((await inbox.first('output')).text).toBe('33');
});

test('heap and handles are told once a second; beats can be switched off and on', async () => {
  const { source, inbox } = await launch(
    script('setInterval(() => {}, 1000); require("net").createServer().listen(0)'),
  );
  const { counts } = await inbox.first('resources');
  expect(counts).toMatchObject({ TCPServerWrap: 1, Timeout: 1 });
  expect(counts).not.toHaveProperty('MessagePort');
  const { heapUsedBytes } = await inbox.first('memory', message => message.heapUsedBytes !== undefined);
  expect(heapUsedBytes).toBeGreaterThan(1e6);
  const offMs = systemClock.nowMs();
  source.setBeating(false);
  // Its last reading may be on the way: the first gap of half a second shows the silence.
  const count = (): number => inbox.all('loop').length;
  let seen = -1;
  await expect.poll(() => seen === (seen = count()), { interval: 500 }).toBe(true);
  source.setBeating(true);
  await inbox.first('loop', () => count() > seen + 5);
  // That nothing beat is no stall; a loaded machine may have made one of the start-up.
  const told = inbox.all('stall').filter(({ startMs, durationMs }) => startMs + durationMs > offMs);
  expect(told.filter(({ durationMs }) => durationMs > 400)).toEqual([]);
});
