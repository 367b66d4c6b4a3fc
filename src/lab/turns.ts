/**
 * Who may have an async lane's thread next. Tasks share each turn of the event loop: within `sliceMs` of the turn's
 * beginning the next one goes on as soon as the thread is free; after that, one per turn. (Many immediates would all run
 * in one check phase, so that N tasks would each take a slice before the loop turns.)
 */
import { nowMs } from '../clock.ts';

export interface TurnsHost {
  nowMs(): number;
  /** Runs `step` in the next turn of the loop. */
  nextTurn(step: () => void): void;
}

const loopHost: TurnsHost = { nowMs, nextTurn: step => void setImmediate(step) };

interface Waiting {
  readonly task: number;
  readonly go: () => void;
}

/** FIFO ready queue of one lane. */
export class Turns {
  readonly #sliceMs: number;
  readonly #host: TurnsHost;
  #queue: Waiting[] = [];
  #head = 0;
  #holder: number | null = null;
  #turnMs: number | null = null;

  /** `sliceMs` 0: a turn is never used up. */
  constructor(sliceMs: number, host: TurnsHost = loopHost) {
    this.#sliceMs = sliceMs;
    this.#host = host;
  }

  isUsedUp(): boolean {
    if (this.#sliceMs === 0 || this.#turnMs === null) return false;
    return this.#host.nowMs() - this.#turnMs >= this.#sliceMs;
  }

  /** Null: the task has the thread now. Otherwise it resolves once it has. */
  enter(task: number): Promise<void> | null {
    this.#beginTurn();
    if (this.#holder === null && this.#isEmpty() && !this.isUsedUp()) {
      this.#holder = task;
      return null;
    }
    return new Promise(go => this.#queue.push({ task, go }));
  }

  /** The task waits or is over: the next one may go on, if the turn is not used up. */
  leave(task: number): void {
    if (this.#holder !== task) return;
    this.#holder = null;
    if (!this.isUsedUp()) this.#grant();
  }

  #isEmpty(): boolean {
    return this.#head === this.#queue.length;
  }

  #beginTurn(): void {
    if (this.#turnMs !== null) return;
    this.#turnMs = this.#host.nowMs();
    this.#host.nextTurn(() => this.#endTurn());
  }

  /** Here nobody is executing, so a holder that has not left awaits something of its own: it holds nobody up. */
  #endTurn(): void {
    this.#turnMs = null;
    if (this.#isEmpty()) return;
    this.#beginTurn();
    this.#grant();
  }

  /** Tasks that take turns for minutes would otherwise let the array grow without end. */
  #compact(): void {
    this.#queue = this.#queue.slice(this.#head);
    this.#head = 0;
  }

  #grant(): void {
    const next = this.#queue[this.#head];
    if (next === undefined) return;
    this.#head += 1;
    if (this.#head * 2 > this.#queue.length) this.#compact();
    this.#holder = next.task;
    next.go();
  }
}
