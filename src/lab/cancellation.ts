/** Cancelling in an async lane: whatever its tasks wait for gives up at once. */
import { Cancelled } from './job.ts';

/** One for all tasks of a lane, since only whole runs are cancelled. */
export class Cancellation {
  readonly #controller = new AbortController();
  readonly #waits = new Set<() => void>();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  cancel(): void {
    if (this.signal.aborted) return;
    this.#controller.abort(new Cancelled());
    for (const giveUp of [...this.#waits]) giveUp();
  }

  /** The promise's value, or Cancelled as soon as the run is; `undo` then stops what was begun. */
  race<Value>(promise: Promise<Value>, undo: () => void = () => {}): Promise<Value> {
    return new Promise<Value>((resolve, reject) => {
      const giveUp = (): void => {
        this.#waits.delete(giveUp);
        reject(new Cancelled());
        undo();
      };
      this.#waits.add(giveUp);
      if (this.signal.aborted) giveUp();
      promise.then(resolve, reject).finally(() => this.#waits.delete(giveUp));
    });
  }
}
