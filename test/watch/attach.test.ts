/** Attaching to real processes, leaving them as they were, and what is refused. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { SubjectError } from '../../src/errors.ts';
import { attachTo } from '../../src/source/attach.ts';
import { refusalFor } from '../../src/source/attach-checks.ts';
import { linkOf, statOf } from '../../src/source/proc.ts';
import type { AttachedSource, AttachOptions, AttachStep } from '../../src/source/watched.ts';
import { Inbox } from '../source/targets.ts';
import { blocksOnSignal, inJavaScript, natively } from './blocking-code.ts';
import { type BuiltProbe, buildProbe } from './built-probe.ts';
import {
  freePort,
  listenAnywhere,
  type Server,
  startLoad,
  startServer,
  type ServerOptions,
} from './server.ts';

/** Any free port, so that tests do not meet on 9229. */
const ownPort = '--inspect-port=0';

let probe: BuiltProbe;
const running: { end(): Promise<void> | void }[] = [];

beforeAll(async () => {
  probe = await buildProbe();
});
afterAll(() => probe.remove());
afterEach(async () => {
  for (const { end } of running.splice(0)) await end();
});

const serve = async (options: ServerOptions = {}): Promise<Server> => {
  const server = await startServer({ nodeArguments: [ownPort, '--expose-gc'], ...options });
  running.push(server);
  return server;
};

const attach = async (pid: number, options: Partial<AttachOptions> = {}) => {
  const inbox = new Inbox();
  const steps: AttachStep[] = [];
  const source = await attachTo(pid, {
    clock: systemClock,
    thresholdMs: 50,
    onMessage: inbox.take,
    onProgress: ({ step }) => steps.push(step),
    probe,
    ...options,
  });
  return { source, inbox, steps };
};

const refusalOf = (pid: number, options: Partial<AttachOptions> = {}): Promise<string> =>
  attach(pid, options).then(
    async ({ source }: { source: AttachedSource }) => {
      await source.stop();
      return 'attached';
    },
    (error: unknown) => (error instanceof SubjectError ? error.message : Promise.reject(error)),
  );

const spawned = (command: string, args: readonly string[], options = {}): ChildProcess => {
  const child = spawn(command, args, { stdio: 'ignore', ...options });
  running.push({ end: () => void child.kill('SIGKILL') });
  return child;
};

