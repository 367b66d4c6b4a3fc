/** Judges the main thread's loop from outside: by the age of its last beat, and by the beats that came late. */
import type { ProbeMessage } from '../protocol.ts';
import { type BeatMemory, beatMs, lateFloats, readRecords, rest, stamp, word } from './beat-memory.ts';
import {
  highestMs,
  percentileMs,
  recordCorrected,
  recordRest,
  type Samples,
  samplesSince,
} from './histogram.ts';

/** A beat may be this late before we call it a block: timers are coarse (1 ms), and a busy machine delays both sides. */
export const marginMs = 30;
/** A timer's own lateness on a machine that has a core free. */
const coarsenessMs = 4;
/** Less idle time than this between two beats: the loop had no rest, whatever it did. */
const restMs = 0.5;
/** Turns of the loop between two beats that still mean one long callback: the one it began in, and the one it ended in. */
const turnsOfOneBlock = 2;

export interface Block {
  readonly startMs: number;
  readonly endMs: number;
  readonly durationMs: number;
}

export interface EndedBlock extends Block {
  /** So much of its duration is sure. */
  readonly leastMs: number;
  /** Its thread had a core for at least so long. */
  readonly cpuMs: number;
  /** And stood in line for one for at most so long. */
  readonly runQueueMs: number;
}

type LoopMessage = Extract<ProbeMessage, { type: 'loop' }>;

/** The figures that later ones are counted from. */
interface Base {
  readonly atMs: number;
  readonly lags: Uint32Array;
  /** End of the time that the idle figure covers. */
  readonly coveredMs: number;
  readonly idleMs: number;
}

/**
 * How long a block was, and how long at least, whose beat came `lagMs` late. The beat was due somewhere within it, up to
 * a beat after its start. If the loop rested since the last beat, the block is all the time that it did not rest:
 * nothing, if it was late only because it got no core. If it made no more turns than one callback takes, the block is
 * all the time since the last beat. Otherwise the lateness is sure, and up to a beat more: half of one is right to
 * within another half.
 */
export const blockLength = (
  lagMs: number,
  idleMs: number,
  turns: number,
): Pick<EndedBlock, 'durationMs' | 'leastMs'> => {
  const isOneBlock = turns >= 0 && turns <= turnsOfOneBlock;
  if (idleMs < restMs && !isOneBlock) return { durationMs: lagMs + beatMs / 2, leastMs: lagMs };
  const durationMs = Math.max(0, lagMs + beatMs - (idleMs >= restMs ? idleMs : 0));
  return { durationMs, leastMs: durationMs };
};

/** True once the main thread's heartbeat has begun. */
export const isPrimed = ({ stamps }: BeatMemory): boolean => stamps[stamp.lastBeatMs] !== 0;

/** Where the loop does not beat since it has nothing to do: until when that is known, at `nowMs`. Else null. */
const restedUntilMs = ({ words, stamps }: BeatMemory, nowMs: number): number | null => {
  if (Atomics.load(words, word.isResting) === rest.none) return null;
  return (stamps[stamp.stirredMs] as number) || nowMs;
};

/** True while the loop has nothing to do, and so does not beat. */
export const isResting = (memory: BeatMemory): boolean => restedUntilMs(memory, Infinity) === Infinity;

/** When the next beat is due, or was. A rest that is over without having rung ends with one. */
const dueMs = (memory: BeatMemory): number =>
  restedUntilMs(memory, Infinity) ?? (memory.stamps[stamp.dueMs] as number);

const round = (value: number): number => Math.round(value * 1e3) / 1e3;
const roundOrNull = (value: number | null): number | null => (value === null ? null : round(value));

/** When the whole process last stood still. */
export interface StoodStill {
  /** -Infinity: it never has. */
  readonly lastEndMs: number;
}

export class Judge {
  readonly #memory: BeatMemory;
  readonly #stoodStill: StoodStill;
  #lateRead = 0;
  /** Since the run or the probe began. */
  #run: Base;
  /** Since the last message. */
  #interval: Base;
  #intervalLagMs = 0;
  #runMaxMs = 0;

  /** The heartbeat must have been primed: there is nothing to judge before. */
  constructor(memory: BeatMemory, stoodStill: StoodStill) {
    this.#memory = memory;
    this.#stoodStill = stoodStill;
    const primedMs = memory.stamps[stamp.primedMs] as number;
    const none = new Uint32Array(memory.lags.length);
    const idleMs = memory.stamps[stamp.primedIdleMs] as number;
    this.#run = { atMs: primedMs, lags: none, coveredMs: primedMs, idleMs };
    this.#interval = this.#run;
  }

