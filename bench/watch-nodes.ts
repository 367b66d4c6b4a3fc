/**
 * `npm run test:nodes [-- folder [rounds]]`: the probe in the real binaries of all Node versions that it is meant for, CommonJS
 * (started under watch) and ES modules (attached to). For blocks of 20 to 3000 ms in seven ways: is each told once, with
 * its start and its length, and its line? Then 100 rounds of attach and detach under load: does anything grow? Ends with 1
 * if so, or if a request fails. Takes some ten minutes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { systemClock } from '../src/clock.ts';
import { attachTo } from '../src/source/attach.ts';
import { launchProgram } from '../src/source/watch-launch.ts';
import { Inbox, targetUrl } from '../test/source/targets.ts';
import { type BuiltProbe, buildProbe } from '../test/watch/built-probe.ts';
import { type Server, startLoad, startServer } from '../test/watch/server.ts';
import { compare, type Compared, functionOf, interruptible } from '../test/watch/truth.ts';
import { endTogether } from './support/ending.ts';
import { nodeBinaries } from './support/node-versions.ts';

const thresholdMs = 50;
const durations = '20,100,500,3000';
/** Between two blocks: the loop beats on, or comes to rest. */
const pausesMs = [90, 350];
const rounds = Number(process.argv[3] ?? 100);

const watchOptions = (inbox: Inbox, probe: BuiltProbe) => ({
  clock: systemClock,
  thresholdMs,
  onMessage: inbox.take,
  probe,
});

type Way = (node: string, folder: string, probe: BuiltProbe, pauseMs: number) => Promise<Inbox>;

const environment = (pauseMs: number): NodeJS.ProcessEnv => ({
  ...process.env,
  DURATIONS: durations,
  PAUSE_MS: String(pauseMs),
});

const script = fileURLToPath(targetUrl('truth.mjs'));

const started: Way = async (node, folder, probe, pauseMs) => {
  const inbox = new Inbox();
  const file = join(folder, 'truth.cjs');
  writeFileSync(file, transformSync(readFileSync(script, 'utf8'), { format: 'cjs', target: 'node18' }).code);
  const source = await launchProgram({
    ...watchOptions(inbox, probe),
    command: [node, file],
    cwd: folder,
    env: environment(pauseMs),
    stdio: { stdin: 'ignore', stdout: 'events', stderr: 'events' },
  });
  await inbox.first('output', ({ text }) => text === 'ready');
  await inbox.first('hello');
  source.signal('SIGUSR2');
  await source.ended;
  await source.stop();
  return inbox;
};

const attached: Way = async (node, _folder, probe, pauseMs) => {
  const inbox = new Inbox();
  const child = spawn(node, [script], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: environment(pauseMs),
  });
  createInterface({ input: child.stdout }).on('line', text =>
    inbox.take({ type: 'output', atMs: 0, stream: 'stdout', text }),
  );
  const exit = once(child, 'exit');
  await inbox.first('output', ({ text }) => text === 'ready');
  const options = { ...watchOptions(inbox, probe), onProgress: () => {} };
  const source = await attachTo(child.pid ?? 0, options);
  child.kill('SIGUSR2');
  await exit;
  await source.stop();
  return inbox;
};

/** Start and length within 5 ms or 5 %, whichever is more. */
const isWithin = ({ startMs, endMs, stalls: [stall] }: Compared): boolean => {
  const boundMs = Math.max(5, (endMs - startMs) * 0.05);
  return (
    stall !== undefined &&
    Math.abs(stall.startMs - startMs) <= boundMs &&
    Math.abs(stall.durationMs - (endMs - startMs)) <= boundMs
  );
};

const hasFrame = ({ kind, stalls: [stall] }: Compared): boolean =>
  stall?.frames.some(({ functionName }) => functionName === functionOf(kind)) ?? false;

const cell = (block: Compared): string => {
  const { kind, wantedMs, startMs, endMs, stalls } = block;
  const [stall] = stalls;
  const tookMs = endMs - startMs;
  if (!stall)
    return tookMs < thresholdMs ? `${wantedMs}: none` : `${wantedMs}: MISSED (${tookMs.toFixed(1)} ms)`;
  const offs = [stall.startMs - startMs, stall.durationMs - tookMs].map(value => value.toFixed(1)).join('/');
  const frame = hasFrame(block) ? 'frame' : 'no frame';
  const marks = [stalls.length > 1 && `${stalls.length} STALLS`, !isWithin(block) && 'OFF'].filter(Boolean);
  const note = interruptible.includes(kind) || !stall.note ? '' : ` (${stall.note})`;
  return `${wantedMs}: ${tookMs.toFixed(0)} ms ${offs} ${frame}${note} ${marks.join(' ')}`;
};