describe('attach and detach', () => {
  test('a block is seen with its line; the process is left as it was', async () => {
    const server = await serve();
    const before = await server.state();
    const { source, inbox, steps } = await attach(server.pid);
    expect(inbox.all('hello')).toMatchObject([{ pid: server.pid, role: 'attached' }]);
    expect([steps.at(0), steps.at(-1)]).toEqual(['checking', 'attached']);
    const during = await server.state();
    expect(during.inspector).toBeNull();
    expect([during.environment, during.modules]).toEqual([before.environment, before.modules]);
    await server.get('/block');
    const stall = await inbox.first('stall', ({ durationMs }) => durationMs > 250);
    expect(stall.frames.map(({ functionName }) => functionName)).toContain('blockInRoute');
    await source.stop();
    expect(inbox.all('subject-lost')).toMatchObject([{ expected: true, reason: 'detached' }]);
    // The probe's thread ends by and by once its connection is closed.
    const state = async () => ({ ...(await server.state()), heapBytes: 0 });
    await expect.poll(state).toEqual({ ...before, heapBytes: 0 });
  });

  test('twenty rounds under load: no request fails, nothing is left behind', async () => {
    const rounds = 20;
    const server = await serve();
    const warmed = await attach(server.pid);
    await warmed.source.stop();
    const before = await server.state();
    const aliveBefore = await server.alive();
    const load = startLoad(server.port, 4);
    for (let round = 0; round < rounds; round++) {
      const { source, inbox } = await attach(server.pid);
      await inbox.first('loop', ({ p50Ms }) => p50Ms !== null);
      await source.stop();
    }
    await expect.poll(load.answered).toBeGreaterThan(100);
    expect((await load.stop()).failed).toEqual([]);
    const after = await server.state();
    expect(after.listeners).toEqual(before.listeners);
    expect(after.modules).toBe(before.modules);
    // libuv starts up to four pool threads when it first needs them, the load's own connections may still be closing,
    // and the last probe's thread ends by and by; what every round left behind would be twenty.
    const left = async () => {
      const { threads, descriptors } = await server.state();
      return threads <= before.threads + 4 && descriptors <= before.descriptors + 5;
    };
    await expect.poll(left).toBe(true);
    expect(after.heapBytes - before.heapBytes).toBeLessThan(4e6);
    // The server's own part is what it keeps for further connections; a probe is made of three hundred objects.
    const isLevel = async () => (await server.alive()).objects < aliveBefore.objects + 10 * rounds;
    await expect.poll(isLevel).toBe(true);
  });

  test('a process that is blocked is waited for, with words', async () => {
    const server = await serve({ env: { BLOCK_MS: '1500' } });
    await expect.poll(() => server.get('/')).toBe('fine');
    const { source, inbox, steps } = await attach(server.pid);
    expect(inbox.all('hello')).toHaveLength(1);
    expect(steps.at(-1)).toBe('attached');
    await source.stop();
  });

  test.each(['a port of its own', 'any port'])(
    'an inspector that was open at %s is used, and left open',
    async at => {
      const port = at === 'any port' ? 0 : await freePort();
      const server = await serve({ nodeArguments: [`--inspect=127.0.0.1:${port}`] });
      const { inspector } = await server.state();
      expect(inspector).toMatch(/^ws:/);
      const { source } = await attach(server.pid);
      expect(source.isInspectorClosed).toBe(false);
      expect((await server.state()).inspector).toBe(inspector);
      await source.stop();
      expect((await server.state()).inspector).toBe(inspector);
    },
  );

  test('a debugger that is there already stays, and may hold the program: the probe is loaded beside it', async () => {
    const server = await serve({ nodeArguments: ['--inspect=0'] });
    const socket = new WebSocket((await server.state()).inspector!);
    await once(socket, 'open');
    const said = (what: string) =>
      new Promise<void>(resolve =>
        socket.addEventListener('message', ({ data }) => void (String(data).includes(what) && resolve())),
      );
    const paused = said('Debugger.paused');
    socket.send('{"id":1,"method":"Debugger.enable"}');
    socket.send('{"id":2,"method":"Debugger.pause"}');
    const answer = server.get('/');
    await paused;
    const { source, inbox } = await attach(server.pid);
    expect(inbox.all('hello')).toHaveLength(1);
    socket.send('{"id":3,"method":"Debugger.resume"}');
    expect(await answer).toBe('fine');
    await source.stop();
    socket.close();
  });

  /** Attached to; resolves with how it ended and what it printed, once it has been told to block. */
  const blockToTheEnd = async (code: string) => {
    const child = spawned(process.execPath, [ownPort, '-e', code], { stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = { stdout: '', stderr: '' };
    child.stdout?.on('data', chunk => (printed.stdout += String(chunk)));
    child.stderr?.on('data', chunk => (printed.stderr += String(chunk)));
    const closed = once(child, 'close');
    await once(child.stdout!, 'data');
    const { inbox, source } = await attach(child.pid!);
    await inbox.first('loop', ({ p50Ms }) => p50Ms !== null);
    child.kill('SIGUSR2');
    return { child, inbox, source, closed, printed };
  };

  test.each([
    ['native', natively],
    ['JavaScript', inJavaScript(400)],
  ])(
    'a process that ends right after a %s block: it is told, and nothing of ours printed',
    async (_, block) => {
      const { inbox, source, closed, printed } = await blockToTheEnd(
        blocksOnSignal(block, 'process.exit(0)'),
      );
      expect(await closed).toEqual([0, null]);
      expect(printed.stderr).not.toContain('Waiting for the debugger');
      await inbox.first('subject-lost');
      const { startMs, endMs } = JSON.parse(printed.stdout.split('\n')[1] ?? '');
      const stall = inbox.all('stall').find(told => told.startMs + told.durationMs > startMs + 100);
      expect(stall?.note).toContain('until the end of the process');
      expect(stall?.startMs).toBeLessThan(endMs);
      expect(stall && stall.startMs + stall.durationMs).toBeGreaterThanOrEqual(endMs);
      expect(stall?.durationMs).toBeGreaterThan((endMs - startMs) / 2);
      await source.stop();
    },
  );

  test('a block that the probe is taken out of has not come to its end', async () => {
    const { child, inbox, source } = await blockToTheEnd(blocksOnSignal(inJavaScript(60_000), ''));
    await inbox.first('blocked-at', ({ atMs, sinceMs }) => atMs - sinceMs > 50);
    await source.stop();
    expect(inbox.all('stall').filter(({ note }) => note?.includes('the end of the process'))).toEqual([]);
    expect(statOf(child.pid!)?.state).toBe('R');
  });

  test('the end of the process is told', async () => {
    const server = await serve();
    const { source, inbox } = await attach(server.pid);
    await server.end();
    const lost = await inbox.first('subject-lost');
    expect(lost).toMatchObject({ expected: false, reason: 'the process ended' });
    await source.stop();
  });
});

describe('refused, with what to do', () => {
  test('no such process', async () => {
    expect(await refusalOf(2 ** 22 + 1)).toContain('there is no process');
  });

  test('another user’s', async () => {
    const isRoot = process.getuid?.() === 0;
    const child = isRoot ? spawned('sleep', ['60'], { uid: 65_534 }) : null;
    expect(await refusalOf(child?.pid ?? 1)).toContain('belongs to another user');
  });

  test('in a namespace of its own', () => {
    const pid = spawned('sleep', ['60']).pid!;
    const read = (path: string) => (path === `/proc/${pid}/ns/net` ? 'net:[1]' : linkOf(path));
    expect(refusalFor(pid, read)).toContain(
      'runs in another container or namespace; run jugglers inside of it',
    );
  });

  test('not Node', async () => {
    expect(await refusalOf(spawned('sleep', ['60']).pid!)).toContain('is no Node process (it runs `');
  });

  test('stopped', async () => {
    const server = await serve();
    server.process.kill('SIGSTOP');
    await expect.poll(() => statOf(server.pid)?.state).toBe('T');
    expect(await refusalOf(server.pid)).toContain(`kill -CONT ${server.pid}`);
  });

  test('its inspector disabled', async () => {
    const server = await serve({ nodeArguments: ['--disable-sigusr1'] });
    expect(await refusalOf(server.pid)).toContain('inspector disabled');
    expect(await server.get('/')).toBe('fine');
  });

  test('its own handler of SIGUSR1', async () => {
    const server = await serve({ env: { OWN_SIGUSR1: '1' } });
    expect(await refusalOf(server.pid)).toContain('handles SIGUSR1 itself');
    expect(await server.get('/')).toBe('fine');
  });

  test('its port taken by somebody else', async () => {
    const { port, close } = await listenAnywhere();
    running.push({ end: close });
    const server = await serve({ nodeArguments: [`--inspect-port=127.0.0.1:${port}`] });
    expect(await refusalOf(server.pid)).toContain(`port ${port}, which its inspector needs, is taken`);
  });

  test('interrupted while the process is blocked', async () => {
    const server = await serve();
    server.get('/block').catch(() => {});
    const abort = new AbortController();
    const refusal = refusalOf(server.pid, {
      abort: abort.signal,
      onProgress: ({ step }) => step === 'opening' && abort.abort(),
    });
    expect(await refusal).toContain('was interrupted');
  });
});