  /** For a heartbeat that was switched off and on: what it told before its new priming has been judged. */
  forgetBefore(): void {
    this.#lateRead = Atomics.load(this.#memory.words, word.lateWritten);
    this.beginRun(this.#memory.stamps[stamp.primedMs] as number);
    this.#interval = this.#run;
  }

  /**
   * How late the next beat is at this moment, if that is too late; else 0. A main thread that stood still with all
   * others is not blocked before it has had that time since.
   */
  liveLagMs(nowMs: number): number {
    const lateMs = nowMs - dueMs(this.#memory);
    return Math.min(lateMs, nowMs - this.#stoodStill.lastEndMs) > marginMs ? lateMs : 0;
  }

  /** Start of the block that is going on: the moment that the next beat was due. Null while the loop is responsive. */
  blockedSinceMs(nowMs: number): number | null {
    const lagMs = this.liveLagMs(nowMs);
    return lagMs > 0 ? nowMs - lagMs : null;
  }

  /** When the next beat would be this late if none came; null as long as it may still be on time. */
  lateAtMs(nowMs: number, lagMs: number): number | null {
    const nextMs = dueMs(this.#memory);
    return nowMs - nextMs > coarsenessMs ? nextMs + lagMs : null;
  }

  /** The blocks that ended since the last look, by the beats that came late; none is lost between two looks. */
  endedBlocks(): EndedBlock[] {
    const { words, late } = this.#memory;
    const written = Atomics.load(words, word.lateWritten);
    const { records } = readRecords(late, lateFloats, written, this.#lateRead);
    this.#lateRead = written;
    return records.map(
      ([
        endMs = 0,
        lagMs = 0,
        idleMs = 0,
        turns = -1,
        ranMs = 0,
        waitedMs = 0,
        timedMs = 0,
        timedIdleMs = 0,
      ]) => {
        this.#intervalLagMs = Math.max(this.#intervalLagMs, lagMs);
        this.#runMaxMs = Math.max(this.#runMaxMs, Math.min(lagMs, endMs - this.#run.atMs));
        const { durationMs, leastMs } = blockLength(lagMs, idleMs, turns);
        // Both are since before the block: the thread may have run whenever it was not idle up to it. Idle for longer than
        // a beat it has only seemed, while it stood in line with the beat due.
        const runQueueMs = Math.max(0, waitedMs - Math.max(0, idleMs - beatMs));
        const cpuMs = Math.max(0, ranMs - Math.max(0, timedMs - timedIdleMs - leastMs));
        return { startMs: endMs - durationMs, endMs, durationMs, leastMs, cpuMs, runQueueMs };
      },
    );
  }

  /** From now on percentiles, maximum and total utilization count from `startMs`, a moment just past. */
  beginRun(startMs: number): void {
    this.#run = this.#take(startMs);
    this.#runMaxMs = 0;
  }

  /** All figures as of now, the block that is going on counted in. Begins the next interval. */
  message(pid: number, nowMs: number): LoopMessage {
    const liveMs = this.liveLagMs(nowMs);
    const now = this.#take(nowMs);
    const highest = (): number => highestMs(samplesSince(now.lags, this.#interval.lags));
    const lagMs = Math.max(this.#intervalLagMs || highest(), liveMs);
    const message: LoopMessage = {
      type: 'loop',
      pid,
      atMs: round(nowMs),
      lagMs: round(lagMs),
      blockedSinceMs: roundOrNull(this.blockedSinceMs(nowMs)),
      ...this.#distribution(now, nowMs, liveMs),
      utilization: roundOrNull(this.#utilization(this.#interval, now)),
      utilizationTotal: roundOrNull(this.#utilization(this.#run, now)),
      ...(isResting(this.#memory) && { isResting: true }),
    };
    this.#interval = now;
    this.#intervalLagMs = 0;
    return message;
  }

  #distribution(now: Base, nowMs: number, liveMs: number): Pick<LoopMessage, 'p50Ms' | 'p99Ms' | 'maxMs'> {
    const told = samplesSince(now.lags, this.#run.lags);
    // A block may have begun before the run did.
    const liveInRunMs = Math.min(liveMs, nowMs - this.#run.atMs);
    const samples = liveInRunMs > 0 ? this.#withLive(now.lags, liveInRunMs) : told;
    const maxMs = Math.max(this.#runMaxMs || highestMs(told), liveInRunMs);
    const p50Ms = percentileMs(samples, 0.5);
    const p99Ms = percentileMs(samples, 0.99);
    if (p50Ms === null || p99Ms === null) return { p50Ms: null, p99Ms: null, maxMs: null };
    // A bucket's middle may lie above the largest value in it.
    return {
      p50Ms: round(Math.min(p50Ms, maxMs)),
      p99Ms: round(Math.min(p99Ms, maxMs)),
      maxMs: round(maxMs),
    };
  }

  #withLive(lags: Uint32Array, liveMs: number): Samples {
    const withLive = lags.slice();
    recordCorrected(withLive, liveMs, beatMs);
    return samplesSince(withLive, this.#run.lags);
  }

  /** Time after the last beat is known only while blocked, when all of it is busy, and at rest, when all is idle. */
  #take(nowMs: number): Base {
    const { stamps } = this.#memory;
    const lastBeatMs = stamps[stamp.lastBeatMs] as number;
    const restedMs = Math.max(0, (restedUntilMs(this.#memory, nowMs) ?? lastBeatMs) - lastBeatMs);
    const lags = this.#memory.lags.slice();
    if (restedMs > 0) recordRest(lags, restedMs, beatMs);
    return {
      atMs: nowMs,
      lags,
      coveredMs: this.liveLagMs(nowMs) > 0 ? nowMs : lastBeatMs + restedMs,
      idleMs: (stamps[stamp.idleMs] as number) + restedMs,
    };
  }

  #utilization(from: Base, to: Base): number | null {
    const spanMs = to.coveredMs - from.coveredMs;
    if (spanMs <= 0) return null;
    return Math.min(1, Math.max(0, 1 - (to.idleMs - from.idleMs) / spanMs));
  }
}
