/** The event loop of one process, as its probe thread tells of it. */
import type { ProbeMessage } from '../protocol.ts';
import { appended, emptySeries, pushed } from './series.ts';
import type { Series } from './series.ts';
import type { LoopHealth, LoopState, Stall } from './state.ts';

export type LoopMessage = Extract<ProbeMessage, { type: 'loop' }>;
export type BlockedAtMessage = Extract<ProbeMessage, { type: 'blocked-at' }>;
type StallMessage = Extract<ProbeMessage, { type: 'stall' }>;

/** One sample a column of the widest panel (200 columns), and some room. */
const historyMax = 240;
const stallsMax = 200;
/** The probe speaks once a second or more often, and may be late: longer silence is samples that are missing. */
const gapMs = 1_200;
const sampleMs = 250;
/** Silent for so long, the probe thread itself stands still (stopped, or starved of CPU): nothing is known. */
const silentMs = { usually: 3_000, atRest: 11_000 };
/** Two stamps of one block, told by different messages, differ by less than a beat. */
const sameBlockMs = 20;

export const unknownLoop: LoopState = {
  health: { state: 'unknown' },
  lagMs: null,
  p50Ms: null,
  p99Ms: null,
  maxMs: null,
  utilization: null,
  utilizationTotal: null,
  history: emptySeries(historyMax),
  stalls: [],
  stallsDropped: 0,
};

const healthFrom = (loop: LoopState, message: LoopMessage): LoopHealth => {
  const { blockedSinceMs: sinceMs } = message;
  if (sinceMs === null) return { state: message.p50Ms === null ? 'unknown' : 'responsive' };
  const isKnown = loop.health.state === 'blocked' && isSameBlock(loop.health.sinceMs, sinceMs);
  return isKnown ? loop.health : { state: 'blocked', sinceMs, frames: [] };
};

const isSameBlock = (oneMs: number, otherMs: number): boolean => Math.abs(oneMs - otherMs) <= sameBlockMs;

/**
 * Silence is put in as nulls, so that the curve has a hole there and no zero. A rest is silent too, and is no hole: of
 * its end is told at once.
 */
const historyWith = (loop: LoopState, message: LoopMessage): Series => {
  const silence = loop.heardAtMs === undefined ? 0 : message.atMs - loop.heardAtMs;
  const isRest = message.isResting ?? (loop.isResting === true && silence < silentMs.atRest);
  const isSilent = silence >= (isRest ? 2 * sampleMs : gapMs);
  const missing = isSilent ? Math.min(historyMax, Math.floor(silence / sampleMs) - 1) : 0;
  let { history } = loop;
  for (let i = 0; i < missing; i += 1) history = pushed(history, isRest ? 0 : null);
  return pushed(history, message.lagMs);
};

/** The judge of a run's end needs a moment for its last word: figures of a run are taken this long after it. */
const lastWordMs = 500;

/** Figures since the run began; once it is over for good, idling must not thin them out. */
const totalsFrom = (loop: LoopState, message: LoopMessage, runEndMs: number | null) => {
  const { p50Ms, p99Ms, maxMs, utilizationTotal } =
    runEndMs !== null && message.atMs > runEndMs + lastWordMs ? loop : message;
  return { p50Ms, p99Ms, maxMs, utilizationTotal };
};

/** `runEndMs`: when the run ended, null while it goes on. */
export const withLoop = (loop: LoopState, message: LoopMessage, runEndMs: number | null): LoopState => ({
  ...loop,
  health: healthFrom(loop, message),
  lagMs: message.lagMs,
  ...totalsFrom(loop, message, runEndMs),
  utilization: message.utilization,
  history: historyWith(loop, message),
  heardAtMs: message.atMs,
  isResting: message.isResting,
});

export const withBlockedAt = (loop: LoopState, message: BlockedAtMessage): LoopState => ({
  ...loop,
  health: blockedBy(message),
});

const blockedBy = ({ sinceMs, frames, note }: BlockedAtMessage): LoopHealth => ({
  state: 'blocked',
  sinceMs,
  frames,
  ...(note === undefined ? {} : { note }),
});

/** A block is over; one that began after it goes on. */
export const withStall = (loop: LoopState, message: StallMessage): LoopState => {
  const { pid, startMs, durationMs, frames } = message;
  const stall: Stall = { pid, startMs, durationMs, frames };
  const { health } = loop;
  const isOver = health.state === 'blocked' && health.sinceMs < startMs + durationMs;
  return {
    ...loop,
    health: isOver ? { state: 'responsive' } : health,
    stalls: appended(loop.stalls, stall, stallsMax),
    stallsDropped: loop.stallsDropped + (loop.stalls.length >= stallsMax ? 1 : 0),
  };
};

/**
 * As the loop stands at this moment: a block that goes on is a lag as long as it has lasted, and no maximum is less.
 * What the probe has told is up to a message old.
 */
export const loopNow = (loop: LoopState, nowMs: number): LoopState => {
  if (loop.health.state !== 'blocked') return loop;
  const ageMs = Math.max(0, nowMs - loop.health.sinceMs);
  return { ...loop, lagMs: Math.max(loop.lagMs ?? 0, ageMs), maxMs: Math.max(loop.maxMs ?? 0, ageMs) };
};

/** A process that is gone is neither responsive nor blocked. */
export const goneLoop = (loop: LoopState): LoopState => ({ ...loop, health: { state: 'unknown' } });

/** What time alone changes: a loop last heard of as responsive is not vouched for for ever. A block goes on. */
export const agedLoop = (loop: LoopState, nowMs: number): LoopState => {
  const isStale =
    loop.heardAtMs !== undefined && nowMs - loop.heardAtMs > silentMs[loop.isResting ? 'atRest' : 'usually'];
  return isStale && loop.health.state === 'responsive' ? goneLoop(loop) : loop;
};
