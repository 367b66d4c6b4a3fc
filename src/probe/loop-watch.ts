/** Watches the main thread's loop from the probe thread: judges it, follows its blocks, tells the dashboard. */
import { nowMs } from '../clock.ts';
import type { ProbeMessage } from '../protocol.ts';
import { type BeatMemory, stamp, word } from './beat-memory.ts';
import { Bystanders } from './bystanders.ts';
import { EngineThreads } from './engine-threads.ts';
import { type HeldUp, heldUpBy } from './held-up.ts';
import { type Block, isPrimed, isResting, Judge, marginMs } from './judge.ts';
import type { Link } from './link.ts';
import { RunWatch } from './run-watch.ts';
import type { ProbeSettings } from './settings.ts';
import { captureMainStack } from './stack.ts';
import { type Blocked, Stalls } from './stalls.ts';
import { Standstills } from './standstills.ts';

/** Five beats: a loop that still does not turn is busy with something else. */
const settleBoundMs = 100;
/** A moment further away than this is for the next regular look. */
const soonMs = 50;
/** What takes less than this, of all that ends a rest, has rung by then. */
const stirMs = 10;
/** If this thread has just stood still the main thread has, too, and has had no time for its beat. */
const recoverMs = 10;
/** With less of a core than that, of a stall's length, the main thread still is about where it stood in line. */
const begunShare = 0.2;

export class LoopWatch {
  readonly #memory: BeatMemory;
  readonly #settings: ProbeSettings;
  readonly #link: Link;
  readonly #stalls: Stalls;
  readonly #main: RunWatch;
  readonly #engine: EngineThreads;
  readonly #bystanders = new Bystanders();
  readonly #standstills = new Standstills(nowMs());
  #judge: Judge | null = null;
  #told: 'nothing' | 'block' | 'stall' = 'nothing';
  #isRestarted = false;
  #soonTimer: NodeJS.Timeout | undefined;

