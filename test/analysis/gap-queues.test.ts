import { describe, expect, test } from 'vitest';
import { buildReport } from '../../src/analysis/report.ts';
import type { Gap } from '../../src/analysis/types.ts';
import { markValue } from '../../src/lane-memory.ts';
import type { RunState, Segment } from '../../src/state/state.ts';
import type { Done, RunOptions } from './build.ts';
import { dealt, finishedRun, pastOf, startMs, stateOf } from './build.ts';

/** [task, phase, from, to, what it was about]; times from the start of the run. */
type Piece = readonly [number, Segment['phase'], number, number, Partial<Segment>?];

/** A finished run with the pieces of its tasks, on whatever lane. */
const traced = (done: readonly Done[], pieces: readonly Piece[], options: RunOptions = {}): RunState => {
  const run = finishedRun(done, options);
  const segments = pieces.map(([task, phase, from, to, about]) => ({
    task,
    phase,
    startMs: startMs + from,
    endMs: startMs + to,
    ...about,
  }));
  return { ...run, lanes: run.lanes.map((lane, index) => (index === 0 ? { ...lane, segments } : lane)) };
};

const gapOf = (run: RunState, before: RunState, utilizationTotal: number | null = null): Gap => {
  const state = stateOf(run, { past: [pastOf(before)] });
  const process = {
    pid: 10,
    loop: { utilizationTotal, stalls: [] },
  } as unknown as (typeof state.processes)[number];
  const gap = buildReport({ ...state, processes: [process] })?.gap;
  if (!gap) throw new Error('no gap');
  return gap;
};

const told = ({ parts, unexplainedMs }: Gap) => ({
  parts: parts.map(({ cause, ms }) => [cause, Math.round(ms)]),
  unexplainedMs: Math.round(unexplainedMs),
});

const inTurn: RunOptions = { request: { mode: 'sequential' } };
const concurrent: RunOptions = { request: { mode: 'concurrent' } };
const hashed = { mark: markValue('pool-work') };
const atPool = { reason: 'pool' } as const;

describe("libuv's pool", () => {
  const hashes = 8;
  const before = traced(
    dealt(hashes, ['main'], { run: 600 }),
    Array.from({ length: hashes }, (_, task): Piece => [
      task,
      'running',
      task * 600,
      (task + 1) * 600,
      hashed,
    ]),
    inTurn,
  );
  /** All submitted at once; `ends` tells when each was done. */
  const hashedAt = (ends: readonly number[]): RunState =>
    traced(
      ends.map(wait => ({ lane: 'main', from: 0, run: 0, wait, pool: wait, cpu: 0 })),
      ends.map((end, task): Piece => [task, 'waiting', 0, end, atPool]),
      { ...concurrent, run: { cpuMs: hashes * 600 } },
    );
  const withPool = (run: RunState, threads: number, runQueueMs: number): RunState => ({
    ...run,
    usage: { ...run.usage, pool: { threads, cpuMs: hashes * 600, runQueueMs } },
  });

  test('as wide as expected: what queues there was predicted', () => {
    const ends = [1200, 1200, 1200, 1200, 2400, 2400, 2400, 2400];
    expect(gapOf(withPool(hashedAt(ends), 4, 4800), before)).toMatchObject({ ms: 0, parts: [] });
  });

  test('narrower than expected', () => {
    const ends = Array.from({ length: hashes }, (_, task) => (task + 1) * 600);
    const gap = gapOf(withPool(hashedAt(ends), 1, 0), before);
    // Two cores and four threads would have done it in 2.4 s.
    expect(told(gap)).toEqual({ parts: [['pool', 2400]], unexplainedMs: 0 });
    expect(gap.parts[0]?.evidence).toBe(
      "libuv's pool has 1 thread, where 4 were expected: up to 8 operations were at it at once, and stood in its queue for 16.8 s in all",
    );
  });

  test('its threads without a core', () => {
    const ends = [1500, 1500, 1500, 1500, 3000, 3000, 3000, 3000];
    expect(told(gapOf(withPool(hashedAt(ends), 4, 7200), before))).toEqual({
      parts: [['run-queue', 600]],
      unexplainedMs: 0,
    });
  });

  test('reads of files that queue behind hashes', () => {
    const atFile = { reason: 'file' } as const;
    const alone = traced(
      [
        { lane: 'main', from: 0, run: 600 },
        { lane: 'main', from: 600, run: 100, wait: 1 },
      ],
      [
        [0, 'running', 0, 600, hashed],
        [1, 'waiting', 600, 601, atFile],
        [1, 'running', 601, 701],
      ],
      { request: { mode: 'sequential', uvThreads: 1 } },
    );
    const together = traced(
      [
        { lane: 'main', from: 0, run: 0, wait: 600, pool: 600, cpu: 0 },
        { lane: 'main', from: 0, run: 100, wait: 601 },
      ],
      [
        [0, 'waiting', 0, 600, atPool],
        [1, 'waiting', 0, 601, atFile],
        [1, 'running', 601, 701],
      ],
      { request: { mode: 'concurrent', uvThreads: 1 }, run: { cpuMs: 700 } },
    );
    const gap = gapOf(together, alone);
    expect(told(gap)).toEqual({ parts: [['pool', 101]], unexplainedMs: 0 });
    expect(gap.parts[0]?.evidence).toBe(
      "libuv's pool has 1 thread: up to 2 operations were at it at once, and stood in its queue for 600 ms in all",
    );
  });
});

