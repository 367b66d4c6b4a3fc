/** Follows a block while it lasts: asks where it is, and tells of it once it is over. */
import type { ProbeMessage, StackFrame } from '../protocol.ts';
import { BlockStacks } from './block-stacks.ts';
import type { Block } from './judge.ts';
import { type CapturedStack, lateMs } from './stack.ts';

/** A block moves on, and the one that is asked about has an age: asked again when it is twice as old, within these. */
const askAgainMs = { least: 50, most: 500 };
/** A stack asked for during a native call comes when that returns; so long the block's end waits for it. */
const lateAnswerMs = 300;

const lastKnownFrame = 'native call, last known frame';
const noFrame = 'native call, it could not be interrupted';
const below = 'in or below this frame, before this line';

/**
 * A late answer comes from the end of a native call. If the innermost frame was still in a call into Node, that is the
 * call; otherwise (`JSON.parse`) the frame that it ended in, or a caller of it. What came at once needs no words.
 */
const noteOf = ({ frames, isLate, isCut, nodeCall }: CapturedStack): { note?: string } => {
  if (isLate && frames.length === 0) return { note: noFrame };
  if (!isLate && !isCut) return {};
  const where = nodeCall ? `in ${nodeCall}` : below;
  if (!isLate) return { note: where };
  return { note: nodeCall || isCut ? `native call ${where}` : lastKnownFrame };
};

export interface Blocked {
  /** Asks where the thread is; returns what gives up. */
  capture(onAnswer: (stack: CapturedStack | null) => void): () => void;
  /** It only stands in line for a core: where it does so says nothing. */
  isInLine(): boolean;
}

interface Held {
  readonly block: Block;
  readonly untilMs: number;
}

export class Stalls {
  readonly #pid: number;
  readonly #thresholdMs: number;
  readonly #blocked: Blocked;
  readonly #send: (message: ProbeMessage) => void;
  #giveUp: (() => void) | null = null;
  #nextAskMs = -Infinity;
  /** The first ask of the block that goes on, while nothing has come back but late. */
  #unansweredSinceMs: number | null = null;
  #blockedSinceMs: number | null = null;
  readonly #stacks = new BlockStacks();
  #held: Held[] = [];

  constructor(pid: number, thresholdMs: number, blocked: Blocked, send: (message: ProbeMessage) => void) {
    this.#pid = pid;
    this.#thresholdMs = thresholdMs;
    this.#blocked = blocked;
    this.#send = send;
  }

  /** One look: what goes on now, and what ended since the last. */
  look(nowMs: number, blockedSinceMs: number | null, ended: readonly Block[]): void {
    if (blockedSinceMs !== this.#blockedSinceMs) this.#nextAskMs = -Infinity;
    this.#blockedSinceMs = blockedSinceMs;
    for (const block of ended) {
      if (block.durationMs >= this.#thresholdMs) {
        this.#held.push({ block, untilMs: nowMs + lateAnswerMs });
      }
    }
    this.#releaseHeld(nowMs);
    const ageMs = blockedSinceMs === null ? 0 : nowMs - blockedSinceMs;
    if (blockedSinceMs !== null && ageMs >= this.#thresholdMs) this.#ask(nowMs, ageMs);
  }

  /** Nothing is held back, nothing is asked for. */
  get isSettled(): boolean {
    return this.#giveUp === null && this.#held.length === 0;
  }

  /** Tells at once what is over, without waiting for a stack: an end would have to wait for it too, and say so. */
  settle(): void {
    this.#releaseHeld(Infinity);
    this.#stopAsking();
  }

  #ask(nowMs: number, ageMs: number): void {
    if (this.#giveUp || nowMs < this.#nextAskMs || this.#blocked.isInLine()) return;
    this.#nextAskMs = nowMs + Math.min(askAgainMs.most, Math.max(askAgainMs.least, ageMs));
    this.#unansweredSinceMs ??= nowMs;
    this.#giveUp = this.#blocked.capture(stack => this.#onAnswer(stack));
  }

  #onAnswer(stack: CapturedStack | null): void {
    this.#giveUp = null;
    if (!stack?.isLate) this.#unansweredSinceMs = null;
    // What comes after a native call is another thing: it is asked for as soon as can be.
    else this.#nextAskMs = -Infinity;
    if (!stack || (stack.frames.length === 0 && !stack.isLate)) return;
    this.#stacks.add(stack);
    const sinceMs = this.#blockedSinceMs;
    if (sinceMs === null || stack.atMs < sinceMs || stack.frames.length === 0) return;
    this.#send({
      type: 'blocked-at',
      pid: this.#pid,
      sinceMs,
      atMs: stack.atMs,
      frames: stack.frames,
      ...noteOf(stack),
    });
  }

  /** A stall waits for a stack that is on its way, but not for long. */
  #releaseHeld(nowMs: number): void {
    const isDue = ({ untilMs }: Held): boolean => !this.#giveUp || nowMs >= untilMs;
    const due = this.#held.filter(isDue);
    this.#held = this.#held.filter(held => !isDue(held));
    for (const { block } of due) this.#tell(block);
    const isOverdue = this.#giveUp && due.length > 0 && this.#blockedSinceMs === null;
    if (isOverdue) this.#stopAsking();
    if (due.length === 0) return;
    this.#nextAskMs = -Infinity;
    this.#unansweredSinceMs = null;
  }

  #stopAsking(): void {
    this.#giveUp?.();
    this.#giveUp = null;
  }

  /** Only a stack that was taken within the block is the block's. */
  #stackOf({ startMs, endMs }: Block): { frames: readonly StackFrame[]; note?: string } {
    const stack = this.#stacks.of(startMs, endMs);
    if (stack) return { frames: stack.frames, ...noteOf(stack) };
    const sinceMs = this.#unansweredSinceMs;
    const isNative = sinceMs !== null && sinceMs >= startMs && endMs - sinceMs > lateMs;
    return isNative ? { frames: [], note: noFrame } : { frames: [] };
  }

  #tell(block: Block): void {
    const { startMs, durationMs } = block;
    this.#send({ type: 'stall', pid: this.#pid, startMs, durationMs, ...this.#stackOf(block) });
    this.#stacks.forgetUntil(block.endMs);
  }
}