  constructor(settings: ProbeSettings, memory: BeatMemory, link: Link) {
    this.#settings = settings;
    this.#memory = memory;
    this.#link = link;
    const send = (message: ProbeMessage): unknown => link.send(message);
    this.#main = new RunWatch(`/proc/${settings.pid}/task/${settings.pid}`);
    this.#engine = new EngineThreads(settings.pid);
    if (this.#main.isCounting) Atomics.store(memory.words, word.isSeen, 1);
    const blocked: Blocked = {
      capture: onAnswer => captureMainStack(settings.stackMemory, onAnswer),
      isInLine: () => this.#main.isInLine(settings.thresholdMs * begunShare),
    };
    this.#stalls = new Stalls(settings.pid, settings.thresholdMs, blocked, send);
  }

  /**
   * `isTurn`: the regular reading is due; a block that begins is told at once in any case. `dueMs`: when this look was.
   */
  look(now: number, isTurn: boolean, dueMs: number): void {
    const hasStoodStill = this.#standstills.woke(now, dueMs);
    if (!isPrimed(this.#memory)) return;
    if (hasStoodStill) return this.#lookAgain(recoverMs, isTurn);
    const judge = (this.#judge ??= new Judge(this.#memory, this.#standstills));
    if (this.#isRestarted) judge.forgetBefore();
    this.#isRestarted = false;
    const blockedSinceMs = judge.blockedSinceMs(now);
    const ended = this.#ended(judge);
    this.#lookAtThreads(blockedSinceMs !== null);
    this.#stalls.look(now, blockedSinceMs, ended);
    if (this.#isBlockNews(now, blockedSinceMs) || isTurn) this.#tell(judge, now);
    this.#lookSoon(judge, now);
  }

  /** All that belongs to a look is done: this thread goes to sleep. */
  lookIsOver(): void {
    this.#standstills.awake(nowMs());
  }

  /**
   * At a rest that has to be watched: whether the main thread is in something that has not rung. From then on it counts
   * as busy, until it answers or its turn ends.
   */
  hasStirred(): boolean {
    // The first question takes a third of what the second does, and at a rest it is mostly the only one.
    if (!this.#bystanders.mayHaveRun || !this.#main.hasRun) return false;
    const { words, stamps } = this.#memory;
    if (Atomics.wait(words, word.beats, Atomics.load(words, word.beats), stirMs) !== 'timed-out')
      return false;
    if (!isResting(this.#memory)) return false;
    stamps[stamp.stirredMs] = nowMs() - this.#main.ranMs();
    return true;
  }

  /** As of the last look, or not to be judged yet. */
  get isBlocked(): boolean {
    return this.#judge === null || this.#told !== 'nothing';
  }

  /** All that is known has been told. */
  get isSettled(): boolean {
    return this.#stalls.isSettled;
  }

  beginRun(atMs: number): void {
    this.#judge?.beginRun(atMs);
  }

  /**
   * A run that blocked its loop to the end says so before the loop turns. Waits for the beat that ends the block, so
   * that the run's last stall and its final figures come before its end. Our thread may sleep: nothing waits for it.
   */
  settle(): void {
    const { words } = this.#memory;
    const beats = Atomics.load(words, word.beats);
    const judge = this.#judge;
    if (judge && judge.liveLagMs(nowMs()) > 0) Atomics.wait(words, word.beats, beats, settleBoundMs);
    const now = nowMs();
    this.#standstills.woke(now, Infinity);
    this.#stalls.look(now, judge?.blockedSinceMs(now) ?? null, judge ? this.#ended(judge) : []);
    this.#stalls.settle();
    if (judge) this.#tell(judge, now);
  }

  /** Nothing is judged until the main thread has primed its heartbeat anew. */
  restart(): void {
    this.#memory.stamps[stamp.lastBeatMs] = 0;
    this.#isRestarted = true;
  }

  stop(): void {
    clearTimeout(this.#soonTimer);
  }

  /** For good. */
  close(): void {
    this.stop();
    this.#main.close();
    this.#engine.close();
    this.#standstills.close();
  }

  /** What they have used within a block is counted from the last look before it. */
  #lookAtThreads(isBlocked: boolean): void {
    if (isBlocked) return this.#engine.lookAtBlock();
    this.#main.look();
    this.#engine.look();
  }

  /** Without those that are no doing of the program's, which are told as what they are. */
  #ended(judge: Judge): Block[] {
    const { thresholdMs } = this.#settings;
    const blocks = judge.endedBlocks();
    // If all have stood still in the midst of this look, so did they.
    this.#standstills.awake(nowMs());
    const isLong = blocks.some(({ durationMs }) => durationMs >= thresholdMs);
    const engineInLineMs = isLong ? this.#engine.inLineMs() : 0;
    return blocks.filter(block => {
      const stoodStillMs = this.#standstills.withinMs(block);
      const cause = heldUpBy(block, thresholdMs, { stoodStillMs, engineInLineMs });
      if (cause !== null) this.#tellHeldUp(cause, block);
      return cause === null;
    });
  }

  /** It begins, or becomes a stall: from then on its end is told too, so that one without an end is known to go on. */
  #isBlockNews(now: number, blockedSinceMs: number | null): boolean {
    const before = this.#told;
    if (blockedSinceMs === null) this.#told = 'nothing';
    else this.#told = now - blockedSinceMs >= this.#settings.thresholdMs ? 'stall' : 'block';
    return this.#told !== 'nothing' && this.#told !== before;
  }

  #tellHeldUp(type: HeldUp, { startMs, durationMs }: Block): void {
    this.#link.send({ type, pid: this.#settings.pid, startMs, durationMs });
  }

  #tell(judge: Judge, now: number): void {
    this.#link.sendReading(judge.message(this.#settings.pid, now));
  }

  /** A beat is late: look again at the moment that makes it a block, and at the one that makes it a stall. */
  #lookSoon(judge: Judge, now: number): void {
    clearTimeout(this.#soonTimer);
    const momentsMs = [marginMs, this.#settings.thresholdMs].map(lagMs => judge.lateAtMs(now, lagMs) ?? 0);
    const nextMs = momentsMs.find(atMs => atMs >= now && atMs < now + soonMs);
    if (nextMs === undefined) return;
    this.#lookAgain(nextMs - now + 1, false);
  }

  #lookAgain(inMs: number, isTurn: boolean): void {
    clearTimeout(this.#soonTimer);
    const dueMs = nowMs() + inMs;
    this.#soonTimer = setTimeout(() => this.look(nowMs(), isTurn, dueMs), inMs);
  }
}
