import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import jpeg from 'jpeg-js';
import type { OptionValues, PlannedTask, TaskContext, Workload } from '../../src/lab/workload.ts';
import { seededRandom } from '../../workloads/support/random.ts';

/** What a task did with its context. */
interface Passage {
  checkpoints: number;
  progress: number[];
  texts: string[];
}

/** A picture of colour ramps, told apart by its number. */
function pictureOf(image: number, width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height * 4);
  const random = seededRandom(image);
  for (let i = 0; i < data.length; i += 4) {
    const x = (i / 4) % width;
    const noise = random() * 32;
    data.set([(x * 255) / width, (i * 255) / data.length, ((image * 40) % 200) + noise, 255], i);
  }
  return jpeg.encode({ width, height, data }, 75).data;
}

/** The two addresses of the lab's own server that workloads ask for. */
export async function startServer(
  width: number,
  height: number,
): Promise<{ server: Server; origin: string }> {
  const pictures = new Map<number, Uint8Array>();
  const answer = (url: URL): Uint8Array => {
    const [, kind, number] = url.pathname.split('/');
    if (kind === 'wait') return new Uint8Array(Number(url.searchParams.get('bytes')));
    const image = Number(number);
    const picture = pictures.get(image) ?? pictureOf(image, width, height);
    pictures.set(image, picture);
    return picture;
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    const holdMs = Number(url.searchParams.get('wait') ?? url.pathname.split('/')[2]);
    const body = answer(url);
    setTimeout(() => response.end(body), holdMs);
  });
  // One that closes just as it is used again, by a process that had no core in time, would fail a task.
  server.keepAliveTimeout = 0;
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const pbkdf2Async = promisify(pbkdf2);

/** Locks that are shared by the tasks of one run: each waits for the holder before it. */
function createLocks(): TaskContext['lock'] {
  const tails = new Map<string, Promise<unknown>>();
  return (name, body) => {
    const turn = (tails.get(name) ?? Promise.resolve()).then(body);
    tails.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  };
}

function createContext(
  task: number,
  origin: string,
  lock: TaskContext['lock'],
  passage: Passage,
  afterCheckpoint: () => void,
): TaskContext {
  return {
    sleep: durationMs => new Promise(resolve => setTimeout(resolve, durationMs)),
    async fetch(path) {
      const response = await fetch(new URL(path, origin));
      return { status: response.status, body: await response.bytes() };
    },
    readFile: path => readFile(path),
    pbkdf2: (password, salt, iterations, keyBytes) =>
      pbkdf2Async(password, salt, iterations, keyBytes, 'sha512'),
    lock,
    async checkpoint() {
      passage.checkpoints++;
      afterCheckpoint();
    },
    progress: fraction => passage.progress.push(fraction),
    emit: text => passage.texts.push(text),
    signal: new AbortController().signal,
    random: seededRandom(task),
  };
}

export interface RunResult {
  readonly tasks: readonly PlannedTask[];
  readonly values: readonly unknown[];
  readonly passages: readonly Passage[];
}

export interface RunSettings {
  readonly scale: number;
  readonly options?: OptionValues;
  readonly order?: 'together' | 'backwards' | 'forwards';
  readonly origin?: string;
  readonly workers?: number;
  readonly seed?: number;
  readonly afterCheckpoint?: () => void;
}

export const defaultsOf = (workload: Workload): OptionValues =>
  Object.fromEntries(workload.options.map(option => [option.name, option.default]));

export const planOf = (workload: Workload, settings: RunSettings): readonly PlannedTask[] =>
  workload.plan({
    options: { ...defaultsOf(workload), ...settings.options },
    scale: settings.scale,
    seed: settings.seed ?? 1,
    workers: settings.workers ?? 2,
  });

/** Runs every task of a plan on this thread: all at once, or one by one from either end. */
export async function runPlan(workload: Workload, settings: RunSettings): Promise<RunResult> {
  const tasks = planOf(workload, settings);
  const lock = createLocks();
  const passages = tasks.map((): Passage => ({ checkpoints: 0, progress: [], texts: [] }));
  const { origin = 'http://127.0.0.1:9', afterCheckpoint = () => undefined } = settings;
  const runTask = (index: number): Promise<unknown> =>
    workload.run(
      structuredClone(tasks[index]?.input),
      createContext(index, origin, lock, passages[index] as Passage, afterCheckpoint),
    );
  const indexes = tasks.map((_, index) => index);
  if (settings.order === 'together')
    return { tasks, passages, values: await Promise.all(indexes.map(runTask)) };
  const values: unknown[] = Array.from({ length: tasks.length });
  for (const index of settings.order === 'backwards' ? indexes.toReversed() : indexes)
    values[index] = await runTask(index);
  return { tasks, passages, values };
}
