/**
 * `npm run test:nodes [-- folder [rounds]]`: the probe in the real binaries of all Node versions that it is meant for, CommonJS
 * (started under watch) and ES modules (attached to). For blocks of 20 to 3000 ms in seven ways: is each told once, with
 * its start and its length, and its line? Then 100 rounds of attach and detach under load. Takes some ten minutes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { systemClock } from '../src/clock.ts';
import { attachTo } from '../src/source/attach.ts';
import { launchProgram } from '../src/source/watch-launch.ts';
import { Inbox, targetUrl } from '../test/source/targets.ts';
import { type BuiltProbe, buildProbe } from '../test/watch/built-probe.ts';
import { startLoad, startServer } from '../test/watch/server.ts';
import { compare, type Compared, functionOf, interruptible } from '../test/watch/truth.ts';
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

const manyRounds = async (node: string, probe: BuiltProbe): Promise<string> => {
  const server = await startServer({ execPath: node, nodeArguments: ['--expose-gc'] });
  const attach = async (): Promise<void> => {
    const inbox = new Inbox();
    const source = await attachTo(server.pid, { ...watchOptions(inbox, probe), onProgress: () => {} });
    await inbox.first('loop', ({ p50Ms }) => p50Ms !== null);
    await source.stop();
  };
  try {
    for (let round = 0; round < 5; round++) await attach();
    const before = await server.state();
    const load = startLoad(server.port, 8);
    for (let round = 0; round < rounds; round++) await attach();
    const { answered, failed } = await load.stop();
    const after = await server.state();
    const change = (key: 'descriptors' | 'threads' | 'modules'): string =>
      `${key} ${before[key]} -> ${after[key]}`;
    return (
      `${rounds} rounds: ${answered} requests answered, ${failed.length} failed, ${change('descriptors')}, ` +
      `${change('threads')}, ${change('modules')}, heap ${((after.heapBytes - before.heapBytes) / 1e6).toFixed(2)} MB, ` +
      `listeners ${JSON.stringify(before.listeners) === JSON.stringify(after.listeners) ? 'as before' : 'CHANGED'}`
    );
  } finally {
    await server.end();
  }
};

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
