/** A pool of forked processes: nothing shared, a crash takes one of them only. */
import { messageOf } from '../../errors.ts';
import type { Outcome } from '../job.ts';
import { LaneProcess } from '../lane-process.ts';
import type { Lanes, Mode, RunSetup } from './mode.ts';

export const processes: Mode = async setup => {
  const pool = new ProcessPool(setup);
  await pool.open(setup.job.request.workers);
  return pool;
};

class ProcessPool implements Lanes {
  readonly slots: number;
  readonly #setup: RunSetup;
  readonly #idle: LaneProcess[] = [];
  readonly #all = new Set<LaneProcess>();
  /** Tasks handed over while a replacement is being started. */
  readonly #waiting: ((lane: LaneProcess | null) => void)[] = [];
  #numbered = 0;
  #starting = 0;
  #isEnding = false;
  #isCpuKnown = true;
  #startError = '';

  constructor(setup: RunSetup) {
    this.#setup = setup;
    this.slots = setup.job.request.workers;
  }

  async open(count: number): Promise<void> {
    try {
      await Promise.all(Array.from({ length: count }, () => this.#start()));
    } catch (error) {
      this.terminate();
      throw error;
    }
  }

  async execute(task: number): Promise<Outcome> {
    const lane = this.#idle.pop() ?? (await this.#nextLane());
    if (lane === null) return this.#unserved(task);
    const outcome = await lane.execute(task);
    if (typeof outcome === 'string') return this.#lost(task, lane, outcome);
    this.#free(lane);
    return outcome;
  }

  terminate(): void {
    this.#isEnding = true;
    for (const lane of this.#all) lane.kill();
    for (const give of this.#waiting.splice(0)) give(null);
  }

  async close(): Promise<number | null> {
    this.#isEnding = true;
    const used = await Promise.all([...this.#all].map(lane => lane.close()));
    if (!this.#isCpuKnown || used.includes(null)) return null;
    return used.reduce<number>((sum, cpuMs) => sum + (cpuMs ?? 0), 0);
  }

  async #start(): Promise<void> {
    this.#numbered += 1;
    this.#starting += 1;
    try {
      const lane = await LaneProcess.open(`p${this.#numbered}`, this.#setup.job);
      if (this.#isEnding) return lane.kill();
      this.#all.add(lane);
      void lane.gone.then(reason => this.#died(lane, reason));
      this.#free(lane);
    } finally {
      this.#starting -= 1;
    }
  }

  #free(lane: LaneProcess): void {
    const give = this.#waiting.shift();
    if (give === undefined) this.#idle.push(lane);
    else give(lane);
  }

  #nextLane(): Promise<LaneProcess | null> {
    if (this.#all.size + this.#starting === 0 || this.#isEnding) return Promise.resolve(null);
    return new Promise(give => this.#waiting.push(give));
  }

  #died(lane: LaneProcess, reason: string): void {
    this.#all.delete(lane);
    const at = this.#idle.indexOf(lane);
    if (at !== -1) this.#idle.splice(at, 1);
    if (this.#isEnding) return;
    this.#isCpuKnown = false;
    this.#setup.losses.laneLost(lane.id, reason);
    this.#start().catch((error: unknown) => this.#notReplaced(error));
  }

  /** Not tried again: what keeps one from starting would keep the next one too. */
  #notReplaced(error: unknown): void {
    this.#startError = messageOf(error);
    if (this.#all.size + this.#starting > 0) return;
    for (const give of this.#waiting.splice(0)) give(null);
  }

  #lost(task: number, lane: LaneProcess, reason: string): Outcome {
    const { losses } = this.#setup;
    return this.#isEnding ? losses.taskEnded(task) : losses.taskFailed(task, lane.id, reason);
  }

  #unserved(task: number): Outcome {
    const { losses } = this.#setup;
    return this.#isEnding ? losses.taskEnded(task) : losses.taskFailed(task, 'main', this.#startError);
  }
}
