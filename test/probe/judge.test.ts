import { expect, test } from 'vitest';
import {
  type BeatMemory,
  makeBeatMemory,
  pushRecord,
  rest,
  stamp,
  word,
} from '../../src/probe/beat-memory.ts';
import { recordCorrected, recordRest } from '../../src/probe/histogram.ts';
import { blockLength, isPrimed, isResting, Judge } from '../../src/probe/judge.ts';

/** A loop whose beats are literals: primed at 1000. */
const primed = (): BeatMemory => {
  const memory = makeBeatMemory();
  memory.stamps[stamp.primedMs] = memory.stamps[stamp.lastBeatMs] = 1000;
  memory.stamps[stamp.dueMs] = 1020;
  return memory;
};

/** A beat at `atMs`, `lagMs` late, with the loop idle for `idleMs` since the one before. */
const beat = (
  memory: BeatMemory,
  atMs: number,
  lagMs: number,
  idleMs: number,
  turns = 1,
  times: readonly [cpuMs: number, runQueueMs: number, timedMs?: number, timedIdleMs?: number] = [0, 0],
): void => {
  recordCorrected(memory.lags, lagMs, 20);
  const [cpuMs, runQueueMs, timedMs = lagMs + 20, timedIdleMs = idleMs] = times;
  const record = [atMs, lagMs, idleMs, turns, cpuMs, runQueueMs, timedMs, timedIdleMs];
  if (lagMs > 5) pushRecord(memory.late, memory.words, word.lateWritten, record);
  memory.stamps[stamp.lastBeatMs] = atMs;
  memory.stamps[stamp.dueMs] = atMs + 20;
  memory.stamps[stamp.idleMs] = (memory.stamps[stamp.idleMs] as number) + idleMs;
};

/** A process that never stood still. */
const running = { lastEndMs: -Infinity };

test('a loop that has not been primed cannot be judged', () => {
  expect([isPrimed(makeBeatMemory()), isPrimed(primed())]).toEqual([false, true]);
});

test('not blocked until a process that has stood still has had the margin since', () => {
  const judge = new Judge(primed(), { lastEndMs: 1300 });
  const told = [1300, 1330, 1331].map(nowMs => judge.message(1, nowMs).blockedSinceMs);
  expect(told).toEqual([null, null, 1020]);
});

test('blocked once the beat is older than beat and margin, since the moment that it was due', () => {
  const judge = new Judge(primed(), running);
  expect([1020, 1050, 1051, 1400].map(nowMs => judge.blockedSinceMs(nowMs))).toEqual([
    null,
    null,
    1020,
    1020,
  ]);
});

test('before the first beat there are no percentiles, but a block is seen', () => {
  const judge = new Judge(primed(), running);
  expect(judge.message(7, 1010)).toEqual({
    type: 'loop',
    pid: 7,
    atMs: 1010,
    lagMs: 0,
    blockedSinceMs: null,
    p50Ms: null,
    p99Ms: null,
    maxMs: null,
    utilization: null,
    utilizationTotal: null,
  });
  expect(judge.message(7, 1220)).toMatchObject({
    lagMs: 200,
    blockedSinceMs: 1020,
    maxMs: 200,
    utilization: 1,
  });
});

test('the interval has its own worst lag and utilization; the run keeps its', () => {
  const memory = primed();
  const judge = new Judge(memory, running);
  beat(memory, 1020, 0, 15);
  beat(memory, 1140, 100, 5);
  expect(judge.endedBlocks()).toEqual([
    { startMs: 1025, endMs: 1140, durationMs: 115, leastMs: 115, cpuMs: 0, runQueueMs: 0 },
  ]);
  expect(judge.message(7, 1145)).toMatchObject({ lagMs: 100, maxMs: 100, utilization: 0.857 });
  beat(memory, 1160, 0, 20);
  expect(judge.endedBlocks()).toEqual([]);
  expect(judge.message(7, 1165)).toMatchObject({ maxMs: 100, utilization: 0, utilizationTotal: 0.75 });
});

test('a run begins with empty figures; of a block across its beginning only its own part counts', () => {
  const memory = primed();
  const judge = new Judge(memory, running);
  beat(memory, 1520, 500, 0);
  judge.endedBlocks();
  judge.beginRun(1600);
  beat(memory, 1650, 110, 0);
  judge.endedBlocks();
  expect(judge.message(7, 1660)).toMatchObject({ lagMs: 500, maxMs: 50, utilizationTotal: 1 });
});

test('blocks that follow each other between two looks are all told', () => {
  const memory = primed();
  const judge = new Judge(memory, running);
  beat(memory, 1080, 60, 10);
  beat(memory, 1170, 70, 12);
  expect(judge.endedBlocks()).toEqual([
    { startMs: 1010, endMs: 1080, durationMs: 70, leastMs: 70, cpuMs: 0, runQueueMs: 0 },
    { startMs: 1092, endMs: 1170, durationMs: 78, leastMs: 78, cpuMs: 0, runQueueMs: 0 },
  ]);
});

