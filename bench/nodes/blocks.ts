/** Blocks of 20 to 3000 ms in seven ways, as their own process measured them and as the probe told of them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { launchProgram } from '../../src/source/watch-launch.ts';
import { Inbox, targetUrl } from '../../test/source/targets.ts';
import { compare, type Comparison } from '../../test/watch/truth.ts';
import { isCollection, Recorder } from './recorder.ts';
import { attach, type Target, watchOptions } from './target.ts';

/** Before a block the loop beats on, or has come to rest: that is where a start may be mistaken, at any length. */
const plans = [
  { pauseMs: 90, durations: '20,100,500,3000' },
  { pauseMs: 350, durations: '20,100,500' },
] as const;

type Plan = (typeof plans)[number];
/** A plan that was carried out: what was told of it, and what else went on. */
interface Watched {
  readonly inbox: Inbox;
  readonly recorder: Recorder;
}

type Way = (target: Target, env: NodeJS.ProcessEnv) => Promise<Watched>;

const script = fileURLToPath(targetUrl('truth.mjs'));

/** A target that ends before it is ready never will be. */
const ready = (inbox: Inbox, ended: Promise<unknown>): Promise<unknown> =>
  Promise.race([
    inbox.first('output', ({ text }) => text === 'ready'),
    ended.then(() => {
      const said = inbox.all('output').map(({ text }) => text);
      throw new Error(`the target ended at once: ${said.join('; ')}`);
    }),
  ]);

const started: Way = async ({ node, folder, probe }, env) => {
  const inbox = new Inbox();
  const file = join(folder, 'truth.cjs');
  const options = { bundle: true, platform: 'node', format: 'cjs', target: 'node18' } as const;
  buildSync({ ...options, entryPoints: [script], outfile: file, logLevel: 'warning' });
  const source = await launchProgram({
    ...watchOptions(inbox, probe),
    command: [node, file],
    cwd: folder,
    env,
    stdio: { stdin: 'ignore', stdout: 'events', stderr: 'events' },
  });
  await ready(inbox, source.ended);
  const { pid } = await inbox.first('hello');
  const recorder = new Recorder(pid);
  source.signal('SIGUSR2');
  await source.ended;
  await source.stop();
  return { inbox, recorder };
};

const attached: Way = async ({ node, probe }, env) => {
  const inbox = new Inbox();
  const child = spawn(node, [script], { stdio: ['ignore', 'pipe', 'ignore'], env });
  createInterface({ input: child.stdout }).on('line', text =>
    inbox.take({ type: 'output', atMs: 0, stream: 'stdout', text }),
  );
  const exit = once(child, 'exit');
  await ready(inbox, exit);
  const source = await attach(child.pid ?? 0, inbox, probe);
  const recorder = new Recorder(child.pid ?? 0);
  child.kill('SIGUSR2');
  await exit;
  await source.stop();
  return { inbox, recorder };
};

const ways = { 'CommonJS, started': started, 'ES module, attached': attached };

const environment = ({ pauseMs, durations }: Plan): NodeJS.ProcessEnv => ({
  ...process.env,
  DURATIONS: durations,
  PAUSE_MS: String(pauseMs),
});

interface Explained extends Comparison {
  /** Of each invented stall, what went on around it. */
  readonly inventedWords: readonly string[];
}

const explained = async ({ inbox, recorder }: Watched): Promise<Explained> => {
  const { blocks, invented } = compare(inbox);
  const unexplained = invented.filter(stall => !isCollection(stall, inbox));
  const inventedWords = await recorder.wordsOf(unexplained, inbox);
  await recorder.end();
  return { blocks, invented: unexplained, inventedWords };
};

/** Of both ways to watch, each with both pauses; `tell` is called before each. */
export const blocksOf = async (target: Target, tell: (what: string) => void): Promise<Explained> => {
  const found: Explained[] = [];
  for (const plan of plans)
    for (const [name, way] of Object.entries(ways)) {
      tell(`${name}, pauses of ${plan.pauseMs} ms`);
      found.push(await explained(await way(target, environment(plan))));
    }
  return {
    blocks: found.flatMap(({ blocks }) => blocks),
    invented: found.flatMap(({ invented }) => invented),
    inventedWords: found.flatMap(({ inventedWords }) => inventedWords),
  };
};
