/** What a task may ask of its lane: what the blocking and the async twin share. */
import { nowMs } from '../clock.ts';
import type { LabMessage, RunRequest } from '../protocol.ts';
import type { Cancellation } from './cancellation.ts';
import { Cancelled } from './job.ts';
import type { LaneTasks } from './lane.ts';
import { seededRandom } from './random.ts';
import type { LaneTrace } from './trace.ts';
import type { FetchedBody, TaskContext } from './workload.ts';

/** What a lane hands to the contexts of all its tasks. */
export interface LaneKit {
  readonly trace: LaneTrace;
  readonly tasks: LaneTasks;
  readonly request: RunRequest;
  /** The run's HTTP server. */
  readonly origin: string;
  readonly cancellation: Cancellation;
  forward(message: LabMessage): void;
}

/** By the flag in shared memory, seen also where the loop never gets a turn, or by the command. */
export const isCancelled = ({ trace, cancellation }: LaneKit): boolean =>
  trace.isCancelled() || cancellation.signal.aborted;

/** The same number for a name in every lane (FNV-1a, 24 bits): enough to tell the locks of a run from each other. */
const lockNumber = (name: string): number => {
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193);
  return (hash >>> 8) + 1;
};

export abstract class BaseContext implements TaskContext {
  protected readonly kit: LaneKit;
  protected readonly task: number;
  #random: (() => number) | null = null;

  constructor(kit: LaneKit, task: number) {
    this.kit = kit;
    this.task = task;
  }

  abstract sleep(durationMs: number): Promise<void>;
  abstract fetch(pathOrUrl: string): Promise<FetchedBody>;
  abstract readFile(path: string): Promise<Uint8Array>;
  abstract pbkdf2(password: string, salt: string, iterations: number, keyBytes: number): Promise<Uint8Array>;
  abstract checkpoint(): Promise<void>;
  protected abstract acquire(path: string): Promise<void>;
  protected abstract release(path: string): void;

  async lock<Value>(name: string, body: () => Promise<Value>): Promise<Value> {
    const path = `${encodeURIComponent(name)}?task=${this.task}`;
    const lock = lockNumber(name);
    await this.acquire(`/lock/${path}`);
    this.kit.tasks.mark(this.task, 'lock-taken', lock);
    try {
      return await body();
    } finally {
      this.kit.tasks.mark(this.task, 'lock-left', lock);
      this.release(`/unlock/${path}`);
    }
  }

  progress(fraction: number): void {
    this.kit.trace.record('progress', this.task, fraction);
  }

  emit(text: string): void {
    const lane = this.kit.trace.lane;
    const { task } = this;
    this.kit.forward({ type: 'task-text', lane, task, atMs: nowMs(), kind: 'emit', text: String(text) });
  }

  get signal(): AbortSignal {
    if (this.kit.trace.isCancelled()) this.kit.cancellation.cancel();
    return this.kit.cancellation.signal;
  }

  random(): number {
    this.#random ??= seededRandom(this.kit.request.seed, this.task);
    return this.#random();
  }

  protected throwIfCancelled(): void {
    if (!isCancelled(this.kit)) return;
    this.kit.cancellation.cancel();
    throw new Cancelled();
  }

  protected addressOf(pathOrUrl: string): string {
    return pathOrUrl.startsWith('/') ? this.kit.origin + pathOrUrl : pathOrUrl;
  }
}