test('a lock that was handed on late', () => {
  const [taken, left] = [{ mark: markValue('lock-taken', 1) }, { mark: markValue('lock-left', 1) }];
  const atLock = { reason: 'lock' } as const;
  const held = (task: number, askedMs: number, fromMs: number): Piece[] => [
    [task, 'waiting', askedMs, fromMs, atLock],
    [task, 'running', fromMs, fromMs + 100, taken],
    [task, 'running', fromMs + 100, fromMs + 100, left],
  ];
  const before = traced(
    dealt(2, ['main'], { run: 100, wait: 1 }),
    [...held(0, 0, 1), ...held(1, 101, 102)],
    inTurn,
  );
  const run = traced(
    [
      { lane: 'w1', from: 0, run: 100, wait: 1 },
      { lane: 'w2', from: 0, run: 100, wait: 301 },
    ],
    [...held(0, 0, 1), ...held(1, 0, 301)],
  );
  const gap = gapOf(run, before);
  // Free again after 101 ms, taken after 301.
  expect(told(gap)).toEqual({ parts: [['lock', 200]], unexplainedMs: 0 });
  expect(gap.parts[0]?.evidence).toBe('the tasks stood at locks for 300 ms in all');
});

describe('tasks that share a thread', () => {
  const before = finishedRun(dealt(2, ['main'], { run: 100, wait: 500 }), inTurn);
  const together = (readyMs: number): RunState =>
    finishedRun(
      [
        { lane: 'main', from: 0, run: 100, wait: 500 },
        { lane: 'main', from: 0, run: 100, wait: 500, ready: readyMs },
      ],
      concurrent,
    );

  test('longer behind the other than it needs', () => {
    // Busy for 200 of 1000 ms: with the two tasks, and nothing else.
    const gap = gapOf(together(400), before, 0.2);
    expect(told(gap)).toEqual({ parts: [['loop-contention', 300]], unexplainedMs: 0 });
    expect(gap.parts[0]?.evidence).toBe(
      'tasks that could have gone on stood behind others of their thread for 400 ms in all',
    );
  });

  test("behind the loop's own work and another", () => {
    // Busy for 400 of 1000 ms: 200 of them with the tasks.
    expect(told(gapOf(together(400), before, 0.4))).toEqual({
      parts: [
        ['event-loop', 200],
        ['loop-contention', 100],
      ],
      unexplainedMs: 0,
    });
  });
});

describe("the engine's own threads", () => {
  const withEngine = (run: RunState, engineCpuMs: number): RunState => ({
    ...run,
    usage: { ...run.usage, engineCpuMs },
  });
  const before = withEngine(finishedRun(dealt(4, ['main'], { run: 1000 }), inTurn), 1000);
  const onTwo = (run: number, engineMs: number): RunState =>
    withEngine(finishedRun(dealt(4, ['w1', 'w2'], { run, cpu: 1000 })), engineMs);

  test('had more to do', () => {
    // 4 s of tasks and 1 s of the engine on two cores were predicted.
    const gap = gapOf(onTwo(1750, 3000), before);
    expect(told(gap)).toEqual({ parts: [['engine', 1000]], unexplainedMs: 0 });
    expect(gap.parts[0]?.evidence).toBe(
      "the engine's own threads (compiling, collecting garbage) used 3.0 s, 1.0 s were expected",
    );
  });

  test('stood less in the way than expected', () => {
    expect(told(gapOf(onTwo(1150, 1000), before))).toEqual({
      parts: [['run-queue', -200]],
      unexplainedMs: 0,
    });
  });
});
