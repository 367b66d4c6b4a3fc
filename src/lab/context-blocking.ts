/**
 * The blocking twin: every wait really blocks the thread and hands back a settled value, so that an `await` on it only
 * turns over a microtask and the event loop never gets a turn.
 */
import { pbkdf2Sync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { nowMs } from '../clock.ts';
import type { WaitReason } from '../protocol.ts';
import { blockUntil } from './block-until.ts';
import type { BlockingHttp } from './blocking-http.ts';
import { BaseContext } from './context.ts';
import type { LaneKit } from './context.ts';
import type { FetchedBody } from './workload.ts';

const settled = Promise.resolve();

export interface BlockingKit extends LaneKit {
  readonly http: BlockingHttp;
}

export class BlockingContext extends BaseContext {
  declare protected readonly kit: BlockingKit;

  async sleep(durationMs: number): Promise<void> {
    const untilMs = nowMs() + durationMs;
    this.#wait('timer', () => blockUntil(this.kit.trace.header, untilMs, () => undefined));
  }

  async fetch(pathOrUrl: string): Promise<FetchedBody> {
    const { status, body } = this.#wait('http', () => this.kit.http.get(this.addressOf(pathOrUrl)));
    return { status, body };
  }

  async readFile(path: string): Promise<Uint8Array> {
    return this.#wait('file', () => readFileSync(path));
  }

  /** Stays running: the hash is worked out on this very thread. */
  async pbkdf2(password: string, salt: string, iterations: number, keyBytes: number): Promise<Uint8Array> {
    this.throwIfCancelled();
    this.kit.tasks.mark(this.task, 'pool-work');
    try {
      return pbkdf2Sync(password, salt, iterations, keyBytes, 'sha512');
    } finally {
      this.kit.tasks.mark(this.task, 'plain');
    }
  }

  checkpoint(): Promise<void> {
    this.throwIfCancelled();
    return settled;
  }

  protected async acquire(path: string): Promise<void> {
    this.#wait('lock', () => this.kit.http.get(this.kit.origin + path));
  }

  protected release(path: string): void {
    this.kit.http.send(this.kit.origin + path);
  }

  #wait<Value>(reason: WaitReason, block: () => Value): Value {
    this.throwIfCancelled();
    this.kit.tasks.wait(this.task, reason);
    try {
      return block();
    } finally {
      this.kit.tasks.take(this.task);
    }
  }
}
