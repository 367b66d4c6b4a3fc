/** Follows a block while it lasts: asks where it is, and tells of it once it is over. */
import type { ProbeMessage, StackFrame } from '../protocol.ts';
import type { EndedBlock } from './judge.ts';
import type { CapturedStack } from './stack.ts';

/** A long block moves on: sequential tasks follow each other within one. */
const askAgainMs = 500;
/** A stack asked for during a native call comes when that returns; so long the block's end waits for it. */
const lateAnswerMs = 300;

export type Capture = (onAnswer: (stack: CapturedStack | null) => void) => () => void;

interface Held {
  readonly block: EndedBlock;
  readonly untilMs: number;
}

export class Stalls {
  readonly #pid: number;
  readonly #thresholdMs: number;
  readonly #capture: Capture;
  readonly #send: (message: ProbeMessage) => void;
  #giveUp: (() => void) | null = null;
  #askedAtMs = -Infinity;
  #blockedSinceMs: number | null = null;
  #last: CapturedStack | null = null;
  #held: Held[] = [];

  constructor(pid: number, thresholdMs: number, capture: Capture, send: (message: ProbeMessage) => void) {
    this.#pid = pid;
    this.#thresholdMs = thresholdMs;
    this.#capture = capture;
    this.#send = send;
  }

  /** One look: what goes on now, and what ended since the last. */
  look(nowMs: number, blockedSinceMs: number | null, ended: readonly EndedBlock[]): void {
    this.#blockedSinceMs = blockedSinceMs;
    for (const block of ended) {
      if (block.durationMs >= this.#thresholdMs) {
        this.#held.push({ block, untilMs: nowMs + lateAnswerMs });
      }
    }
    this.#releaseHeld(nowMs);
    const isStalled = blockedSinceMs !== null && nowMs - blockedSinceMs >= this.#thresholdMs;
    if (isStalled) this.#ask(nowMs);
  }

  /** Tells at once what is over, without waiting for a stack. */
  settle(): void {
    this.#releaseHeld(Infinity);
  }

  #ask(nowMs: number): void {
    if (this.#giveUp || nowMs - this.#askedAtMs < askAgainMs) return;
    this.#askedAtMs = nowMs;
    this.#giveUp = this.#capture(stack => this.#onAnswer(stack));
  }

  #onAnswer(stack: CapturedStack | null): void {
    this.#giveUp = null;
    if (!stack || stack.frames.length === 0) return;
    this.#last = stack;
    const sinceMs = this.#blockedSinceMs;
    if (sinceMs === null || stack.atMs < sinceMs) return;
    this.#send({ type: 'blocked-at', pid: this.#pid, sinceMs, atMs: stack.atMs, frames: stack.frames });
  }

  /** A stall waits for a stack that is on its way, but not for long. */
  #releaseHeld(nowMs: number): void {
    const isDue = ({ untilMs }: Held): boolean => !this.#giveUp || nowMs >= untilMs;
    const due = this.#held.filter(isDue);
    this.#held = this.#held.filter(held => !isDue(held));
    for (const { block } of due) this.#tell(block);
    const isOverdue = this.#giveUp && due.length > 0 && this.#blockedSinceMs === null;
    if (isOverdue) this.#stopAsking();
    if (due.length > 0) this.#askedAtMs = -Infinity;
  }

  #stopAsking(): void {
    this.#giveUp?.();
    this.#giveUp = null;
  }

  /** Only a stack that was taken within the block is the block's. */
  #framesOf({ startMs, endMs }: EndedBlock): readonly StackFrame[] {
    const stack = this.#last;
    return stack && stack.atMs >= startMs && stack.atMs <= endMs ? stack.frames : [];
  }

  #tell(block: EndedBlock): void {
    const { startMs, durationMs } = block;
    this.#send({ type: 'stall', pid: this.#pid, startMs, durationMs, frames: this.#framesOf(block) });
  }
}
