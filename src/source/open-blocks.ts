/** The blocks that go on, as far as probes have told: one that ends with its process ends without a word of the probe. */
import type { SubjectMessage } from '../protocol.ts';

type Of<Type extends SubjectMessage['type']> = Extract<SubjectMessage, { type: Type }>;

const words = 'it lasted until the end of the process';

interface OpenBlock {
  readonly sinceMs: number;
  /** When it was last said to go on. */
  readonly seenMs: number;
  readonly at: Of<'blocked-at'> | null;
}

/** Of the three that a block may turn out to have been. */
const endsBlock = (message: SubjectMessage): message is Of<'stall' | 'starved' | 'stopped'> =>
  ['stall', 'starved', 'stopped'].includes(message.type);

export class OpenBlocks {
  readonly #thresholdMs: number;
  readonly #blocks = new Map<number, OpenBlock>();

  constructor(thresholdMs: number) {
    this.#thresholdMs = thresholdMs;
  }

  take(message: SubjectMessage): void {
    if (message.type === 'loop') this.#takeLoop(message);
    else if (message.type === 'blocked-at') this.#takePlace(message);
    else if (endsBlock(message)) this.#blocks.delete(message.pid);
  }

  /**
   * The stall that ended at this moment with the process. Null if it was in none, or in one that was shorter than the
   * threshold when it was last seen: whether such a one went on is not known, since only the end of a stall is told at
   * once.
   */
  end(pid: number, atMs: number): Of<'stall'> | null {
    const block = this.#blocks.get(pid);
    this.#blocks.delete(pid);
    if (!block || block.seenMs - block.sinceMs < this.#thresholdMs) return null;
    const { sinceMs, at } = block;
    const note = at?.note === undefined ? words : `${at.note}; ${words}`;
    return {
      type: 'stall',
      pid,
      startMs: sinceMs,
      durationMs: atMs - sinceMs,
      frames: at?.frames ?? [],
      note,
    };
  }

  #takeLoop({ pid, atMs, blockedSinceMs }: Of<'loop'>): void {
    if (blockedSinceMs === null) this.#blocks.delete(pid);
    else
      this.#blocks.set(pid, {
        sinceMs: blockedSinceMs,
        seenMs: atMs,
        at: this.#placeIn(pid, blockedSinceMs),
      });
  }

  #takePlace(at: Of<'blocked-at'>): void {
    this.#blocks.set(at.pid, { sinceMs: at.sinceMs, seenMs: at.atMs, at });
  }

  /** Where the process was last seen, if that was in this block. */
  #placeIn(pid: number, sinceMs: number): Of<'blocked-at'> | null {
    const at = this.#blocks.get(pid)?.at ?? null;
    return at && at.atMs >= sinceMs ? at : null;
  }
}