const report = (title: string, inbox: Inbox): void => {
  const { blocks, invented } = compare(inbox);
  const long = blocks.filter(({ startMs, endMs }) => endMs - startMs > thresholdMs);
  const counted = (fits: (block: Compared) => boolean): string =>
    `${long.filter(fits).length}/${long.length}`;
  console.log(
    `${title}: once ${counted(({ stalls }) => stalls.length === 1)}, within 5 ms or 5 % ${counted(isWithin)}, ` +
      `frame ${counted(hasFrame)}, invented ${invented.length}`,
  );
  for (const kind of new Set(blocks.map(block => block.kind))) {
    const cells = blocks.filter(block => block.kind === kind).map(cell);
    console.log(`  ${kind.padEnd(7)} ${cells.join(' | ')}`);
  }
};

/** Rounds of attach and detach under load; then the server's state once all of the load is gone. */
const attachAgain = async (server: Server, probe: BuiltProbe, times: number) => {
  const load = startLoad(server.port, 8);
  for (let round = 0; round < times; round++) {
    const inbox = new Inbox();
    const source = await attachTo(server.pid, { ...watchOptions(inbox, probe), onProgress: () => {} });
    await inbox.first('loop', ({ p50Ms }) => p50Ms !== null);
    await source.stop();
  }
  const requests = await load.stop();
  await delay(settleMs);
  // A first collection may leave what its finalizers still hold.
  await server.state();
  const state = await server.state();
  return { ...requests, state, retained: await server.get('/retained') };
};

/** The load's connections, the last probe's thread and its memory go by and by. */
const settleMs = 2000;
/** libuv's own, started when first needed. */
const poolThreads = 4;
/** Node's own functions become hot and are compiled anew: that, and no object, is what grows by 2 to 7 kB a round. */
const codeBytesPerRound = 10e3;

type Level = Awaited<ReturnType<typeof attachAgain>>;

const isLevel = ({ state: was, retained }: Level, half: Level, { state: is, ...after }: Level): boolean =>
  is.descriptors <= was.descriptors &&
  is.threads <= was.threads + poolThreads &&
  is.modules === was.modules &&
  is.globals === was.globals &&
  JSON.stringify(is.listeners) === JSON.stringify(was.listeners) &&
  after.retained === retained &&
  is.heapBytes - half.state.heapBytes < (codeBytesPerRound * rounds) / 2;

const manyRounds = async (node: string, probe: BuiltProbe): Promise<string> => {
  const server = await startServer({ execPath: node, nodeArguments: ['--expose-gc', '--inspect-port=0'] });
  try {
    const before = await attachAgain(server, probe, 5);
    const first = await attachAgain(server, probe, Math.ceil(rounds / 2));
    const second = await attachAgain(server, probe, Math.floor(rounds / 2));
    const states = [before, first, second].map(({ state }) => state);
    const failed = [...first.failed, ...second.failed];
    const isFine = isLevel(before, first, second) && failed.length === 0;
    if (!isFine) process.exitCode = 1;
    const levels = (key: 'descriptors' | 'threads' | 'modules' | 'globals'): string =>
      `${key} ${states.map(state => state[key]).join(' -> ')}`;
    const heaps = states.map(({ heapBytes }) => (heapBytes / 1e6).toFixed(2)).join(' -> ');
    const listeners = new Set(states.map(state => JSON.stringify(state.listeners))).size === 1;
    return (
      `${rounds} rounds: ${first.answered + second.answered} requests answered, ${failed.length} failed, ` +
      `${levels('descriptors')}, ${levels('threads')}, ${levels('modules')}, ${levels('globals')}, heap ${heaps} MB, ` +
      `alive ${before.retained} -> ${second.retained}, listeners ${listeners ? 'as before' : 'CHANGED'}: ${isFine ? 'level' : 'LEAK OR FAILURE'}`
    );
  } finally {
    await server.end();
  }
};

endTogether();
const folder = mkdtempSync(join(tmpdir(), 'watch-nodes-'));
const probe = await buildProbe();
try {
  for (const [major, node] of nodeBinaries(process.argv[2])) {
    for (const pauseMs of pausesMs) {
      const title = (way: string): string => `Node ${major}, ${way}, pauses of ${pauseMs} ms`;
      report(title('CommonJS, started'), await started(node, folder, probe, pauseMs));
      report(title('ES module, attached'), await attached(node, folder, probe, pauseMs));
    }
    if (rounds > 0) console.log(`Node ${major}, ${await manyRounds(node, probe)}`);
  }
} finally {
  probe.remove();
  rmSync(folder, { recursive: true });
}
