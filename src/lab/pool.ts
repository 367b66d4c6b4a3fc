/** The pool of worker threads: the one place that knows piscina. */
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { nowMs } from '../clock.ts';
import { messageOf, SubjectError } from '../errors.ts';
import { entryUrl } from '../paths.ts';
import type { BlockingIo } from './blocking-io.ts';
import { Deaths } from './culprit.ts';
import type { Outcome } from './job.ts';
import type { Lanes, RunSetup } from './modes/mode.ts';
import type { FromThread, LaneReady, PooledThreadData } from './thread-data.ts';

export interface PoolShape {
  readonly threads: number;
  readonly tasksPerThread: number;
  /** Serves the lanes' requests where they block; null where they do not. */
  readonly io: Promise<BlockingIo> | null;
}

/**
 * Below this, tasks are also handed over ahead of time, so that no thread waits for the main thread's next turn (some
 * 50 us) between two of them. Longer ones are not: a task handed over can no longer be overtaken by a more urgent one.
 */
const shortTaskMs = 5;
const aheadPerThread = 16;

/** Opens the lanes `w1`, `w2` ... ; a thread that dies is replaced by one with a new number. */
export async function openPool(setup: RunSetup, shape: PoolShape): Promise<Lanes> {
  const data: PooledThreadData = {
    type: 'pooled',
    job: setup.job,
    isBlocking: shape.io !== null,
    numbers: new Int32Array(new SharedArrayBuffer(4)),
    askedAtMs: new Float64Array(new SharedArrayBuffer(8)),
  };
  data.askedAtMs[0] = nowMs();
  const pool = createPiscina(data, shape);
  const lanes = new PoolLanes(pool, data, setup, shape);
  await Promise.all([lanes.ready, shape.io]);
  return lanes;
}

const createPiscina = (data: PooledThreadData, shape: PoolShape): Piscina =>
  new Piscina({
    filename: fileURLToPath(entryUrl('lane-thread')),
    minThreads: shape.threads,
    maxThreads: shape.threads,
    idleTimeout: Infinity,
    concurrentTasksPerWorker: shape.tasksPerThread,
    // Sleeping in Atomics between tasks is faster, but would stop what several tasks of one thread wait for.
    atomics: data.isBlocking ? 'sync' : 'disabled',
    recordTiming: false,
    workerData: data,
  });

class PoolLanes implements Lanes {
  readonly #pool: Piscina;
  readonly #data: PooledThreadData;
  readonly #setup: RunSetup;
  readonly #shape: PoolShape;
  readonly #open = new Set<string>();
  readonly #ready = Promise.withResolvers<void>();
  #lastTaskMs = Infinity;
  readonly #deaths = new Deaths();
  /** Why no thread is left, once that is so. */
  #noneLeft: string | null = null;
  #startError = 'it ended before it could take a task';
  #isEnding = false;

  constructor(pool: Piscina, data: PooledThreadData, setup: RunSetup, shape: PoolShape) {
    this.#pool = pool;
    this.#data = data;
    this.#setup = setup;
    this.#shape = shape;
    pool.on('message', (message: FromThread) => this.#receive(message));
    pool.on('error', error => (this.#startError = messageOf(error)));
    // The event comes before the error, and before the thread is off the list.
    pool.on('workerDestroy', () => queueMicrotask(() => this.#threadGone()));
  }

  /** Every thread could take a task. Rejects if one cannot be started. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get slots(): number {
    const { threads, tasksPerThread } = this.#shape;
    return threads * (tasksPerThread + (this.#lastTaskMs < shortTaskMs ? aheadPerThread : 0));
  }

  execute(task: number): Promise<Outcome> {
    if (this.#noneLeft !== null) return Promise.resolve(this.#lost(task, this.#noneLeft));
    return (this.#pool.run(task) as Promise<Outcome>).then(
      outcome => this.#timed(outcome),
      (error: unknown) => this.#lost(task, messageOf(error)),
    );
  }

  terminate(): void {
    this.#isEnding = true;
    void this.#pool.destroy();
  }

  async close(): Promise<number> {
    this.#isEnding = true;
    await this.#pool.destroy();
    for (const lane of this.#open) this.#setup.port.post({ type: 'lane-closed', lane });
    (await this.#shape.io)?.close();
    return 0;
  }

  #receive(message: FromThread): void {
    if (message.type === 'lane-needs-io') void this.#shape.io?.then(io => io.connect(message));
    if (message.type === 'lane-ready') this.#opened(message);
  }

  #opened({ lane, threadId, header }: LaneReady): void {
    this.#open.add(lane);
    const worker = this.#pool.threads.find(thread => thread.threadId === threadId);
    if (worker !== undefined) this.#watch(worker, lane, header);
    if (this.#open.size === this.#shape.threads) this.#ready.resolve();
  }

  #watch(worker: Worker, lane: string, header: Int32Array): void {
    const died = (reason: string): void => this.#died(lane, header, reason);
    worker.once('error', error => died(messageOf(error)));
    worker.once('exit', code => died(`the thread exited with code ${code}`));
  }

  #died(lane: string, header: Int32Array, reason: string): void {
    if (this.#isEnding || !this.#open.delete(lane)) return;
    this.#deaths.note(lane, header);
    this.#data.askedAtMs[0] = nowMs();
    this.#setup.losses.laneLost(lane, reason);
  }

  /** A thread that dies while it starts is not replaced: what keeps one from starting would keep the next one too. */
  #threadGone(): void {
    if (this.#isEnding) return;
    const reason = `a worker thread could not be started: ${this.#startError}`;
    this.#ready.reject(new SubjectError(reason));
    if (this.#pool.threads.length > 0) return;
    this.#noneLeft = reason;
    void this.#pool.destroy();
  }

  #timed(outcome: Outcome): Outcome {
    const { startMs, endMs } = outcome;
    if (startMs !== null && endMs !== null) this.#lastTaskMs = endMs - startMs;
    return outcome;
  }

  /** A thread's death costs the task that brought it about; the others that were in flight start again. */
  #lost(task: number, reason: string): Outcome | Promise<Outcome> {
    const { losses } = this.#setup;
    if (this.#isEnding) return losses.taskEnded(task);
    if (this.#noneLeft !== null) return losses.taskFailed(task, 'main', this.#noneLeft);
    const why = this.#deaths.whyFailed(task, reason);
    return why === null ? this.#again(task) : losses.taskFailed(task, this.#deaths.lastLane, why);
  }

  async #again(task: number): Promise<Outcome> {
    const { losses } = this.#setup;
    await losses.taskQueued(task);
    if (this.#isEnding) return losses.taskEnded(task);
    // It began when it was handed over, not when it began again.
    return { ...(await this.execute(task)), startMs: null };
  }
}
