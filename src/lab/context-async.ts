/** The ordinary twin: waits leave the thread to others, and the task queues for it when they are over. */
import { pbkdf2 } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { nowMs } from '../clock.ts';
import type { WaitReason } from '../protocol.ts';
import { BaseContext } from './context.ts';
import type { LaneKit } from './context.ts';
import type { Fetched, HttpClient } from './http.ts';
import type { Turns } from './turns.ts';

const pbkdf2Async = promisify(pbkdf2);
const settled = Promise.resolve();

export interface AsyncKit extends LaneKit {
  readonly turns: Turns;
  readonly http: HttpClient;
}

/** A wait's value, and when it was really over, if that is known. */
interface Waited<Value> {
  readonly value: Value;
  readonly overAtMs: number | null;
}

/** Takes the thread for a task, at once or when its turn comes. `overAtMs`: since when it could have gone on. */
async function takeTurn(
  kit: Pick<AsyncKit, 'turns' | 'tasks'>,
  task: number,
  overAtMs: number | null,
): Promise<void> {
  const turn = kit.turns.enter(task);
  if (turn !== null || overAtMs !== null) kit.tasks.ready(task, overAtMs ?? undefined);
  if (turn !== null) await turn;
  kit.tasks.take(task);
}

export class AsyncContext extends BaseContext {
  declare protected readonly kit: AsyncKit;

  sleep(durationMs: number): Promise<void> {
    return this.#wait('timer', async sinceMs => {
      const dueMs = sinceMs + durationMs;
      let timer: NodeJS.Timeout | undefined;
      const over = new Promise<void>(resolve => (timer = setTimeout(resolve, durationMs)));
      await this.kit.cancellation.race(over, () => clearTimeout(timer));
      return { value: undefined, overAtMs: Math.min(dueMs, nowMs()) };
    });
  }

  async fetch(pathOrUrl: string): Promise<{ status: number; body: Uint8Array }> {
    const { status, body } = await this.#get('http', this.addressOf(pathOrUrl));
    return { status, body };
  }

  readFile(path: string): Promise<Uint8Array> {
    return this.#wait('file', () => this.#timeless(readFile(path)));
  }

  pbkdf2(password: string, salt: string, iterations: number, keyBytes: number): Promise<Uint8Array> {
    return this.#wait('pool', () =>
      this.#timeless(pbkdf2Async(password, salt, iterations, keyBytes, 'sha512')),
    );
  }

  checkpoint(): Promise<void> {
    this.throwIfCancelled();
    this.kit.tasks.take(this.task);
    return this.kit.turns.isUsedUp() ? this.#yield() : settled;
  }

  protected async acquire(path: string): Promise<void> {
    await this.#get('lock', this.kit.origin + path);
  }

  protected release(path: string): void {
    this.kit.http.get(this.kit.origin + path).fetched.catch(() => {});
  }

  #get(reason: WaitReason, url: string): Promise<Fetched> {
    return this.#wait(reason, async () => {
      const request = this.kit.http.get(url);
      const value = await this.kit.cancellation.race(request.fetched, () => request.abort());
      return { value, overAtMs: value.answeredAtMs };
    });
  }

  async #timeless<Value>(promise: Promise<Value>): Promise<Waited<Value>> {
    return { value: await this.kit.cancellation.race(promise), overAtMs: null };
  }

  async #yield(): Promise<void> {
    this.kit.turns.leave(this.task);
    await takeTurn(this.kit, this.task, null);
    this.throwIfCancelled();
  }

  /** However the wait ends, the task goes on only when the thread is its own again. */
  async #wait<Value>(reason: WaitReason, begin: (sinceMs: number) => Promise<Waited<Value>>): Promise<Value> {
    this.throwIfCancelled();
    const waiting = begin(this.kit.tasks.wait(this.task, reason));
    this.kit.turns.leave(this.task);
    try {
      const { value, overAtMs } = await waiting;
      await takeTurn(this.kit, this.task, overAtMs);
      return value;
    } catch (error) {
      await takeTurn(this.kit, this.task, null);
      throw error;
    }
  }
}