test('a block may have had all of the wait for a core since it was asked for, and of its time on one what is left', () => {
  const memory = primed();
  const judge = new Judge(memory, running);
  beat(memory, 1100, 80, 15, 1, [6, 70]);
  beat(memory, 1200, 80, 0, 9, [25, 70]);
  beat(memory, 1300, 80, 0, 1, [25, 70]);
  beat(memory, 1400, 80, 90, 1, [2, 85]);
  beat(memory, 1700, 280, 200, 1, [2, 195]);
  // Asked for nine beats before, and six.
  beat(memory, 1800, 80, 0, 9, [225, 3, 280]);
  beat(memory, 2220, 300, 0, 9, [105, 200, 440, 130]);
  expect(
    judge.endedBlocks().map(({ durationMs, cpuMs, runQueueMs }) => [durationMs, cpuMs, runQueueMs]),
  ).toEqual([
    [85, 6, 70],
    [90, 5, 70],
    [100, 25, 70],
    [10, 2, 15],
    [100, 2, 15],
    [90, 25, 3],
    [310, 95, 200],
  ]);
});

test('how long a block was: rested before, one callback, or somewhere between the lateness and a beat more', () => {
  const sure = (ms: number) => ({ durationMs: ms, leastMs: ms });
  expect(blockLength(300, 15, 9)).toEqual(sure(305));
  expect(blockLength(300, 0, 1)).toEqual(sure(320));
  expect(blockLength(300, 0, 9)).toEqual({ durationMs: 310, leastMs: 300 });
  expect(blockLength(300, 0, -1)).toEqual({ durationMs: 310, leastMs: 300 });
  // Asleep nearly all the time, and woken late: it got no core.
  expect(blockLength(80, 99, 1)).toEqual(sure(1));
  expect(blockLength(80, 101, 1)).toEqual(sure(0));
});

test('a heartbeat that was off is judged from its new priming on', () => {
  const memory = primed();
  const judge = new Judge(memory, running);
  beat(memory, 1300, 280, 0);
  memory.stamps[stamp.primedMs] = memory.stamps[stamp.lastBeatMs] = 9000;
  judge.forgetBefore();
  expect(judge.endedBlocks()).toEqual([]);
  beat(memory, 9020, 0, 20);
  expect(judge.message(7, 9025)).toMatchObject({
    blockedSinceMs: null,
    utilization: 0,
    utilizationTotal: 0,
  });
});

test('a process that idled before it was attached to is not taken for busy', () => {
  const memory = primed();
  memory.stamps[stamp.idleMs] = memory.stamps[stamp.primedIdleMs] = 500_000;
  const judge = new Judge(memory, running);
  beat(memory, 1020, 0, 5);
  expect(judge.message(7, 1025).utilization).toBe(0.75);
});

test('a beat is late from 4 ms on: then the moments are known at which it will be a block', () => {
  const judge = new Judge(primed(), running);
  expect([judge.lateAtMs(1024, 30), judge.lateAtMs(1025, 30)]).toEqual([null, 1050]);
});

test('at rest no beat is due: nothing is blocked, all of the time is idle and none of it late', () => {
  const memory = primed();
  const judge = new Judge(memory, running);
  beat(memory, 1020, 0, 20);
  Atomics.store(memory.words, word.isResting, rest.heard);
  expect([judge.blockedSinceMs(9000), judge.lateAtMs(9000, 30)]).toEqual([null, null]);
  expect(judge.message(7, 5020)).toMatchObject({
    lagMs: 0.01,
    maxMs: 0.01,
    p99Ms: 0.01,
    utilization: 0,
    isResting: true,
  });
  // Woken at 9000, by what took 100 ms: the main thread says so with the beat that ends the rest.
  Atomics.store(memory.words, word.isResting, rest.none);
  recordRest(memory.lags, 8080, 20);
  beat(memory, 9100, 100, 7980, -1);
  expect(judge.message(7, 9105)).not.toHaveProperty('isResting');
});

test('who has run at a rest and does not answer is blocked since then; the time before it was idle', () => {
  const memory = primed();
  const judge = new Judge(memory, running);
  beat(memory, 1020, 0, 20);
  Atomics.store(memory.words, word.isResting, rest.watched);
  expect([isResting(memory), judge.blockedSinceMs(5000)]).toEqual([true, null]);
  memory.stamps[stamp.stirredMs] = 5000;
  expect([isResting(memory), judge.blockedSinceMs(5030), judge.blockedSinceMs(5031)]).toEqual([
    false,
    null,
    5000,
  ]);
  expect(judge.lateAtMs(5010, 30)).toBe(5030);
  const blocked = judge.message(7, 6000);
  expect(blocked).toMatchObject({ lagMs: 1000, blockedSinceMs: 5000, utilizationTotal: 0.2 });
  expect(blocked).not.toHaveProperty('isResting');
});
