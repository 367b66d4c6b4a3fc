/** How often the loop has turned: two moments with no turn between them lie in one callback, or in two. */
import { performance } from 'node:perf_hooks';

const counted = (): number | undefined => performance.nodeTiming.uvMetricsInfo?.loopCount;

export class LoopTurns {
  /** Where the engine does not tell (before 20.18): only from `count` on. */
  #own = Number.NaN;
  #next: NodeJS.Immediate | undefined;

  /** NaN if nobody counts. */
  get now(): number {
    return counted() ?? this.#own;
  }

  /** Until `stop`, where the engine does not tell. Each turn costs a microsecond, so not for long. */
  count(): void {
    if (counted() !== undefined) return;
    this.#own = 0;
    this.#plan();
  }

  stop(): void {
    clearImmediate(this.#next);
    this.#own = Number.NaN;
  }

  #plan(): void {
    this.#next = setImmediate(() => {
      this.#own += 1;
      this.#plan();
    });
    this.#next.unref();
  }
}
